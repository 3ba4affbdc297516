"""Which staff work with readings."""

from collections.abc import Iterable
from typing import Final

from kvita.housing.enums import StaffRole

# The registrar and the director look elsewhere; whoever answers the phone takes readings down and judges them.
READING_KEEPERS: Final = frozenset(
    {StaffRole.ACCOUNTANT, StaffRole.OPERATOR, StaffRole.DISPATCHER, StaffRole.ADMINISTRATOR}
)
# Devices are changed by an act on paper, which the office keeps.
METER_KEEPERS: Final = frozenset({StaffRole.ACCOUNTANT, StaffRole.OPERATOR, StaffRole.ADMINISTRATOR})


def may_take_readings(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles takes readings down, judges them and exports them."""
    return bool(READING_KEEPERS.intersection(roles))


def may_keep_meters(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles registers, replaces and removes meters."""
    return bool(METER_KEEPERS.intersection(roles))
