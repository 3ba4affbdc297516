"""How prices moved (per mille of the price of 1 July 2017), and what a service cost on a day."""

import datetime as dt
from decimal import Decimal
from typing import Final

from kvita.calc.rounding import round_half_up
from kvita.demo.plans.plan import Growth, ServicePlan

Steps = tuple[tuple[dt.date, int], ...]

STEPS: Final[dict[Growth, Steps]] = {
    # December 2022 brought July 2023 forward; the two steps of 2026 are those of VAT and of the yearly rise.
    Growth.UTILITY: (
        (dt.date(2015, 7, 1), 925),
        (dt.date(2016, 7, 1), 962),
        (dt.date(2017, 7, 1), 1000),
        (dt.date(2018, 7, 1), 1034),
        (dt.date(2019, 7, 1), 1072),
        (dt.date(2020, 7, 1), 1112),
        (dt.date(2021, 7, 1), 1151),
        (dt.date(2022, 7, 1), 1193),
        (dt.date(2022, 12, 1), 1297),
        (dt.date(2024, 7, 1), 1424),
        (dt.date(2025, 7, 1), 1594),
        (dt.date(2026, 1, 1), 1621),
        (dt.date(2026, 10, 1), 1767),
    ),
    Growth.HOUSING: (
        (dt.date(2015, 1, 1), 930),
        (dt.date(2017, 1, 1), 1000),
        (dt.date(2019, 1, 1), 1080),
        (dt.date(2021, 1, 1), 1170),
        (dt.date(2023, 1, 1), 1320),
        (dt.date(2024, 1, 1), 1410),
        (dt.date(2025, 1, 1), 1530),
        (dt.date(2026, 1, 1), 1650),
    ),
    Growth.NONE: ((dt.date(2015, 1, 1), 1000),),
}


def price_list(service: ServicePlan) -> list[tuple[dt.date, Decimal]]:
    """Return every price with its first day, oldest first, in roubles with kopecks."""
    base = Decimal(service.price)
    return [(day, round_half_up(base * per_mille / 1000)) for day, per_mille in STEPS[service.growth]]


def price_on(service: ServicePlan, day: dt.date) -> Decimal:
    """Return the price in force on a day; before the first one, the first."""
    prices = price_list(service)
    return next((amount for since, amount in reversed(prices) if since <= day), prices[0][1])
