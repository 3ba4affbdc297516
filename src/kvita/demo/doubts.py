"""A few readings of the current month that a check has questioned: what staff of the demo find to decide."""

import datetime as dt
import zoneinfo
from decimal import Decimal
from typing import Any, Final

from kvita.core.wording import say_number
from kvita.housing.models import ManagingOrganization
from kvita.metering.enums import LIVE_STATES, ReadingSource, ReadingState
from kvita.metering.models import Reading, Register

# How much too much was sent, and how it came.
SLIPS: Final = ((Decimal(2713), ReadingSource.CABINET), (Decimal(180), ReadingSource.CABINET),
                (Decimal(96), ReadingSource.FILE), (Decimal(410), ReadingSource.API))  # fmt: skip
EVERY: Final = 7  # so that the flats do not stand side by side


def store_doubts(*, now: dt.datetime) -> int:
    """Store doubtful readings of today in each organisation, of flats without a sign-in; return how many."""
    return sum(
        _store(organization, _today(organization, now), now)
        for organization in ManagingOrganization.objects.order_by("pk")
    )


def _today(organization: ManagingOrganization, now: dt.datetime) -> dt.date:
    return now.astimezone(zoneinfo.ZoneInfo(organization.time_zone)).date()


def _store(organization: ManagingOrganization, today: dt.date, now: dt.datetime) -> int:
    registers = Register.objects.filter(
        meter__organization=organization, meter__account__isnull=False, meter__account__links=None,
        meter__removed_on=None,
    ).exclude(readings__month__gte=today.replace(day=1))  # fmt: skip
    chosen = list(registers.select_related("service").order_by("pk")[: EVERY * len(SLIPS)])[::EVERY]
    stored = Reading.objects.bulk_create(
        reading
        for register, (slip, source) in zip(chosen, SLIPS, strict=False)
        for reading in _doubtful(register, slip, source, today, now)
    )
    return len(stored)


def _doubtful(
    register: Register, slip: Decimal, source: ReadingSource, today: dt.date, now: dt.datetime
) -> list[Reading]:
    last = register.readings.filter(state__in=LIVE_STATES, taken_on__lt=today).order_by("-taken_on").first()
    if last is None or last.value + slip >= Decimal(10**register.digits):
        return []
    told = f"Выходит {say_number(slip)} за месяц, обычно во много раз меньше. Похоже, лишняя цифра."
    check: dict[str, Any] = {"check": "excess", "level": "WARN", "result": "confirmed", "message": told}
    return [
        Reading(
            register=register, taken_on=today, month=today.replace(day=1), value=last.value + slip, consumption=slip,
            source=source, state=ReadingState.IN_DOUBT, checks=[check], received_at=now,
        )
    ]  # fmt: skip
