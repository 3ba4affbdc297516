"""The audit log in the back-office, for the administrator of the installation: to read only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from kvita.core.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ModelAdmin):
    """Who did what, newest first."""

    list_display = ("at", "actor_label", "action", "object_label", "reason")
    list_filter = ("action", "actor_kind")
    search_fields = ("=object_id", "actor_label")
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
