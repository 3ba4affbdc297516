"""Who of the staff may do what: pure predicates over roles."""

from collections.abc import Iterable

from kvita.housing.enums import StaffRole

# Reference data and settings; the rest of the staff look, but do not change.
EDITORS = frozenset({StaffRole.ACCOUNTANT, StaffRole.ADMINISTRATOR})
PERIOD_KEEPERS = frozenset({StaffRole.ACCOUNTANT, StaffRole.DIRECTOR, StaffRole.ADMINISTRATOR})


def may_work(roles: Iterable[str]) -> bool:
    """Tell whether somebody with these roles works in the organisation at all."""
    return bool(set(roles))


def may_edit_reference(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may change reference data."""
    return bool(EDITORS.intersection(roles))


def may_keep_periods(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may publish, withdraw and close months."""
    return bool(PERIOD_KEEPERS.intersection(roles))
