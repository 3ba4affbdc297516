"""Taking readings in: any number of registers in a fixed number of queries."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from django.db import IntegrityError, transaction

from kvita.accounts.models import BillingAccount
from kvita.calc.period import Month
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.core.wording import say_day, say_unit
from kvita.housing.enums import CheckLevel, ClosedWindowAction
from kvita.housing.models import OrganizationSettings
from kvita.identity.models import User
from kvita.metering.enums import LIVE_STATES, ReadingKind, ReadingSource, ReadingState
from kvita.metering.models import Reading, Register
from kvita.metering.policies.checks import Candidate, Finding, find_problems
from kvita.metering.policies.undo import may_replace
from kvita.metering.policies.values import ValueProblem, read_value
from kvita.metering.policies.windows import window_at
from kvita.metering.selectors.registers import RegisterMonth, register_months


class Fate(Enum):
    """What became of a value."""

    ACCEPTED = "ACCEPTED"
    UNCHANGED = "UNCHANGED"
    DOUBTED = "DOUBTED"
    """A check asks the sender to confirm; nothing is stored."""
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class ReadingOutcome:
    """What became of one value: stored with its consumption, or kept out with the sentences that say why."""

    register_id: int
    raw: str
    fate: Fate
    value: Decimal | None = None
    consumption: Decimal | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def is_stored(self) -> bool:
        """True when the value stands now, whether this call wrote it or an earlier one."""
        return self.fate in (Fate.ACCEPTED, Fate.UNCHANGED)

    @property
    def message(self) -> str:
        """The sentences of the checks in one line."""
        return " ".join(finding.message for finding in self.findings)


@dataclass(frozen=True, slots=True)
class _Sending:
    """What is the same for all values of one call."""

    settings: OrganizationSettings
    month: Month
    taken_on: dt.date
    today: dt.date
    source: str
    user: User | None
    now: dt.datetime
    confirmed: frozenset[int]


def submit_readings(
    *,
    account: BillingAccount,
    values: Mapping[int, str | Decimal],
    user: User | None,
    source: str = ReadingSource.CABINET,
    now: dt.datetime,
    today: dt.date,
    taken_on: dt.date | None = None,
    confirmed: Collection[int] = (),
) -> list[ReadingOutcome]:
    """Take readings of registers of one account (organisation and its settings selected), one outcome a value.

    `values` are by register id, as typed; empty ones are left out. Wrong ones never keep good ones from being stored.
    The same value again changes nothing; another value of the same month takes the place of the earlier one, which
    stays in the journal as SUPERSEDED. `confirmed` are registers whose sender said "yes, the value is right": then
    checks of the level WARN let it pass, and are kept with it. `taken_on` is today unless said otherwise.

    Four queries, however many registers. Raises `DomainError`: "window_closed", "register_unknown" (a register that
    is not of this account).
    """
    settings = account.organization.settings
    day = taken_on or today
    window = window_at(day, from_day=settings.reading_window_from, to_day=settings.reading_window_to)
    if day not in window and settings.closed_window_action == ClosedWindowAction.REFUSE:
        raise DomainError(
            "window_closed",
            f"Приём показаний закрыт. Он откроется {say_day(window.opens_on)}.",
            opens_on=window.opens_on,
        )
    sending = _Sending(
        settings=settings,
        month=window.month,
        taken_on=day,
        today=today,
        source=source,
        user=user,
        now=now,
        confirmed=frozenset(confirmed),
    )
    parsed = {key: (str(raw), number) for key, raw in values.items() if (number := read_value(raw)) is not None}
    if not parsed:
        return []
    try:
        return _store(account, parsed, sending)
    except IntegrityError:  # somebody who does not lock registers (an import) was faster: look again, once
        return _store(account, parsed, sending)


_Parsed = Mapping[int, tuple[str, Decimal | ValueProblem]]


@transaction.atomic
def _store(account: BillingAccount, parsed: _Parsed, sending: _Sending) -> list[ReadingOutcome]:
    own = Register.objects.filter(meter__account=account).select_related("meter", "service")
    registers = lock_rows(own, parsed)
    if len(registers) < len(parsed):
        raise DomainError("register_unknown", "Такого счётчика на этом счёте нет. Откройте страницу счётчиков заново.")
    rows = {row.register.pk: row for row in register_months(registers, month=sending.month)}
    judged = {key: _judge(rows[key], raw, number, sending) for key, (raw, number) in parsed.items()}
    accepted = [outcome for outcome in judged.values() if outcome.fate is Fate.ACCEPTED]
    if accepted:
        Reading.objects.filter(
            register__in=[outcome.register_id for outcome in accepted],
            month=sending.month.first_day,
            state__in=LIVE_STATES,
            kind=ReadingKind.ACTUAL,
        ).exclude(state=ReadingState.COUNTED).update(state=ReadingState.SUPERSEDED)
        Reading.objects.bulk_create([_reading_of(outcome, sending) for outcome in accepted])
    return [judged[key] for key in parsed]


def _judge(row: RegisterMonth, raw: str, number: Decimal | ValueProblem, sending: _Sending) -> ReadingOutcome:
    key = row.register.pk
    if isinstance(number, ValueProblem):
        return ReadingOutcome(key, raw, Fate.REFUSED, findings=(Finding("value", CheckLevel.REFUSE, number.value),))
    if row.is_submitted and row.current is not None and row.current.value == number:
        return ReadingOutcome(key, raw, Fate.UNCHANGED, number, row.consumption)
    candidate = _candidate(row, number, sending)
    findings = _obstacles(row, sending) or find_problems(candidate, sending.settings)
    fate = _fate(findings, is_confirmed=key in sending.confirmed)
    return ReadingOutcome(key, raw, fate, number, None if fate is Fate.REFUSED else candidate.volume, findings)


def _fate(findings: tuple[Finding, ...], *, is_confirmed: bool) -> Fate:
    if any(finding.level is CheckLevel.REFUSE for finding in findings):
        return Fate.REFUSED
    return Fate.DOUBTED if findings and not is_confirmed else Fate.ACCEPTED


def _obstacles(row: RegisterMonth, sending: _Sending) -> tuple[Finding, ...]:
    """Return why the value could not be stored whatever the settings say."""
    current = row.current
    if row.is_submitted and current is not None and not may_replace(current.source, sending.source):
        told = "За этот месяц показание уже сняла организация. Если оно неверно, позвоните нам."
        return (Finding("source", CheckLevel.REFUSE, told),)
    if _is_day_taken(row, sending.taken_on):
        told = f"На {say_day(sending.taken_on)} показание уже есть. Новое передайте в другой день."
        return (Finding("day", CheckLevel.REFUSE, told),)
    return ()


def _candidate(row: RegisterMonth, number: Decimal, sending: _Sending) -> Candidate:
    return Candidate(
        value=number,
        taken_on=sending.taken_on,
        today=sending.today,
        digits=row.register.digits,
        unit=say_unit(row.register.service.unit),
        previous=row.previous.value if row.previous else None,
        previous_on=row.previous.taken_on if row.previous else None,
        history=row.history,
        removed_on=row.register.meter.removed_on,
        is_counted=row.current is not None and row.current.state == ReadingState.COUNTED,
        excess_factor=sending.settings.excess_factor,
    )


def _is_day_taken(row: RegisterMonth, day: dt.date) -> bool:
    """True when a live reading of this day stands that a new one cannot replace: an opening one, a counted one."""
    return any(
        reading is not None
        and reading.taken_on == day
        and reading.state in LIVE_STATES
        and (reading.kind != ReadingKind.ACTUAL or reading.state == ReadingState.COUNTED)
        for reading in (row.previous, row.current)
    )


def _reading_of(outcome: ReadingOutcome, sending: _Sending) -> Reading:
    return Reading(
        register_id=outcome.register_id,
        taken_on=sending.taken_on,
        month=sending.month.first_day,
        value=outcome.value or Decimal(0),
        consumption=outcome.consumption,
        source=sending.source,
        checks=[{"check": finding.check, "level": finding.level.value} for finding in outcome.findings],
        submitted_by=sending.user,
        received_at=sending.now,
    )
