"""The registers of an account with what is known of them for one month."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from kvita.accounts.models import BillingAccount
from kvita.calc.consumption import Consumption, RegisterSpan, consumption_of
from kvita.calc.period import Month
from kvita.metering.enums import LIVE_STATES, ReadingKind, ReadingState
from kvita.metering.models import Reading, Register
from kvita.metering.policies.checks import average_of

READINGS_KEPT = 14  # a year of readings for the average, this month's one, and one refused


@dataclass(frozen=True, slots=True)
class RegisterMonth:
    """A register in one month: the reading of the month, the one before it, what was used.

    `current` is the live reading of the month, or else the newest that was refused; None when nothing came. `history`
    are known consumptions of the months before, newest first.
    """

    register: Register
    previous: Reading | None
    current: Reading | None
    history: tuple[Decimal, ...] = ()

    @property
    def is_submitted(self) -> bool:
        """True when a reading of this month was taken and is not refused."""
        current = self.current
        return current is not None and current.state in LIVE_STATES and current.kind == ReadingKind.ACTUAL

    @property
    def consumption(self) -> Decimal | None:
        """What was used since the previous reading, as stored or else as counted from both."""
        if self.current is None or self.current.state not in LIVE_STATES:
            return None
        return self.current.consumption if self.current.consumption is not None else _between(self)

    @property
    def usual(self) -> Decimal | None:
        """The average of the months before, which is charged when no reading comes (п. 59)."""
        return average_of(self.history)


def registers_in_use(account: BillingAccount, *, month: Month) -> QuerySet[Register]:
    """Registers of the account whose meter was not removed before this month, in the order of the bill."""
    in_use = Q(meter__removed_on=None) | Q(meter__removed_on__gte=month.first_day)
    return (
        Register.objects.filter(in_use, meter__account=account)
        .select_related("meter", "service")
        .order_by("service__position", "service__name", "meter__serial_number", "pk")
    )


def register_months(registers: Iterable[Register], *, month: Month) -> list[RegisterMonth]:
    """Return what is known of each register for a month; one query for any number of them."""
    rows = list(registers)
    found = recent_readings([row.pk for row in rows], month=month)
    return [build_month(row, found.get(row.pk, ()), month=month) for row in rows]


def account_registers(account: BillingAccount, *, month: Month) -> list[RegisterMonth]:
    """Return the registers of an account with their readings of a month; two queries."""
    return register_months(registers_in_use(account, month=month), month=month)


def recent_readings(register_ids: Sequence[int], *, month: Month) -> dict[int, list[Reading]]:
    """Return the newest readings of each register up to and with a month, newest first."""
    wanted = Q(state__in=LIVE_STATES) | Q(state=ReadingState.REFUSED, month=month.first_day)
    readings = (
        Reading.objects.filter(wanted, register__in=register_ids, month__lte=month.first_day)
        .annotate(
            place=Window(
                RowNumber(), partition_by=F("register_id"), order_by=[F("taken_on").desc(), F("received_at").desc()]
            )
        )
        .filter(place__lte=READINGS_KEPT)
        .order_by("register_id", "place")
    )
    by_register: dict[int, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_register[reading.register_id].append(reading)
    return by_register


def build_month(register: Register, readings: Sequence[Reading], *, month: Month) -> RegisterMonth:
    """Put together what `recent_readings` found of one register.

    The previous reading is one that was really taken: an average stands for a month, not for the dial.
    """
    sent = (ReadingKind.ACTUAL, ReadingKind.ESTIMATED)
    here = [reading for reading in readings if reading.month == month.first_day and reading.kind in sent]
    live = [reading for reading in here if reading.state in LIVE_STATES]
    live.sort(key=lambda reading: reading.kind == ReadingKind.ESTIMATED)
    before = [reading for reading in readings if reading not in here]
    taken = [
        reading
        for reading in before
        if reading.kind != ReadingKind.ESTIMATED and reading.state != ReadingState.IN_DOUBT
    ]
    return RegisterMonth(
        register=register,
        previous=next(iter(taken), None),
        current=next(iter(live or here), None),
        history=_consumptions(before, register.digits),
    )


def months_with_readings(account: BillingAccount, *, limit: int) -> list[dt.date]:
    """Return the months (first days) for which there are readings of the account, newest first; one query."""
    months = Reading.objects.filter(register__meter__account=account, state__in=LIVE_STATES).order_by("-month")
    return list(months.values_list("month", flat=True).distinct()[:limit])


def accounts_with_readings(account_ids: Iterable[int], *, month: dt.date) -> set[int]:
    """Return those of these accounts that have readings for the month (its first day); one query."""
    found = Reading.objects.filter(register__meter__account__in=list(account_ids), month=month, state__in=LIVE_STATES)
    return set(found.values_list("register__meter__account_id", flat=True).distinct())


def _consumptions(readings: Sequence[Reading], digits: int) -> tuple[Decimal, ...]:
    found = []
    for place, newer in enumerate(readings):
        older = readings[place + 1] if place + 1 < len(readings) else None
        volume = newer.consumption
        if volume is None and older is not None:
            volume = _volume(older.value, newer.value, digits)
        if volume is not None:
            found.append(volume)
    return tuple(found)


def _between(row: RegisterMonth) -> Decimal | None:
    if row.previous is None or row.current is None:
        return None
    return _volume(row.previous.value, row.current.value, row.register.digits)


def _volume(previous: Decimal, current: Decimal, digits: int) -> Decimal | None:
    found = consumption_of(RegisterSpan(previous, current, digits))
    return found.volume if isinstance(found, Consumption) else None
