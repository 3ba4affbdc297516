"""Organisations, portals with their settings, payees, suppliers, places."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import StackedInline

from kvita.housing.admin.base import OfficeAdmin, OfficeInline, _Scoped
from kvita.housing.admin.payees import PayeeForm
from kvita.housing.models import (
    Building,
    City,
    ManagingOrganization,
    OrganizationSettings,
    Payee,
    Portal,
    PortalSettings,
    Premise,
    StaffAssignment,
    Supplier,
)


class OrganizationSettingsInline(_Scoped[OrganizationSettings], StackedInline):
    """D12–D19 on the organisation's page."""

    model = OrganizationSettings
    can_delete = False


class PortalSettingsInline(_Scoped[PortalSettings], StackedInline):
    """D1–D11 and D20–D30 on the portal's page."""

    model = PortalSettings
    organization_path = "portal__organizations"
    can_delete = False


class StaffInline(OfficeInline[StaffAssignment]):
    """Who works here; only the administrator of the installation gives roles."""

    model = StaffAssignment
    autocomplete_fields = ("user",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._superuser(request)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return self._superuser(request)


@admin.register(ManagingOrganization)
class ManagingOrganizationAdmin(OfficeAdmin[ManagingOrganization]):
    """One page for everything about an organisation."""

    organization_path = ""
    list_display = ("name", "inn", "phone", "time_zone")
    search_fields = ("name", "short_name", "inn", "slug")
    inlines = (OrganizationSettingsInline, StaffInline)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return self._superuser(request)


@admin.register(Portal)
class PortalAdmin(OfficeAdmin[Portal]):
    """A portal and all its settings."""

    organization_path = "organizations"
    list_display = ("name", "host", "support_phone")
    filter_horizontal = ("organizations",)
    inlines = (PortalSettingsInline,)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return self._superuser(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if self._superuser(request) else ("slug", "host", "organizations")


@admin.register(Payee)
class PayeeAdmin(OfficeAdmin[Payee]):
    """Bank details of those who are paid."""

    form = PayeeForm
    list_display = ("name", "organization", "bic", "settlement_account", "accepts_online", "is_default")
    list_select_related = ("organization",)
    search_fields = ("name", "inn")


@admin.register(Supplier)
class SupplierAdmin(OfficeAdmin[Supplier]):
    """Suppliers of services."""

    list_display = ("name", "organization", "inn", "phone")
    list_select_related = ("organization",)
    search_fields = ("name", "inn")


@admin.register(City)
class CityAdmin(OfficeAdmin[City]):
    """The list of cities, common to all organisations."""

    organization_path = None
    list_display = ("name", "region")
    search_fields = ("name",)


@admin.register(Building)
class BuildingAdmin(OfficeAdmin[Building]):
    """Houses."""

    list_display = ("street", "number", "city", "organization", "total_area", "premises_count")
    list_select_related = ("organization", "city")
    search_fields = ("street", "number")


@admin.register(Premise)
class PremiseAdmin(OfficeAdmin[Premise]):
    """Flats and other premises."""

    organization_path = "building__organization"
    list_display = ("building", "number", "kind", "total_area", "entrance", "floor")
    list_select_related = ("building__city",)
    search_fields = ("=number", "building__street")
    autocomplete_fields = ("building",)
