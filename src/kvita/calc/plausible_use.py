"""The most that a household can use in a month: the measure of a consumption while no other is known.

None of these is a limit: what is above it is asked about. An average of the register itself or the norm of the flat go
before them.
"""

from decimal import Decimal
from typing import Final

# Water: 250 litres a day is the norm of a resident of a house with all conveniences (СП 30.13330, table А.2), so
# 100 m³ a month is what thirteen people use, or a tap left open for two weeks.
_WATER: Final = Decimal(100)
# Gas: a boiler of 24 kW burns about 2,7 m³ an hour, 2 000 m³ in a month without a pause.
_GAS: Final = Decimal(2_000)
_BY_UNIT: Final = {
    "м³": _WATER,
    # Power: 15 kW is the connection of a household (ПП 861, п. 12(1), 14), taken round the clock for 30 days.
    "кВт·ч": Decimal(10_800),
    # Heat: 0,05 Gcal for a square metre is above the norms of the coldest regions; a flat of 200 m².
    "Гкал": Decimal(10),
}


def largest_monthly_use(unit: str, *, is_gas: bool = False) -> Decimal | None:
    """The volume of a month above which a household hardly goes; None for a unit of which nothing is known.

    `unit` as people read it: м³, кВт·ч, Гкал. Cubic metres are of water unless they are of gas.
    """
    return _GAS if is_gas and unit == "м³" else _BY_UNIT.get(unit)
