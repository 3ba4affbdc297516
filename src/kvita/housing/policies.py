"""Who of the staff may do what: pure predicates over roles."""

from collections.abc import Iterable

from kvita.housing.enums import ConfirmationGate, StaffRole
from kvita.housing.models import Portal
from kvita.identity.models import User
from kvita.identity.policies import is_confirmed

# Reference data and settings; the rest of the staff look, but do not change.
EDITORS = frozenset({StaffRole.ACCOUNTANT, StaffRole.ADMINISTRATOR})
# By which proofs and names people come into a cabinet: decided by those who answer for it, not by the bookkeeper.
DOOR_KEEPERS = frozenset({StaffRole.DIRECTOR, StaffRole.ADMINISTRATOR})
PERIOD_KEEPERS = frozenset({StaffRole.ACCOUNTANT, StaffRole.DIRECTOR, StaffRole.ADMINISTRATOR})


def may_work(roles: Iterable[str]) -> bool:
    """Tell whether somebody with these roles works in the organisation at all."""
    return bool(set(roles))


def may_edit_reference(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may change reference data."""
    return bool(EDITORS.intersection(roles))


def may_let_in(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may change how residents register, prove their right and sign in (D1–D11)."""
    return bool(DOOR_KEEPERS.intersection(roles))


def may_change_portals(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may change something of a portal: its way in, or all the rest."""
    return may_let_in(roles) or may_edit_reference(roles)


def may_keep_periods(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may publish, withdraw and close months."""
    return bool(PERIOD_KEEPERS.intersection(roles))


def may_manage_staff(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may invite staff, and take a lost second step away from them."""
    return StaffRole.ADMINISTRATOR in set(roles)


def why_closed(user: User, *, portal: Portal, gate: ConfirmationGate) -> str | None:
    """Return why this waits until the user has confirmed an address (D4), as a sentence for the page; None when open.

    Paying, writing and signing in all ask here; the page beside the sentence offers to send the letter again.
    """
    if is_confirmed(user) or gate not in portal.settings.confirmation_gates:
        return None
    return f"{_WAITING[gate]} откроется, когда вы подтвердите {'почту ' + user.email if user.email else 'телефон'}."


_WAITING = {
    ConfirmationGate.SIGN_IN: "Кабинет",
    ConfirmationGate.WRITING: "Переписка",
    ConfirmationGate.PAYING: "Оплата",
}
