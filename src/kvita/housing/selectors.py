"""Reads of portals, organisations, and who works where."""

from kvita.housing.models import ManagingOrganization, Payee, Portal, StaffAssignment
from kvita.identity.models import User


def find_portal(*, host: str) -> Portal | None:
    """Return the portal of this host name (without port) with its settings, or None."""
    return Portal.objects.select_related("settings").filter(host=host.lower()).first()


def list_portals() -> list[Portal]:
    """Return all portals of the installation by name."""
    return list(Portal.objects.order_by("name", "slug"))


def payees_of(organization_id: int) -> list[Payee]:
    """Return who may receive money for an organisation, the main one first; one query."""
    return list(Payee.objects.filter(organization=organization_id).order_by("-is_default", "name"))


def roles_for(user: User) -> dict[int, set[str]]:
    """Return the roles of a member of staff by organisation; empty for everybody else."""
    roles: dict[int, set[str]] = {}
    if user.is_staff:
        for organization_id, role in StaffAssignment.objects.filter(user=user).values_list("organization_id", "role"):
            roles.setdefault(organization_id, set()).add(role)
    return roles


def organizations_for(user: User) -> list[ManagingOrganization]:
    """Return the organisations in which this member of staff works, with settings; all for the administrator."""
    rows = ManagingOrganization.objects.select_related("settings").order_by("name", "pk")
    if not user.is_staff:
        return []
    return list(rows if user.is_superuser else rows.filter(staff_assignments__user=user).distinct())
