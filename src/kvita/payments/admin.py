"""Payments in the back-office: to look at, never to change (money rows are only added by services)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kvita.housing.admin import OfficeAdmin
from kvita.payments.models import Payment, PaymentAttempt
from kvita.payments.policies import may_handle_payments


class _ReadOnly(OfficeAdmin[Any]):
    """No adding, no changing, no deleting, whoever asks; looked at by those who look at payments at the desk."""

    looks = staticmethod(may_handle_payments)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Payment)
class PaymentAdmin(_ReadOnly):
    """Payments received."""

    organization_path = "account__organization"
    list_display = ("account", "amount", "paid_on", "posted_on", "accounting_month", "place", "source", "state")
    list_select_related = ("account",)
    list_filter = ("source", "state")
    search_fields = ("=account__number",)
    date_hierarchy = "paid_on"


@admin.register(PaymentAttempt)
class PaymentAttemptAdmin(_ReadOnly):
    """Tries at the bank, with their state."""

    organization_path = "order__account__organization"
    list_display = ("order", "provider", "provider_reference", "total", "state", "created_at")
    list_select_related = ("order__account",)
    list_filter = ("provider", "state")
