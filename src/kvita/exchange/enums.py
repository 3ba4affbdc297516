"""Kinds and states of import batches."""

from django.db import models


class ImportKind(models.TextChoices):
    """What a file holds."""

    ACCOUNTS = "ACCOUNTS", "лицевые счета"
    STATEMENTS = "STATEMENTS", "начисления"
    METERS = "METERS", "счётчики и показания"
    READINGS = "READINGS", "показания"
    COUNTED = "COUNTED", "отметки «рассчитано»"
    PAYMENTS = "PAYMENTS", "платежи"


class BatchState(models.TextChoices):
    """Life of a batch. A rehearsal and a refused file leave no batch."""

    APPLIED = "APPLIED", "загружена"
    ROLLED_BACK = "ROLLED_BACK", "отменена"


class ExportFormat(models.TextChoices):
    """How a file is written."""

    CSV_CP1251 = "CSV_CP1251", "CSV для 1С и старого Excel (Windows-1251)"
    CSV_UTF8 = "CSV_UTF8", "CSV (UTF-8)"
    XLSX = "XLSX", "Excel (XLSX)"
