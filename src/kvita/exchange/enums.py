"""Kinds and states of import batches."""

from django.db import models


class ImportKind(models.TextChoices):
    """What a file holds."""

    ACCOUNTS = "ACCOUNTS", "лицевые счета"
    STATEMENTS = "STATEMENTS", "начисления"
    METERS = "METERS", "счётчики и показания"
    PAYMENTS = "PAYMENTS", "платежи"


class BatchState(models.TextChoices):
    """Life of a batch. Nothing is stored before APPLIED."""

    REHEARSED = "REHEARSED", "проверена"
    APPLIED = "APPLIED", "загружена"
    ROLLED_BACK = "ROLLED_BACK", "отменена"
    REFUSED = "REFUSED", "не принята"
