"""Batches in the back-office: what was brought in, by whom, with which sums. Importing itself is a command."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kvita.exchange.models import ImportBatch
from kvita.housing.admin import OfficeAdmin
from kvita.housing.policies import may_edit_reference


@admin.register(ImportBatch)
class ImportBatchAdmin(OfficeAdmin[Any]):
    """Batches, newest first; to look at only, by those who may bring files in."""

    looks = staticmethod(may_edit_reference)

    list_display = ("id", "organization", "kind", "month", "file_name", "state", "new_count", "changed_count",
                    "created_at")  # fmt: skip
    list_select_related = ("organization",)
    list_filter = ("kind", "state")
    search_fields = ("file_name",)
    date_hierarchy = "created_at"

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
