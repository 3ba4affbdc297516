"""The year: heating, light, holidays. Whole numbers: per cent, or units of 0.0001 Gcal for a square meter."""

from typing import Final

from kvita.calc.period import Month
from kvita.demo.chance import Chance

# January to December.
HEAT_NORM: Final = (271, 248, 207, 122, 21, 0, 0, 0, 14, 128, 198, 252)
POWER: Final = (116, 108, 103, 97, 92, 86, 84, 88, 97, 105, 112, 119)
WATER: Final = (102, 101, 102, 101, 100, 97, 92, 93, 101, 103, 103, 105)
COMMON_POWER: Final = (128, 118, 106, 94, 84, 76, 76, 84, 98, 112, 124, 132)


def of_month(table: tuple[int, ...], month: Month) -> int:
    """Return the entry of a month."""
    return table[month.month - 1]


def heat_norm(seed: int, city: str, month: Month) -> int:
    """Return the heat for a square meter in 0.0001 Gcal: the month's, and how cold it was that year in that city."""
    return Chance(seed, "weather", city, month).around(of_month(HEAT_NORM, month), 14)
