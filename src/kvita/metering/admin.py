"""Meters in the back-office."""

from django.contrib import admin

from kvita.housing.admin import OfficeAdmin, OfficeInline
from kvita.metering.models import Meter, Register


class RegisterInline(OfficeInline[Register]):
    """Scales of a meter."""

    model = Register
    organization_path = "meter__organization"


@admin.register(Meter)
class MeterAdmin(OfficeAdmin[Meter]):
    """Meters: found by serial number or account."""

    list_display = ("serial_number", "scope", "account", "building", "place", "verification_due_on", "removed_on")
    list_select_related = ("account", "building")
    list_filter = ("scope", "organization")
    search_fields = ("serial_number", "=account__number")
    autocomplete_fields = ("account", "building")
    exclude = ("replaces",)
    inlines = (RegisterInline,)
