"""Tables of the housing floor."""

from kvita.housing.models.organizations import (
    ManagingOrganization,
    Payee,
    StaffAssignment,
    Supplier,
)
from kvita.housing.models.places import Building, City, Premise
from kvita.housing.models.portals import Portal
from kvita.housing.models.settings import WAY_IN_SETTINGS, OrganizationSettings, PortalSettings

__all__ = [
    "WAY_IN_SETTINGS",
    "Building",
    "City",
    "ManagingOrganization",
    "OrganizationSettings",
    "Payee",
    "Portal",
    "PortalSettings",
    "Premise",
    "StaffAssignment",
    "Supplier",
]
