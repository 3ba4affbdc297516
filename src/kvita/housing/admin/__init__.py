"""Back-office of the housing floor, and the base that all back-office pages build on."""

from kvita.housing.admin.base import OfficeAdmin, OfficeInline
from kvita.housing.admin.pages import (
    BuildingAdmin,
    CityAdmin,
    ManagingOrganizationAdmin,
    PayeeAdmin,
    PortalAdmin,
    PremiseAdmin,
    SupplierAdmin,
)

__all__ = [
    "BuildingAdmin",
    "CityAdmin",
    "ManagingOrganizationAdmin",
    "OfficeAdmin",
    "OfficeInline",
    "PayeeAdmin",
    "PortalAdmin",
    "PremiseAdmin",
    "SupplierAdmin",
]
