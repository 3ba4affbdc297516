"""In words: why a charge is lower than the volume and the rate make it. Page and bill say the same."""

from decimal import Decimal
from typing import Final

from kvita.billing.models import StatementLine
from kvita.calc.rounding import round_half_up
from kvita.core.wording import NBSP, plural, say_number, say_rubles

_HOURS: Final = 24
_STORED: Final = Decimal("0.005")  # a day is stored with two decimals


def say_shortfall(line: StatementLine) -> str:
    """Return «26 часов услуги не было или она была хуже нормы, поэтому плата меньше на 59,92 ₽»."""
    how_long = _duration(line.shortfall_days)
    start = f"{how_long} услуги не было или она была" if how_long else "Услуги не было или она была"
    return f"{start} хуже нормы, поэтому плата меньше на {say_rubles(line.shortfall)}"


def _duration(days: Decimal | None) -> str:
    """Return whole days as days, anything else as hours, as people count an outage; what is neither stays in days."""
    if not days:
        return ""
    if days == days.to_integral_value():
        return f"{say_number(days)}{NBSP}{plural(int(days), 'день', 'дня', 'дней')}"
    hours = int(round_half_up(days * _HOURS, 0))
    if hours and abs(Decimal(hours) / _HOURS - days) <= _STORED:
        return f"{hours}{NBSP}{plural(hours, 'час', 'часа', 'часов')}"
    return f"{say_number(days)}{NBSP}дня"
