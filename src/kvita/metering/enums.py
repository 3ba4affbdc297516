"""Kinds and states of meters and readings."""

from django.db import models

from kvita.housing.enums import PremiseKind


class MeterScope(models.TextChoices):
    """What a meter measures."""

    UNIT = "UNIT", "квартирный (ИПУ)"
    ROOM = "ROOM", "комнатный"
    BUILDING = "BUILDING", "общедомовой (ОДПУ)"


def scope_of_premise(premise_kind: str) -> MeterScope:
    """Return the scope of a meter on the account of such a premise: that of a room is a room meter (ПП 354, п. 2)."""
    return MeterScope.ROOM if premise_kind == PremiseKind.ROOM else MeterScope.UNIT


class RegisterZone(models.TextChoices):
    """Time-of-day zone of a register."""

    SINGLE = "SINGLE", "одна"
    DAY = "DAY", "день"
    NIGHT = "NIGHT", "ночь"
    PEAK = "PEAK", "пик"


class ReadingKind(models.TextChoices):
    """What a value stands for."""

    ACTUAL = "ACTUAL", "снято"
    ESTIMATED = "ESTIMATED", "по среднему"
    OPENING = "OPENING", "при установке"
    CLOSING = "CLOSING", "при снятии"


class ReadingSource(models.TextChoices):
    """How a reading came."""

    CABINET = "CABINET", "личный кабинет"
    OFFICE = "OFFICE", "в офисе"
    PHONE = "PHONE", "по телефону"
    FILE = "FILE", "из файла"
    API = "API", "через API"
    CONTROLLER = "CONTROLLER", "контролёр"


class ReadingState(models.TextChoices):
    """Fate of a reading. Only ACCEPTED and COUNTED values take part in consumption."""

    ACCEPTED = "ACCEPTED", "принято"
    IN_DOUBT = "IN_DOUBT", "на проверке"
    REFUSED = "REFUSED", "не принято"
    WITHDRAWN = "WITHDRAWN", "отменено"
    SUPERSEDED = "SUPERSEDED", "заменено"
    COUNTED = "COUNTED", "рассчитано"


class ReadingAct(models.TextChoices):
    """What happened to a reading after it came."""

    ACCEPTED = "ACCEPTED", "принято после проверки"
    REFUSED = "REFUSED", "не принято после проверки"
    WITHDRAWN = "WITHDRAWN", "отменено"
    SUPERSEDED = "SUPERSEDED", "заменено новым"
    PHOTO_ASKED = "PHOTO_ASKED", "попросили фото"
    PHOTO_ADDED = "PHOTO_ADDED", "прислали фото"


LIVE_STATES = (ReadingState.ACCEPTED, ReadingState.IN_DOUBT, ReadingState.COUNTED)
