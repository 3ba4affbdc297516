"""Checks of a new reading (D17): each with its level in the organisation's settings and its own sentence.

A check looks at one register and answers with a sentence, or with nothing when all is well. The level decides what the
sentence does: OFF is not asked at all, WARN asks the sender to confirm, REFUSE keeps the value out. A check of the
meter itself (its verification) doubts no value: at WARN it is only told.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kvita.calc.consumption import Consumption, ConsumptionError, ConsumptionProblem, RegisterSpan, consumption_of
from kvita.calc.monthly_use import average_volume
from kvita.calc.plausible_use import largest_monthly_use
from kvita.calc.rounding import round_half_up
from kvita.core.wording import counted, say_day, say_number
from kvita.housing.enums import CheckLevel
from kvita.housing.models import OrganizationSettings


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that somebody sends for a register, with what is known of the register before it.

    `previous` with `previous_on` is the last reading taken before this month; None when there is none. `months` is how
    many months have passed since its month, this one included. `history` are the consumptions of the months before,
    newest first. `norm` is that of all residents of the flat together for one month. `newest_on` is the day of the
    newest reading of all. `is_gas`: cubic metres are of gas. `is_counted`: this month's bill has used a
    reading already.
    """

    value: Decimal
    taken_on: dt.date
    today: dt.date
    digits: int
    unit: str
    previous: Decimal | None = None
    previous_on: dt.date | None = None
    months: int = 1
    history: Sequence[Decimal] = ()
    norm: Decimal | None = None
    newest_on: dt.date | None = None
    removed_on: dt.date | None = None
    verification_due_on: dt.date | None = None
    is_counted: bool = False
    is_gas: bool = False
    excess_factor: Decimal = Decimal(3)
    excess_norm_factor: Decimal = Decimal(2)
    zero_months_limit: int = 3

    @property
    def consumption(self) -> Consumption | ConsumptionError | None:
        """What was used since the previous reading; None without one."""
        if self.previous is None:
            return None
        return consumption_of(RegisterSpan(self.previous, self.value, self.digits))

    @property
    def volume(self) -> Decimal | None:
        """The consumption where it is known."""
        found = self.consumption
        return found.volume if isinstance(found, Consumption) else None

    @property
    def monthly_volume(self) -> Decimal | None:
        """The consumption of one month, where the reading before is of an earlier one."""
        return None if self.volume is None else self.volume / max(1, self.months)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: its name, what it does to the reading, and the sentence for the sender."""

    check: str
    level: CheckLevel
    message: str

    @property
    def is_notice(self) -> bool:
        """True when it speaks of the meter and leaves the value in peace."""
        return self.check in NOTICES and self.level is CheckLevel.WARN

    @property
    def doubts_value(self) -> bool:
        """True when it is the value that looks wrong, not the day, the month or the meter."""
        return self.check in VALUE_CHECKS


def checks_made(settings: OrganizationSettings, findings: Sequence[Finding], outcome: str) -> list[dict[str, str]]:
    """Return each check that was made and its result, for the journal.

    It has "passed", was "told" (a notice), or became what `outcome` says.
    """
    found = {finding.check: finding for finding in findings}
    levels = {name: getattr(settings, f"check_{name}") for name in CHECKS}
    rows = [
        {"check": name, "level": str(level), "result": "passed"}
        for name, level in levels.items()
        if level != CheckLevel.OFF and name not in found
    ]
    return rows + [
        {
            "check": one.check,
            "level": one.level.value,
            "result": "told" if one.is_notice else outcome,
            "message": one.message,
        }
        for one in findings
    ]


def find_problems(candidate: Candidate, settings: OrganizationSettings) -> tuple[Finding, ...]:
    """Return what the organisation's checks say of this value, in the order of the table below."""
    return tuple(_run(candidate, settings))


def _run(candidate: Candidate, settings: OrganizationSettings) -> Iterator[Finding]:
    for name, check in CHECKS.items():
        level = getattr(settings, f"check_{name}")
        if level != CheckLevel.OFF and (message := check(candidate)):
            yield Finding(name, CheckLevel(level), message)


def _capacity(it: Candidate) -> str:
    if it.value < Decimal(10**it.digits):
        return ""
    return f"{say_number(it.value)} — больше, чем помещается на счётчике: до запятой {it.digits} знаков. Лишняя цифра?"


def _decrease(it: Candidate) -> str:
    found = it.consumption
    if not isinstance(found, ConsumptionError) or found.problem is not ConsumptionProblem.DECREASED:
        return ""
    previous = say_number(it.previous or Decimal(0))
    return f"{say_number(it.value)} меньше прошлого показания {previous}. Проверьте, не перепутаны ли цифры."


def _rollover(it: Candidate) -> str:
    found = it.consumption
    if not isinstance(found, Consumption) or not found.rolled_over:
        return ""
    previous = say_number(it.previous or Decimal(0))
    used = f"{say_number(found.volume)} {it.unit}".strip()
    return f"Было {previous}, стало {say_number(it.value)}: счётчик прошёл через ноль? Расход {used}."


def _zero_months(it: Candidate) -> str:
    earlier = it.history[: max(0, it.zero_months_limit - it.months)]
    count = it.months + len(earlier)
    if it.volume is None or it.volume or any(earlier) or count < it.zero_months_limit:
        return ""
    months = counted(count, "месяц", "месяца", "месяцев")
    return f"Расход ноль уже {months} подряд. Если дома никто не живёт, всё в порядке; если живёте, проверьте счётчик."


def _excess(it: Candidate) -> str:
    average, volume = average_volume(it.history), it.monthly_volume
    if volume is None:
        return ""
    if average:
        limit, usual = average * it.excess_factor, f"обычно около {say_number(round_half_up(average, 1))}"
    elif it.norm:
        limit, usual = it.norm * it.excess_norm_factor, f"норматив на всех — {say_number(round_half_up(it.norm))}"
    elif (most := largest_monthly_use(it.unit, is_gas=it.is_gas)) is not None:
        limit, usual = most, f"одна квартира столько не расходует, наибольшее — {say_number(most)}"
    else:
        return ""
    if volume <= limit:
        return ""
    used = f"{say_number(round_half_up(volume, 3))} {it.unit}".strip()
    return f"Выходит {used} за месяц, {usual}. Похоже, лишняя цифра."


def _date(it: Candidate) -> str:
    if it.taken_on > it.today:
        return f"{say_day(it.taken_on)} ещё не наступило. Укажите день, когда сняли показание."
    last = max((day for day in (it.previous_on, it.newest_on) if day is not None), default=None)
    if last is not None and it.taken_on < last:
        return f"Уже есть показание на {say_day(last)}. Более раннее не нужно."
    return ""


def _verification(it: Candidate) -> str:
    if it.verification_due_on is None or it.taken_on <= it.verification_due_on:
        return ""
    told = f"Поверка счётчика была нужна до {say_day(it.verification_due_on)}."
    return f"{told} Пока её нет, начислять могут по среднему или нормативу, а не по показаниям."


def _meter_closed(it: Candidate) -> str:
    if it.removed_on is None or it.taken_on < it.removed_on:
        return ""
    return f"Счётчик снят {say_day(it.removed_on)}, показания по нему не нужны."


def _counted(it: Candidate) -> str:
    return "За этот месяц показание уже рассчитано. Новое передайте в следующем месяце." if it.is_counted else ""


NOTICES: Final = frozenset({"verification"})
VALUE_CHECKS: Final = frozenset({"capacity", "decrease", "rollover", "zero_months", "excess"})
# The names are those of the settings: `check_capacity` holds the level of "capacity".
CHECKS: Final[dict[str, Callable[[Candidate], str]]] = {
    "meter_closed": _meter_closed,
    "counted": _counted,
    "date": _date,
    "capacity": _capacity,
    "decrease": _decrease,
    "rollover": _rollover,
    "zero_months": _zero_months,
    "excess": _excess,
    "verification": _verification,
}
