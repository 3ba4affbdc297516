"""What a meter register consumed between two readings.

A register shows a limited number of whole digits, four to eight, and after the largest
value goes on from zero. A reading lower than the one before is therefore either such a
roll-over or a mistake. The rule: a fall of at least half the scale is a roll-over, a
smaller one a mistake, which is handed back as a value for the resident to see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final

from kvita.calc.rounding import EXACT, round_half_up

VOLUME_PLACES: Final = 7
MAX_DIGITS: Final = 11


class ConsumptionProblem(Enum):
    """Why two readings give no consumption."""

    NOT_A_NUMBER = "NOT_A_NUMBER"
    NEGATIVE = "NEGATIVE"
    TOO_MANY_DECIMALS = "TOO_MANY_DECIMALS"
    OVER_CAPACITY = "OVER_CAPACITY"
    DECREASED = "DECREASED"


@dataclass(frozen=True, slots=True)
class RegisterSpan:
    """Two readings of one register, in its units, and its number of whole digits.

    Raises:
        ValueError: `digits` is not between 1 and 11; that is a fault of the meter's
            card, not of a reading.
    """

    previous: Decimal
    current: Decimal
    digits: int

    def __post_init__(self) -> None:
        if not 1 <= self.digits <= MAX_DIGITS:
            raise ValueError(f"a register of {self.digits} digits")

    @property
    def scale(self) -> Decimal:
        """The first value that the register cannot show: 10 000 for four digits."""
        return Decimal(10**self.digits)


@dataclass(frozen=True, slots=True)
class Consumption:
    """Consumed volume, never negative, and whether the register passed zero."""

    volume: Decimal
    rolled_over: bool = False


@dataclass(frozen=True, slots=True)
class ConsumptionError:
    """The readings give no consumption: why, and in which span (0 unless replaced)."""

    problem: ConsumptionProblem
    span: RegisterSpan
    position: int = 0


def consumption_of(span: RegisterSpan, *, billed_places: int = VOLUME_PLACES) -> Consumption | ConsumptionError:
    """The consumption between two readings.

    `billed_places` is a setting of organizations that bill whole units: the readings are
    rounded half up before they are subtracted (12345.678 and 12351.781 -> 6 at 0), so
    that the months of a year sum to the year.
    """
    problem = _problem_of(span)
    if problem is not None:
        return ConsumptionError(problem, span)
    rolled_over = span.current < span.previous
    previous = round_half_up(span.previous, billed_places)
    current = round_half_up(span.current, billed_places)
    volume = EXACT.subtract(current, previous)
    if rolled_over:
        volume = EXACT.add(volume, span.scale)
    return Consumption(volume, rolled_over)


def consumption_through_replacement(
    spans: Sequence[RegisterSpan], *, billed_places: int = VOLUME_PLACES
) -> Consumption | ConsumptionError:
    """The consumption of a period in which the meter was replaced, maybe more than once.

    One span for each meter: from the last reading to the closing one on removal, then
    from the opening one on installation to the current one. The first wrong span decides.

    Raises:
        ValueError: no spans.
    """
    if not spans:
        raise ValueError("a replacement has at least one span")
    volume, rolled_over = Decimal(0), False
    for position, span in enumerate(spans):
        part = consumption_of(span, billed_places=billed_places)
        if isinstance(part, ConsumptionError):
            return ConsumptionError(part.problem, span, position)
        volume = EXACT.add(volume, part.volume)
        rolled_over = rolled_over or part.rolled_over
    return Consumption(volume, rolled_over)


def _problem_of(span: RegisterSpan) -> ConsumptionProblem | None:
    for reading in (span.previous, span.current):
        if not reading.is_finite():
            return ConsumptionProblem.NOT_A_NUMBER
        if reading < 0:
            return ConsumptionProblem.NEGATIVE
        if reading >= span.scale:
            return ConsumptionProblem.OVER_CAPACITY
        if round_half_up(reading, VOLUME_PLACES) != reading:
            return ConsumptionProblem.TOO_MANY_DECIMALS
    if span.current < span.previous and not _is_roll_over(span):
        return ConsumptionProblem.DECREASED
    return None


def _is_roll_over(span: RegisterSpan) -> bool:
    fall = EXACT.subtract(span.previous, span.current)
    return EXACT.multiply(fall, Decimal(2)) >= span.scale
