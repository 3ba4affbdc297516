"""Organisations, portals with their settings, payees, suppliers, places."""

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import StackedInline

from kvita.core.audit.pages import stored_values
from kvita.housing.admin.base import OfficeAdmin, OfficeInline, _Scoped, organizations_where
from kvita.housing.admin.payees import PayeeForm
from kvita.housing.models import (
    WAY_IN_SETTINGS,
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
from kvita.housing.policies import may_change_portals, may_edit_reference, may_let_in, may_manage_staff

# What watches over the accountant is not the accountant's to change: a second pair of eyes, and how staff sign in.
WATCHING_SETTINGS: Final = ("refund_second_approval_above", "staff_second_step", "staff_idle_minutes")


class OrganizationSettingsInline(_Scoped[OrganizationSettings], StackedInline):
    """D12–D19 on the organisation's page, and how its staff sign in."""

    model = OrganizationSettings
    can_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return what this member of staff only looks at."""
        if self.is_superuser(request) or obj is None or obj.pk in organizations_where(request, may_manage_staff):
            return ()
        return WATCHING_SETTINGS


class PortalSettingsInline(_Scoped[PortalSettings], StackedInline):
    """D1–D11 and D20–D30 on the portal's page. Who may let people in (D1–D11) is not the accountant's to change."""

    model = PortalSettings
    organization_path = "portal__organizations"
    edits = staticmethod(may_change_portals)
    can_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return what this member of staff only looks at."""
        if self.is_superuser(request) or obj is None:
            return ()
        owners, mine = set(obj.organizations.values_list("pk", flat=True)), organizations_where
        own = {field.name for field in PortalSettings._meta.concrete_fields if not field.primary_key}
        closed: set[str] = set()
        if not owners <= set(mine(request, may_let_in)):
            closed |= WAY_IN_SETTINGS
        if not owners <= set(mine(request, may_edit_reference)):
            closed |= own - WAY_IN_SETTINGS
        return tuple(sorted(closed))


class StaffInline(OfficeInline[StaffAssignment]):
    """Who works here; only the administrator of the installation gives roles."""

    model = StaffAssignment
    autocomplete_fields = ("user",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.is_superuser(request)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return self.is_superuser(request)


@admin.register(ManagingOrganization)
class ManagingOrganizationAdmin(OfficeAdmin[ManagingOrganization]):
    """One page for everything about an organisation."""

    organization_path = ""
    list_display = ("name", "inn", "phone", "time_zone")
    search_fields = ("name", "short_name", "inn", "slug")
    inlines = (OrganizationSettingsInline, StaffInline)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return self.is_superuser(request)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, and see to it that the organisation has settings, whether somebody touched their form or not."""
        super().save_related(request, form, formsets, change)
        settings, is_new = OrganizationSettings.objects.get_or_create(organization=form.instance)
        if is_new:
            self.tell_log(request, settings, {}, stored_values(settings), parent=form.instance)


@admin.register(Portal)
class PortalAdmin(OfficeAdmin[Portal]):
    """A portal and all its settings."""

    organization_path = "organizations"
    edits = staticmethod(may_change_portals)
    list_display = ("name", "host", "support_phone")
    filter_horizontal = ("organizations",)
    inlines = (PortalSettingsInline,)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return self.is_superuser(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return what this member of staff only looks at: the director changes the way in, and nothing else here."""
        if self.is_superuser(request):
            return ()
        if obj is not None and not self._owned_by_editor(request, obj):
            return (
                "slug",
                "name",
                "host",
                "organizations",
                "support_phone",
                "support_hours",
                "support_email",
                "support_messenger",
                "footer",
            )
        return ("slug", "host", "organizations")

    def _owned_by_editor(self, request: HttpRequest, portal: Portal) -> bool:
        owners = set(portal.organizations.values_list("pk", flat=True))
        return owners <= set(organizations_where(request, may_edit_reference))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, and see to it that the portal has settings, whether somebody touched their form or not."""
        super().save_related(request, form, formsets, change)
        settings, is_new = PortalSettings.objects.get_or_create(portal=form.instance)
        if is_new:
            self.tell_log(request, settings, {}, stored_values(settings), parent=form.instance)


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
