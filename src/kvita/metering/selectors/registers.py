"""The registers of an account with what is known of them for one month."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from kvita.accounts.models import BillingAccount
from kvita.calc.consumption import Consumption, RegisterSpan, consumption_of
from kvita.calc.monthly_use import Estimate, ReadingPoint, average_volume, estimate_of, monthly_use
from kvita.calc.period import Month
from kvita.metering.enums import LIVE_STATES, MeterScope, ReadingKind, ReadingState
from kvita.metering.models import Reading, Register
from kvita.metering.policies.windows import SubmissionWindow
from kvita.metering.selectors.recent import readings_before, replaced_registers
from kvita.metering.selectors.terms import days_of_register, norm_of_register, with_terms

TAKEN_KINDS = (ReadingKind.ACTUAL, ReadingKind.CLOSING)


@dataclass(frozen=True, slots=True)
class RegisterMonth:
    """A register in one month: the reading of the month, the one before it, what was used.

    `current` is the live reading of the month, or else the newest that was refused; None when nothing came. `history`
    are the consumptions of the months before, newest first. `norm` is that of all residents of the flat together.
    `refused` is the newest value of the month that was refused.
    """

    register: Register
    month: Month
    previous: Reading | None
    current: Reading | None
    refused: Reading | None = None
    history: tuple[Decimal, ...] = ()
    norm: Decimal | None = None

    @property
    def is_submitted(self) -> bool:
        """True when a reading of this month was taken and is not refused."""
        current = self.current
        return current is not None and current.state in LIVE_STATES and current.kind in TAKEN_KINDS

    @property
    def consumption(self) -> Decimal | None:
        """What was used since the previous reading, as stored or else as counted from both."""
        if self.current is None or self.current.state not in LIVE_STATES:
            return None
        return self.current.consumption if self.current.consumption is not None else _between(self)

    @property
    def usual(self) -> Decimal | None:
        """The average of the months before (п. 59)."""
        return average_volume(self.history)

    @property
    def months(self) -> int:
        """Months since that of the previous reading, this one included; 1 where there is none."""
        return 1 if self.previous is None else max(1, self.month - Month.of(self.previous.month))

    @property
    def estimate(self) -> Estimate:
        """What is charged when no reading comes (п. 59, 60)."""
        return estimate_of(self.history, months_missing=self.months, norm=self.norm)


def registers_in_use(account: BillingAccount, *, month: Month) -> QuerySet[Register]:
    """Registers of the account whose meter was not removed before this month, in the order of the bill."""
    in_use = Q(meter__removed_on=None) | Q(meter__removed_on__gte=month.first_day)
    return in_order_of_bill(Register.objects.filter(in_use, meter__account=account))


def registers_to_read(account: BillingAccount, *, today: dt.date) -> QuerySet[Register]:
    """Registers of the account whose meter is on the wall today, with `with_terms`, in the order of the bill."""
    in_use = Q(meter__removed_on=None) | Q(meter__removed_on__gt=today)
    return with_terms(in_order_of_bill(Register.objects.filter(in_use, meter__account=account)), day=today)


def in_order_of_bill(registers: QuerySet[Register]) -> QuerySet[Register]:
    """Select meter and service, and order by the bill."""
    return registers.select_related("meter", "service").order_by(
        "service__position", "service__name", "meter__serial_number", "pk"
    )


def register_months(registers: Iterable[Register], *, month: Month | Mapping[int, Month]) -> list[RegisterMonth]:
    """Return what is known of each register for a month, or for a month of its own (by id).

    One query for any number of them, and one more where meters were replaced.
    """
    rows = list(registers)
    months = month if isinstance(month, Mapping) else dict.fromkeys((row.pk for row in rows), month)
    replaced = replaced_registers(rows)
    older = {pk: months[register_id] for register_id, ids in replaced.items() for pk in ids}
    found = readings_before({**older, **{row.pk: months[row.pk] for row in rows}})
    return [
        build_month(
            row,
            found.get(row.pk, ()),
            month=months[row.pk],
            replaced=[one for pk in sorted(replaced.get(row.pk, ()), reverse=True) for one in found.get(pk, ())],
        )
        for row in rows
    ]


def account_registers(account: BillingAccount, *, month: Month) -> list[RegisterMonth]:
    """Return the registers of an account with their readings of a month; two queries, three after a replacement."""
    return register_months(with_terms(registers_in_use(account, month=month), day=month.last_day), month=month)


def building_registers(building_id: int, *, month: Month) -> list[RegisterMonth]:
    """Return the scales of the common-house meters with their readings of a month; two queries."""
    rows = Register.objects.filter(meter__building=building_id, meter__scope=MeterScope.BUILDING)
    return register_months(with_terms(in_order_of_bill(rows), day=month.last_day), month=month)


def registers_by_window(account: BillingAccount, *, today: dt.date) -> list[tuple[RegisterMonth, SubmissionWindow]]:
    """Return the registers to read today with the window that is open for each, or its next one.

    Two queries, three after a replacement (organisation and settings selected).
    """
    rows = list(registers_to_read(account, today=today))
    windows = {row.pk: days_of_register(row, account.organization.settings).at(today) for row in rows}
    months = {pk: window.month for pk, window in windows.items()}
    return [(row, windows[row.register.pk]) for row in register_months(rows, month=months)]


def build_month(
    register: Register, readings: Sequence[Reading], *, month: Month, replaced: Sequence[Reading] = ()
) -> RegisterMonth:
    """Put together what `readings_before` found of one register, and of the meters it `replaced`.

    The previous reading is one that was really taken: an average stands for a month, not for the dial.
    """
    here = [one for one in readings if one.month == month.first_day and one.kind != ReadingKind.OPENING]
    live = [one for one in here if one.state in LIVE_STATES]
    live.sort(key=lambda one: one.kind == ReadingKind.ESTIMATED)
    taken = [one for one in readings if one not in here and _is_taken(one)]
    past = [one for one in (*taken, *replaced) if _is_taken(one)]
    return RegisterMonth(
        register=register,
        month=month,
        previous=next(iter(taken), None),
        current=next(iter(live or here), None),
        refused=next((one for one in here if one.state == ReadingState.REFUSED), None),
        history=_volumes(past, register.digits, until=month),
        norm=norm_of_register(register),
    )


def months_with_readings(account: BillingAccount, *, limit: int) -> list[dt.date]:
    """Return the months (first days) for which there are readings of the account, newest first; one query."""
    months = Reading.objects.filter(register__meter__account=account, state__in=LIVE_STATES).order_by("-month")
    return list(months.values_list("month", flat=True).distinct()[:limit])


def accounts_with_readings(account_ids: Iterable[int], *, month: dt.date) -> set[int]:
    """Return those of these accounts that have readings for the month (its first day); one query."""
    found = Reading.objects.filter(register__meter__account__in=list(account_ids), month=month, state__in=LIVE_STATES)
    return set(found.values_list("register__meter__account_id", flat=True).distinct())


def newest_readings(account: BillingAccount, register_ids: Iterable[int]) -> dict[int, int]:
    """Return the id of the newest live reading of each of these registers of the account; one query."""
    rows = Reading.objects.filter(
        register__in=list(register_ids), register__meter__account=account, state__in=LIVE_STATES
    )
    return dict(rows.order_by("taken_on", "pk").values_list("register_id", "pk"))


def points_of(readings: Iterable[Reading], digits: int) -> list[ReadingPoint]:
    """Return readings, oldest first, as the arithmetic of monthly volumes takes them."""
    points = []
    register_id = None
    for reading in readings:
        opens = reading.kind == ReadingKind.OPENING or (register_id is not None and reading.register_id != register_id)
        month = Month.of(reading.month)
        points.append(ReadingPoint(month, reading.value, digits, opens=opens, known=reading.consumption))
        register_id = reading.register_id
    return points


def _is_taken(reading: Reading) -> bool:
    return reading.kind != ReadingKind.ESTIMATED and reading.state in (ReadingState.ACCEPTED, ReadingState.COUNTED)


def _volumes(past: Sequence[Reading], digits: int, *, until: Month) -> tuple[Decimal, ...]:
    """Return the volumes of the months before `until`, newest first; `past` is newest first."""
    use = monthly_use(points_of(reversed(past), digits))
    return tuple(one.volume for one in reversed(use) if one.month < until)


def _between(row: RegisterMonth) -> Decimal | None:
    if row.previous is None or row.current is None:
        return None
    found = consumption_of(RegisterSpan(row.previous.value, row.current.value, row.register.digits))
    return found.volume if isinstance(found, Consumption) else None
