"""Meters in the back-office."""

from django.contrib import admin

from kvita.housing.admin import OfficeAdmin, OfficeInline
from kvita.metering.models import Meter, Register, SubmissionRule
from kvita.metering.policies.staff import may_take_readings


class RegisterInline(OfficeInline[Register]):
    """Scales of a meter."""

    model = Register
    organization_path = "meter__organization"
    exclude = ("first",)


@admin.register(Meter)
class MeterAdmin(OfficeAdmin[Meter]):
    """Meters: found by serial number or account."""

    looks = staticmethod(may_take_readings)
    list_display = ("serial_number", "scope", "account", "building", "place", "verification_due_on", "removed_on")
    list_select_related = ("account", "building")
    list_filter = ("scope", "organization")
    search_fields = ("serial_number", "=account__number")
    autocomplete_fields = ("account", "building")
    exclude = ("replaces",)
    inlines = (RegisterInline,)


@admin.register(SubmissionRule)
class SubmissionRuleAdmin(OfficeAdmin[SubmissionRule]):
    """Days of submission that differ from those of the organisation."""

    list_display = ("service", "building", "from_day", "to_day", "organization")
    list_display_links = ("service", "building")
    list_select_related = ("service", "building", "organization")
    autocomplete_fields = ("building",)
