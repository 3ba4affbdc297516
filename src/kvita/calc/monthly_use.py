"""What a flat used month by month, from the readings of a register and of those it replaced.

Readings come when people send them: two months may lie between them, and two meters in one
month. Here they become a volume for each calendar month, from which the average of п. 59 of
the rules 354 follows, and what is charged while no reading comes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final

from kvita.calc.consumption import Consumption, RegisterSpan, consumption_of
from kvita.calc.period import Month
from kvita.calc.rounding import EXACT, round_half_up
from kvita.calc.sharing import share_out_volume

AVERAGE_MONTHS: Final = 6
LEAST_MONTHS: Final = 3  # п. 59: an average needs three months
ESTIMATED_MONTHS: Final = 3  # п. 59: so many months in a row by the average, then by the norm (п. 60)


@dataclass(frozen=True, slots=True)
class ReadingPoint:
    """A reading of a history: the month for which it counts, and what the register showed.

    `opens`: it is the first of a meter, so that the one before says nothing about it. `known`
    is the volume as it came with the reading; it counts where the readings give none.
    """

    month: Month
    value: Decimal
    digits: int
    opens: bool = False
    known: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MonthUse:
    """What was used in a month, in units of the register."""

    month: Month
    volume: Decimal


def monthly_use(points: Iterable[ReadingPoint]) -> list[MonthUse]:
    """The volume of each month between the readings, oldest first.

    `points` in the order in which they were taken. What was used over several months is
    shared out evenly to them, nothing lost; what several meters counted in one month is added up. A reading
    lower than the one before gives its `known` volume, or else its month is left out.
    """
    found: dict[Month, Decimal] = {}
    before: ReadingPoint | None = None
    for point in points:
        volume = point.known if point.opens else _volume(before, point)
        if volume is not None:
            months = [point.month] if point.opens else _months_between(before, point)
            shares = (volume,) if len(months) == 1 else share_out_volume(volume, [1] * len(months))
            for month, share in zip(months, shares, strict=True):
                found[month] = EXACT.add(found.get(month, Decimal(0)), share)
        before = point
    return [MonthUse(month, found[month]) for month in sorted(found)]


def average_volume(volumes: Sequence[Decimal]) -> Decimal | None:
    """The mean of up to six months, newest first, to four decimals; None from fewer than three (п. 59)."""
    months = list(volumes[:AVERAGE_MONTHS])
    if len(months) < LEAST_MONTHS:
        return None
    return round_half_up(sum(months, Decimal(0)) / len(months), 4)


class EstimateBasis(Enum):
    """By what a month without a reading is charged."""

    AVERAGE = "AVERAGE"
    NORM = "NORM"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is charged for a month without a reading; `volume` is None where the norm is not known."""

    basis: EstimateBasis
    volume: Decimal | None


def estimate_of(volumes: Sequence[Decimal], *, months_missing: int, norm: Decimal | None) -> Estimate:
    """What is charged when no reading comes (п. 59 and 60 of the rules 354).

    `volumes` are the months before, newest first; `months_missing` counts the months in a row
    without a reading, this one included; `norm` is that of all residents of the flat together.
    """
    average = average_volume(volumes)
    if average is not None and months_missing <= ESTIMATED_MONTHS:
        return Estimate(EstimateBasis.AVERAGE, average)
    return Estimate(EstimateBasis.NORM, norm)


def _volume(before: ReadingPoint | None, point: ReadingPoint) -> Decimal | None:
    if before is None:
        return point.known
    found = consumption_of(RegisterSpan(before.value, point.value, point.digits))
    return found.volume if isinstance(found, Consumption) else point.known


def _months_between(before: ReadingPoint | None, point: ReadingPoint) -> list[Month]:
    """The months after that of the reading before, at least the one of the reading itself."""
    if before is None or before.month >= point.month:
        return [point.month]
    return list(Month.span(before.month.next, point.month))
