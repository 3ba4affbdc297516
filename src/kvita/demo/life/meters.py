"""Meters of a flat and what they count month by month. Values in 0.001 of the unit."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from kvita.demo.chance import Chance

# Per person and month, in 0.001 of the unit; the second figure is for the flat as a whole.
USE: Final = {
    "cold": (2900, 900),
    "hot": (2100, 600),
    "day": (46000, 52000),
    "night": (17000, 18000),
    "gas": (7400, 1800),
}
STEP: Final = {"day": 1000, "night": 1000}  # electricity meters are read in whole kWh


@dataclass(slots=True)
class Scale:
    """A register: what it counts, its value, and its part of the flat's use in per cent."""

    resource: str
    digits: int
    decimals: int
    value: int
    part: int = 100
    history: list[int] = field(default_factory=list)


@dataclass(slots=True)
class MeterCard:
    """A device on the wall."""

    serial: str
    place: str
    installed_on: dt.date
    verified_on: dt.date
    verification_due_on: dt.date
    interval_months: int
    scales: list[Scale]


def draw_meters(chance: Chance, resources: set[str], rooms: int, installed_year: int) -> list[MeterCard]:
    """Draw the meters of a flat: water in one or two places, electricity with one or two scales, gas."""
    cards: list[MeterCard] = []
    places = (("кухня", 35), ("ванная", 65)) if rooms >= 3 else (("санузел", 100),)
    for resource, years in (("cold", 6), ("hot", 4)):
        if resource in resources:
            for place, part in places:
                scale, serial = _water(chance, resource, part)
                cards.append(_card(place, [scale], serial, _installed(chance, years, installed_year), years))
    if "day" in resources:
        scales = [Scale("day", 6, 0, chance.between(3000, 21000) * 1000)]
        if "night" in resources:
            scales.append(Scale("night", 6, 0, chance.between(900, 8000) * 1000))
        serial = f"{chance.between(1_000_000, 9_999_999):08d}"
        cards.append(_card("прихожая", scales, serial, _installed(chance, 16, installed_year), 16))
    if "gas" in resources:
        scales = [Scale("gas", 5, 3, chance.between(200, 2600) * 1000 + chance.between(0, 999))]
        serial = f"{chance.between(10_000, 99_999)}Г"
        cards.append(_card("кухня", scales, serial, _installed(chance, 10, installed_year), 10))
    return cards


def use_of_month(chance: Chance, resource: str, residents: int, thrift: int, month_percent: int) -> int:
    """Return what a household used in a month, in 0.001 of the unit; sometimes they were away."""
    for_person, for_flat = USE[resource]
    usual = (for_person * residents + for_flat) * thrift * month_percent // 10_000
    used = chance.around(usual, 22)
    if chance.percent(3):
        used //= 4
    step = STEP.get(resource, 1)
    return used // step * step


def _water(chance: Chance, resource: str, part: int) -> tuple[Scale, str]:
    value = chance.between(20, 380) * 1000 + chance.between(0, 999)
    serial = f"{chance.between(18_000_000, 29_999_999)}{'к' if chance.percent(20) else ''}"
    return Scale(resource, 5, 3, value, part), serial


def _installed(chance: Chance, years: int, latest: int) -> dt.date:
    """Draw a day such that the meter, good for so many years, is still good three years after `latest` begins."""
    return dt.date(latest - chance.between(0, years - 3), chance.between(1, 12), chance.between(1, 28))


def _card(place: str, scales: list[Scale], serial: str, installed: dt.date, years: int) -> MeterCard:
    due = installed.replace(year=installed.year + years)
    return MeterCard(serial, place, installed, installed, due, years * 12, scales)
