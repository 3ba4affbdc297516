"""Questions in the back-office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kvita.housing.admin import OfficeAdmin
from kvita.service_requests.models import SupportQuestion


@admin.register(SupportQuestion)
class SupportQuestionAdmin(OfficeAdmin[SupportQuestion]):
    """What people asked before the sign-in; kept as it was asked."""

    organization_path = "portal__organizations"
    list_display = ("asked_at", "contact", "name", "text", "portal")
    list_select_related = ("portal",)
    search_fields = ("contact", "text")
    readonly_fields = ("portal", "name", "contact", "text", "asked_at", "address")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
