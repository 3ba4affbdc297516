"""States of bank files and their rows, kinds of registries, outcomes of a reconciliation."""

from django.db import models


class FileState(models.TextChoices):
    """Life of a bank file."""

    READ = "READ", "прочитан, ещё не зачислен"
    CREDITED = "CREDITED", "зачислен"
    TAKEN_BACK = "TAKEN_BACK", "отменён"


class RowState(models.TextChoices):
    """What became of a row."""

    CREDITED = "CREDITED", "зачислена"
    UNMATCHED = "UNMATCHED", "счёт не найден"
    DUPLICATE = "DUPLICATE", "уже учтена"
    BAD = "BAD", "не прочитана"
    DISMISSED = "DISMISSED", "отложена"
    TAKEN_BACK = "TAKEN_BACK", "отменена вместе с файлом"


# A row in one of these states stands for its operation: no other row may count the same operation.
OWNING_STATES = (RowState.CREDITED, RowState.UNMATCHED, RowState.DISMISSED)


class RegistryKind(models.TextChoices):
    """Files that leave the house."""

    PAYMENTS_SBER = "PAYMENTS_SBER", "платежи, как реестр Сбербанка"
    PAYMENTS_CSV = "PAYMENTS_CSV", "платежи, таблица CSV"
    DEBTS_SBER = "DEBTS_SBER", "начисления для Сбербанка"
    DEBTS_GOROD = "DEBTS_GOROD", "начисления для «Системы Город»"


class RegistryEncoding(models.TextChoices):
    """Encodings that banks and accounting programs take."""

    CP1251 = "cp1251", "Windows-1251"
    UTF8 = "utf-8", "UTF-8"
    CP866 = "cp866", "DOS (cp866)"
    KOI8R = "koi8-r", "КОИ-8"


class ReconciliationState(models.TextChoices):
    """How a day at a provider ended."""

    AGREES = "AGREES", "сходится"
    DIFFERS = "DIFFERS", "есть расхождения"
    NO_ANSWER = "NO_ANSWER", "банк не ответил"
