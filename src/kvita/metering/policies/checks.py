"""Checks of a new reading (D17): each with its level in the organisation's settings and its own sentence.

A check looks at one register and answers with a sentence, or with nothing when all is well. The level decides what the
sentence does: OFF is not asked at all, WARN asks the sender to confirm, REFUSE keeps the value out.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kvita.calc.consumption import Consumption, ConsumptionError, ConsumptionProblem, RegisterSpan, consumption_of
from kvita.calc.rounding import round_half_up
from kvita.core.wording import say_day, say_number
from kvita.housing.enums import CheckLevel
from kvita.housing.models import OrganizationSettings

MONTHS_OF_AVERAGE: Final = 6
LEAST_MONTHS_OF_AVERAGE: Final = 3  # п. 59 of the rules 354: an average needs three months


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that somebody sends for a register, with what is known of the register before it.

    `previous` with `previous_on` is the last reading taken before this month; None when there is none. `history` are
    the monthly consumptions known before, newest first. `is_counted`: this month's bill has used a reading already.
    """

    value: Decimal
    taken_on: dt.date
    today: dt.date
    digits: int
    unit: str
    previous: Decimal | None = None
    previous_on: dt.date | None = None
    history: Sequence[Decimal] = ()
    removed_on: dt.date | None = None
    is_counted: bool = False
    excess_factor: Decimal = Decimal(3)

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


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: its name, what it does to the reading, and the sentence for the sender."""

    check: str
    level: CheckLevel
    message: str


def average_of(history: Sequence[Decimal]) -> Decimal | None:
    """Return the mean monthly consumption of up to six months; None from fewer than three (п. 59)."""
    months = list(history[:MONTHS_OF_AVERAGE])
    if len(months) < LEAST_MONTHS_OF_AVERAGE:
        return None
    return round_half_up(sum(months, Decimal(0)) / len(months), 4)


def find_problems(candidate: Candidate, settings: OrganizationSettings) -> tuple[Finding, ...]:
    """Return what the organisation's checks say of this value, in the order of the table below."""
    return tuple(_run(candidate, settings))


def _run(candidate: Candidate, settings: OrganizationSettings) -> Iterator[Finding]:
    for name, check in CHECKS.items():
        level = CheckLevel(getattr(settings, f"check_{name}"))
        message = "" if level is CheckLevel.OFF else check(candidate)
        if message:
            yield Finding(name, level, message)


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


def _excess(it: Candidate) -> str:
    average, volume = average_of(it.history), it.volume
    if not average or volume is None or volume <= average * it.excess_factor:
        return ""
    usual = say_number(round_half_up(average, 1))
    return f"Выходит {say_number(volume)} {it.unit} за месяц, обычно около {usual}. Похоже, лишняя цифра."


def _date(it: Candidate) -> str:
    if it.taken_on > it.today:
        return f"{say_day(it.taken_on)} ещё не наступило. Укажите день, когда сняли показание."
    if it.previous_on is not None and it.taken_on < it.previous_on:
        return f"Уже есть показание на {say_day(it.previous_on)}. Более раннее не нужно."
    return ""


def _meter_closed(it: Candidate) -> str:
    if it.removed_on is None or it.taken_on < it.removed_on:
        return ""
    return f"Счётчик снят {say_day(it.removed_on)}, показания по нему не нужны."


def _counted(it: Candidate) -> str:
    return "За этот месяц показание уже рассчитано. Новое передайте в следующем месяце." if it.is_counted else ""


# The names are those of the settings: `check_capacity` holds the level of "capacity".
CHECKS: Final[dict[str, Callable[[Candidate], str]]] = {
    "meter_closed": _meter_closed,
    "counted": _counted,
    "date": _date,
    "capacity": _capacity,
    "decrease": _decrease,
    "rollover": _rollover,
    "excess": _excess,
}
