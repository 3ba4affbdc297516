"""Why a charge differs from that of the month before: volume, rate, or what the organisation did not say."""

from dataclasses import dataclass
from decimal import Decimal

from kvita.billing.models import StatementLine
from kvita.calc.charge import charge_amount
from kvita.calc.money import ZERO, Money
from kvita.calc.period import Month
from kvita.calc.rounding import round_half_up
from kvita.web.ui.formatting import NBSP, money, month_name, rate, signed, unit, volume

MAIN_CAUSES = 3
_SPOKEN_PLACES = 3  # a comparison in words needs no more digits; the formula has them all


@dataclass(frozen=True, slots=True)
class Cause:
    """A service whose charge changed, and by how much."""

    name: str
    difference: Money


@dataclass(frozen=True, slots=True)
class MonthChange:
    """The change of all charges against the month before, with the services that made most of it."""

    before: Month
    difference: Money
    causes: tuple[Cause, ...]

    @property
    def words(self) -> str:
        """«на 120,00 ₽ больше, чем за июль»."""
        return _against(self.difference, self.before)


def month_change(lines: list[StatementLine], earlier: list[StatementLine], before: Month) -> MonthChange | None:
    """Return the change of the charges of a statement, or None when there is nothing to compare or no change."""
    was = {line.service_id: line.charged for line in earlier}
    names = {line.service_id: line.service.name for line in (*earlier, *lines)}
    now = {line.service_id: line.charged for line in lines}
    steps = [Cause(name, now.get(key, ZERO) - was.get(key, ZERO)) for key, name in names.items()]
    difference = Money.total(step.difference for step in steps)
    if not earlier or not difference:
        return None
    steps.sort(key=lambda step: -abs(step.difference.kopecks))
    return MonthChange(before, difference, tuple(step for step in steps[:MAIN_CAUSES] if step.difference))


def line_change(line: StatementLine, earlier: StatementLine | None, before: Month) -> str:
    """Return one sentence on the change of a line; empty when there is no change or nothing to compare with."""
    if earlier is None or line.charged == earlier.charged:
        return ""
    start = f"Начислено {_against(line.charged - earlier.charged, before)}"
    if not earlier.charged or not line.charged:
        return f"{start}." if line.charged else ""
    causes = _causes(line, earlier)
    return f"{start}: {causes}." if causes else f"{start}."


def _causes(line: StatementLine, earlier: StatementLine) -> str:
    """Split the difference into volume and rate where both months are volume × rate."""
    if not (line.volume and line.rate and earlier.volume and earlier.rate):
        return ""
    volume_words = f"объём был {_volume(earlier)}, стал {_volume(line)}"
    rate_words = f"тариф был {rate(earlier.rate)}{NBSP}₽, стал {rate(line.rate)}{NBSP}₽"
    if line.rate == earlier.rate:
        return volume_words if line.volume != earlier.volume else ""
    if line.volume == earlier.volume:
        return rate_words
    by_volume = _product(line.volume - earlier.volume, earlier.rate)
    if by_volume is None:
        return f"{volume_words}; {rate_words}"
    by_rate = line.charged - earlier.charged - by_volume
    return f"{volume_words} ({signed(by_volume)}{NBSP}₽); {rate_words} ({signed(by_rate)}{NBSP}₽)"


def _product(by_volume: Decimal, price: Decimal) -> Money | None:
    try:
        return charge_amount(by_volume, price)
    except ValueError:
        return None


def _volume(line: StatementLine) -> str:
    return f"{volume(round_half_up(line.volume, _SPOKEN_PLACES))}{NBSP}{unit(line.unit)}".rstrip()


def _against(difference: Money, before: Month) -> str:
    more = "больше" if difference.kopecks > 0 else "меньше"
    return f"на {money(abs(difference))} {more}, чем за {month_name(before)}"
