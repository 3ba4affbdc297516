"""States of links, applications and attempts."""

from typing import Final

from django.db import models


class LinkState(models.TextChoices):
    """Life of a link between a user and a billing account."""

    PENDING = "PENDING", "на проверке"
    ACTIVE = "ACTIVE", "действует"
    REVOKED = "REVOKED", "отозвана"


class AttemptOutcome(models.TextChoices):
    """What became of an attempt to link an account."""

    LINKED = "LINKED", "привязан"
    NO_MATCH = "NO_MATCH", "не подошло"
    LETTER_NEEDED = "LETTER_NEEDED", "нужна буква номера"


class ApplicationState(models.TextChoices):
    """Life of an application for access that the staff check."""

    WAITING = "WAITING", "ждёт решения"
    CLARIFYING = "CLARIFYING", "уточняем"
    APPROVED = "APPROVED", "подтверждена"
    REJECTED = "REJECTED", "отклонена"


OPEN_STATES: Final = (ApplicationState.WAITING, ApplicationState.CLARIFYING)


class Alarm(models.TextChoices):
    """What the staff of a portal are told of, once a day: the value is the act in the audit log."""

    SURNAMES_GUESSED = "accounts.guess_surnames", "Подбирают лицевые счета"
    FLATS_GUESSED = "accounts.guess_flats", "Привязка по фамилии и квартире закрыта"
    SMS_SPENT = "identity.spend_sms", "SMS с кодами на сегодня закончились"
    MANY_LETTERS = "identity.send_many_letters", "Необычно много писем с кодами"

    @property
    def is_guessing(self) -> bool:
        """Whether the failed tries to link accounts show who it is."""
        return self in (Alarm.SURNAMES_GUESSED, Alarm.FLATS_GUESSED)


class Decision(models.TextChoices):
    """What the staff may decide about an application."""

    APPROVE = "approve", "Подтвердить"
    CLARIFY = "clarify", "Уточнить у жильца"
    REJECT = "reject", "Отклонить"


class Verdict(models.TextChoices):
    """What a comparison of a typed value with the stored one says."""

    SAME = "SAME", "совпало"
    DIFFERENT = "DIFFERENT", "отличается"
    UNKNOWN = "UNKNOWN", "нет в базе"
