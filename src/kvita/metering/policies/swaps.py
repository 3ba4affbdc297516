"""Two values sent for each other's scale: day for night, hot water for cold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kvita.metering.enums import RegisterZone
from kvita.metering.models import Register
from kvita.tariffs.enums import ServiceKind

WATER: Final = frozenset({ServiceKind.COLD_WATER, ServiceKind.HOT_WATER, ServiceKind.WATER_HEATING})
_ZONES: Final = {RegisterZone.DAY: "дневное", RegisterZone.NIGHT: "ночное", RegisterZone.PEAK: "пиковое"}


@dataclass(frozen=True, slots=True)
class Typed:
    """A value as it was sent, and what the scale showed before."""

    value: Decimal
    previous: Decimal


def are_confusable(one: Register, other: Register) -> bool:
    """Tell whether people take one for the other: scales of one meter, cold and hot water of one place."""
    if one.meter_id == other.meter_id:
        return one.pk != other.pk
    kinds = {ServiceKind(one.service.kind), ServiceKind(other.service.kind)}
    return len(kinds) == 2 and kinds <= WATER and one.meter.place.strip() == other.meter.place.strip()


def look_swapped(one: Typed, other: Typed) -> bool:
    """Tell whether two values fit each other's scale, and clearly better than their own."""
    if other.value < one.previous or one.value < other.previous:
        return False
    as_sent = abs(one.value - one.previous) + abs(other.value - other.previous)
    exchanged = abs(other.value - one.previous) + abs(one.value - other.previous)
    return exchanged * 2 < as_sent


def swapped_pairs(registers: Sequence[Register], typed: Mapping[int, Typed]) -> Iterator[tuple[Register, Register]]:
    """Yield the pairs of registers whose values were sent for each other, no register twice.

    `typed` holds the values by register. One half of such a pair always goes down, so only those need a partner.
    """
    mine = [one for one in registers if one.pk in typed]
    taken: set[int] = set()
    for one in mine:
        if one.pk in taken or typed[one.pk].value >= typed[one.pk].previous:
            continue
        for other in mine:
            if (
                other.pk not in taken
                and other.meter.account_id == one.meter.account_id
                and are_confusable(one, other)
                and look_swapped(typed[one.pk], typed[other.pk])
            ):
                taken |= {one.pk, other.pk}
                yield one, other
                break


def say_swapped(register: Register, other: Register) -> str:
    """Return what is told at a value of `register` that seems to be that of `other`."""
    zone = _ZONES.get(RegisterZone(other.zone), "")
    if register.meter_id == other.meter_id and zone:
        return f"Похоже, это {zone} показание."
    return f"Похоже, это показание другого счётчика: {other.title}, №\u00a0{other.meter.serial_number}."
