"""In words: why a charge is lower than the volume and the rate make it. Page and bill say the same."""

from kvita.billing.models import StatementLine
from kvita.core.wording import say_duration, say_rubles


def say_shortfall(line: StatementLine) -> str:
    """Return «26 часов услуги не было или она была хуже нормы, поэтому плата меньше на 59,92 ₽»."""
    how_long = say_duration(line.shortfall_days)
    start = f"{how_long} услуги не было или она была" if how_long else "Услуги не было или она была"
    return f"{start} хуже нормы, поэтому плата меньше на {say_rubles(line.shortfall)}"
