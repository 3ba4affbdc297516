"""States of periods and kinds of adjustments."""

from django.db import models


class PeriodState(models.TextChoices):
    """Life of a month: residents see PUBLISHED and CLOSED; in CLOSED nothing changes any more."""

    OPEN = "OPEN", "открыт"
    PUBLISHED = "PUBLISHED", "опубликован"
    CLOSING = "CLOSING", "закрывается"
    CLOSED = "CLOSED", "закрыт"


VISIBLE_STATES = (PeriodState.PUBLISHED, PeriodState.CLOSING, PeriodState.CLOSED)
CLOSED_STATES = (PeriodState.CLOSING, PeriodState.CLOSED)


class AdjustmentReason(models.TextChoices):
    """Why a charge was recalculated."""

    READINGS = "READINGS", "пришли показания"
    SERVICE_SHORTFALL = "SERVICE_SHORTFALL", "услуги не было или она была хуже нормы"
    ABSENCE = "ABSENCE", "временное отсутствие"
    RESIDENTS = "RESIDENTS", "изменилось число жильцов"
    TARIFF = "TARIFF", "изменился тариф"
    COURT = "COURT", "решение суда или предписание"
    ERROR = "ERROR", "исправление ошибки"
    OTHER = "OTHER", "другое"


class VolumeSource(models.TextChoices):
    """Where the volume of a line comes from."""

    UNKNOWN = "", "не указано"
    METER = "METER", "по счётчику"
    AVERAGE = "AVERAGE", "по среднему"
    NORM = "NORM", "по нормативу"
    AREA = "AREA", "по площади"
    BUILDING_METER = "BUILDING_METER", "по общедомовому счётчику"
    CONTRACT = "CONTRACT", "по договору"
