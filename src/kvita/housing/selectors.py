"""Reads of portals."""

from kvita.housing.models import Payee, Portal


def find_portal(*, host: str) -> Portal | None:
    """Return the portal of this host name (without port) with its settings, or None."""
    return Portal.objects.select_related("settings").filter(host=host.lower()).first()


def list_portals() -> list[Portal]:
    """Return all portals of the installation by name."""
    return list(Portal.objects.order_by("name", "slug"))


def payees_of(organization_id: int) -> list[Payee]:
    """Return who may receive money for an organisation, the main one first; one query."""
    return list(Payee.objects.filter(organization=organization_id).order_by("-is_default", "name"))
