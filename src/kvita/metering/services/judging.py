"""What becomes of one value: the rules that no setting opens, then the checks of the organisation."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final

from kvita.core.wording import say_day, say_unit
from kvita.housing.enums import CheckLevel, DoubtfulReadings
from kvita.housing.models import OrganizationSettings
from kvita.identity.models import User
from kvita.metering.enums import LIVE_STATES, ReadingKind, ReadingSource, ReadingState
from kvita.metering.policies.checks import Candidate, Finding, find_problems
from kvita.metering.policies.undo import may_replace
from kvita.metering.policies.values import ValueProblem
from kvita.metering.policies.windows import SubmissionWindow, WindowDays
from kvita.metering.selectors.registers import RegisterMonth
from kvita.tariffs.enums import ServiceKind

# Residents and their programs keep to the days of submission; staff may also take down what came too late.
WINDOW_BOUND: Final = (ReadingSource.CABINET, ReadingSource.API)


class Fate(Enum):
    """What became of a value."""

    ACCEPTED = "ACCEPTED"
    UNCHANGED = "UNCHANGED"
    DOUBTED = "DOUBTED"
    """A check asks the sender to confirm, or the value seems to be that of another scale; nothing is stored."""
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class ReadingOutcome:
    """What became of one value: stored with its consumption, or kept out with the sentences that say why.

    `reading_id` is the row in the journal: also of a refused number, but not of a text that is none. `swapped_with` is
    the register whose value this one seems to be: both wait for the answer of the sender, and `swap` is the sentence.
    """

    register_id: int
    raw: str
    fate: Fate
    value: Decimal | None = None
    consumption: Decimal | None = None
    findings: tuple[Finding, ...] = ()
    reading_id: int | None = None
    swapped_with: int | None = None
    swap: str = ""

    @property
    def is_stored(self) -> bool:
        """True when the value stands now, whether this call wrote it or an earlier one."""
        return self.fate in (Fate.ACCEPTED, Fate.UNCHANGED)

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """What speaks against the value: all but the notices of the meter."""
        return tuple(finding for finding in self.findings if not finding.is_notice)

    @property
    def message(self) -> str:
        """What speaks against the value in one line."""
        return self.swap or " ".join(finding.message for finding in self.doubts)

    @property
    def asks_confirmation(self) -> bool:
        """True when a "yes, the value is right" would let it in."""
        return self.fate is Fate.DOUBTED and all(one.level is not CheckLevel.REFUSE for one in self.findings)


@dataclass(frozen=True, slots=True)
class Sending:
    """What is the same for all values of one call."""

    settings: OrganizationSettings
    taken_on: dt.date
    today: dt.date
    source: str
    user: User | None
    now: dt.datetime
    confirmed: frozenset[int]

    @property
    def is_window_bound(self) -> bool:
        """True when the sender keeps to the days of submission."""
        return self.source in WINDOW_BOUND

    @property
    def is_reviewed(self) -> bool:
        """True when staff look at what this sender confirms; what staff themselves confirm is decided."""
        return self.is_window_bound and self.settings.doubtful_readings == DoubtfulReadings.REVIEW

    def window(self, days: WindowDays) -> SubmissionWindow:
        """Return the window for which a reading counts: the open one, the next one, or for staff the last one."""
        return days.at(self.taken_on) if self.is_window_bound else days.last(self.taken_on)


def judge(*, row: RegisterMonth, raw: str, number: Decimal | ValueProblem, sending: Sending) -> ReadingOutcome:
    """Return what becomes of a value of this register; nothing is stored yet."""
    key = row.register.pk
    if isinstance(number, ValueProblem):
        return ReadingOutcome(key, raw, Fate.REFUSED, findings=(Finding("value", CheckLevel.REFUSE, number.value),))
    current = row.current
    if row.is_submitted and current is not None and current.value == number:
        return ReadingOutcome(key, raw, Fate.UNCHANGED, number, row.consumption, reading_id=current.pk)
    candidate = _candidate(row, number, sending)
    findings = _obstacles(row, sending) or find_problems(candidate, sending.settings)
    fate = _fate(findings, is_confirmed=key in sending.confirmed)
    return ReadingOutcome(key, raw, fate, number, None if fate is Fate.REFUSED else candidate.volume, findings)


def _fate(findings: tuple[Finding, ...], *, is_confirmed: bool) -> Fate:
    if any(finding.level is CheckLevel.REFUSE for finding in findings):
        return Fate.REFUSED
    is_doubtful = any(not finding.is_notice for finding in findings)
    return Fate.DOUBTED if is_doubtful and not is_confirmed else Fate.ACCEPTED


def _obstacles(row: RegisterMonth, sending: Sending) -> tuple[Finding, ...]:
    """Return why the value could not be stored whatever the settings say."""
    current = row.current
    if row.is_submitted and current is not None and not may_replace(current.source, sending.source):
        told = "За этот месяц показание уже сняла организация. Если оно неверно, позвоните нам."
        return (Finding("source", CheckLevel.REFUSE, told),)
    newest_on, newest_month = getattr(row.register, "newest_on", None), getattr(row.register, "newest_month", None)
    if newest_on is not None and newest_month is not None and newest_month > row.month.first_day:
        told = f"Уже есть показание за более поздний месяц, на {say_day(newest_on)}. Изменить можно только последнее."
        return (Finding("newest", CheckLevel.REFUSE, told),)
    if _is_day_taken(row, sending.taken_on):
        told = f"На {say_day(sending.taken_on)} показание уже есть. Новое передайте в другой день."
        return (Finding("day", CheckLevel.REFUSE, told),)
    return ()


def _candidate(row: RegisterMonth, number: Decimal, sending: Sending) -> Candidate:
    return Candidate(
        value=number,
        taken_on=sending.taken_on,
        today=sending.today,
        digits=row.register.digits,
        unit=say_unit(row.register.service.unit),
        previous=row.previous.value if row.previous else None,
        previous_on=row.previous.taken_on if row.previous else None,
        months=row.months,
        history=row.history,
        norm=row.norm,
        newest_on=getattr(row.register, "newest_on", None),
        removed_on=row.register.meter.removed_on,
        verification_due_on=row.register.meter.verification_due_on,
        is_gas=row.register.service.kind == ServiceKind.GAS,
        is_counted=row.current is not None and row.current.state == ReadingState.COUNTED,
        excess_factor=sending.settings.excess_factor,
        excess_norm_factor=sending.settings.excess_norm_factor,
        zero_months_limit=sending.settings.zero_months_limit,
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
