"""Taking readings in: any number of registers in a fixed number of queries."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from kvita.accounts.models import BillingAccount
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.core.wording import say_day
from kvita.housing.enums import CheckLevel, ClosedWindowAction
from kvita.housing.models import ManagingOrganization
from kvita.identity.models import User
from kvita.metering.enums import LIVE_STATES, ReadingAct, ReadingKind, ReadingSource, ReadingState
from kvita.metering.models import Reading, ReadingEvent, Register
from kvita.metering.policies.checks import Finding, checks_made
from kvita.metering.policies.values import ValueProblem, read_value
from kvita.metering.policies.windows import SubmissionWindow
from kvita.metering.selectors.registers import RegisterMonth, register_months
from kvita.metering.selectors.terms import days_of_register, with_newest, with_terms
from kvita.metering.services.judging import Fate, ReadingOutcome, Sending, judge
from kvita.metering.services.pairing import hold_swapped

TRIES: Final = 4
LONGEST_REASON: Final = 250
_Parsed = Mapping[int, tuple[str, Decimal | ValueProblem]]


class _OvertakenError(Exception):
    """Somebody who does not lock registers (an import, the close of a month) was faster: look again."""


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
    stays in the journal as SUPERSEDED. A refused number is kept in the journal as REFUSED with its reason. `confirmed`
    are registers whose sender said "yes, the value is right": then checks of the level WARN let it pass, and are kept
    with it. Two values that fit each other's scale are both kept out until one of them is confirmed. `taken_on` is
    today unless said otherwise. Staff (PHONE, OFFICE, CONTROLLER, FILE) may also send after the window has closed:
    such a reading counts for the month that closed last.

    At most seven queries, however many registers. Raises `DomainError`: "window_closed" where no register of the call
    takes readings today, "register_unknown" (a register that is not of this account).
    """
    return _submit(
        Register.objects.filter(meter__account=account),
        values,
        Sending(account.organization.settings, taken_on or today, today, source, user, now, frozenset(confirmed)),
    )


def submit_many(
    *,
    organization: ManagingOrganization,
    values: Mapping[int, str | Decimal],
    user: User | None,
    source: str,
    now: dt.datetime,
    today: dt.date,
    taken_on: dt.date | None = None,
    confirmed: Collection[int] = (),
) -> list[ReadingOutcome]:
    """Take readings of registers of any accounts of an organisation (settings selected): as `submit_readings`."""
    return _submit(
        Register.objects.filter(meter__organization=organization, meter__account__isnull=False),
        values,
        Sending(organization.settings, taken_on or today, today, source, user, now, frozenset(confirmed)),
    )


def _submit(own: QuerySet[Register], values: Mapping[int, str | Decimal], sending: Sending) -> list[ReadingOutcome]:
    parsed = {key: (str(raw), number) for key, raw in values.items() if (number := read_value(raw)) is not None}
    if not parsed:
        return []
    for left in reversed(range(TRIES)):
        try:
            return _store(own, parsed, sending)
        except (IntegrityError, _OvertakenError):
            if not left:
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def _store(own: QuerySet[Register], parsed: _Parsed, sending: Sending) -> list[ReadingOutcome]:
    terms = with_newest(with_terms(own, day=sending.taken_on)).select_related("meter", "service")
    registers = lock_rows(terms, parsed)
    if len(registers) < len(parsed):
        raise DomainError("register_unknown", "Такого счётчика на этом счёте нет. Откройте страницу счётчиков заново.")
    days = {row.pk: days_of_register(row, sending.settings) for row in registers}
    by_days = {one: sending.window(one) for one in set(days.values())}
    windows = {pk: by_days[one] for pk, one in days.items()}
    closed = _closed(windows, sending)
    months = {pk: window.month for pk, window in windows.items()}
    rows = {row.register.pk: row for row in register_months(registers, month=months)}
    outcomes = [
        _refused_by_window(key, raw, number, closed[key])
        if key in closed
        else judge(row=rows[key], raw=raw, number=number, sending=sending)
        for key, (raw, number) in parsed.items()
    ]
    outcomes = hold_swapped(outcomes=outcomes, rows=rows, confirmed=sending.confirmed)
    _supersede([rows[one.register_id] for one in outcomes if one.fate is Fate.ACCEPTED], sending)
    return _write(outcomes, rows, sending)


def _closed(windows: Mapping[int, SubmissionWindow], sending: Sending) -> dict[int, SubmissionWindow]:
    """Return the windows that are closed for this sender. Raises `DomainError` "window_closed" when all of them are."""
    if not sending.is_window_bound or sending.settings.closed_window_action != ClosedWindowAction.REFUSE:
        return {}
    closed = {pk: window for pk, window in windows.items() if sending.taken_on not in window}
    if closed and len(closed) == len(windows):
        opens_on = min(window.opens_on for window in closed.values())
        raise DomainError(
            "window_closed", f"Приём показаний закрыт. Он откроется {say_day(opens_on)}.", opens_on=opens_on
        )
    return closed


def _refused_by_window(key: int, raw: str, number: Decimal | ValueProblem, window: SubmissionWindow) -> ReadingOutcome:
    told = f"По этому счётчику приём закрыт, он откроется {say_day(window.opens_on)}."
    value = None if isinstance(number, ValueProblem) else number
    return ReadingOutcome(key, raw, Fate.REFUSED, value, findings=(Finding("window", CheckLevel.REFUSE, told),))


def _supersede(rows: Sequence[RegisterMonth], sending: Sending) -> None:
    """Let the readings of the month that stood step aside for the new ones. Raises `_OvertakenError`."""
    old = [
        row.current
        for row in rows
        if row.current is not None and row.current.state in LIVE_STATES and row.current.kind == ReadingKind.ACTUAL
    ]
    if not old:
        return
    standing = Reading.objects.filter(pk__in=[one.pk for one in old], state__in=LIVE_STATES)
    if standing.exclude(state=ReadingState.COUNTED).update(state=ReadingState.SUPERSEDED) != len(old):
        raise _OvertakenError
    ReadingEvent.objects.bulk_create(
        ReadingEvent(reading=one, at=sending.now, act=ReadingAct.SUPERSEDED, user=sending.user) for one in old
    )


def _write(
    outcomes: Sequence[ReadingOutcome], rows: Mapping[int, RegisterMonth], sending: Sending
) -> list[ReadingOutcome]:
    """Store accepted values, and refused numbers for the journal (the same one again only once)."""
    new = {
        one.register_id: _reading_of(one, rows[one.register_id], sending)
        for one in outcomes
        if one.value is not None and not _is_known(one, rows[one.register_id])
    }
    Reading.objects.bulk_create(new.values())
    return [replace(one, reading_id=new[one.register_id].pk) if one.register_id in new else one for one in outcomes]


def _is_known(outcome: ReadingOutcome, row: RegisterMonth) -> bool:
    if outcome.fate is not Fate.REFUSED:
        return outcome.fate is not Fate.ACCEPTED
    told, last = outcome.message[:LONGEST_REASON], row.refused
    return last is not None and (last.value, last.reason) == (outcome.value, told)


def _reading_of(outcome: ReadingOutcome, row: RegisterMonth, sending: Sending) -> Reading:
    is_refused = outcome.fate is Fate.REFUSED
    taken = ReadingState.IN_DOUBT if outcome.doubts and sending.is_reviewed else ReadingState.ACCEPTED
    return Reading(
        register_id=outcome.register_id,
        taken_on=sending.taken_on,
        month=row.month.first_day,
        value=outcome.value or Decimal(0),
        consumption=outcome.consumption,
        source=sending.source,
        state=ReadingState.REFUSED if is_refused else taken,
        reason=outcome.message[:LONGEST_REASON] if is_refused else "",
        checks=checks_made(sending.settings, outcome.findings, "refused" if is_refused else "confirmed"),
        submitted_by=sending.user,
        received_at=sending.now,
    )
