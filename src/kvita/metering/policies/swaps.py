"""Two values sent for each other's scale: day for night, hot water for cold."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kvita.metering.models import Register
from kvita.tariffs.enums import ServiceKind

WATER: Final = frozenset({ServiceKind.COLD_WATER, ServiceKind.HOT_WATER, ServiceKind.WATER_HEATING})


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
