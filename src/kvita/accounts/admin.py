"""Billing accounts in the back-office."""

from django.contrib import admin

from kvita.accounts.models import AccountLink, BillingAccount
from kvita.housing.admin import OfficeAdmin


@admin.register(BillingAccount)
class BillingAccountAdmin(OfficeAdmin[BillingAccount]):
    """Accounts: found by number, payment code or holder."""

    list_display = ("number", "letter_index", "payment_code", "holder_name", "premise", "kind", "closed_on")
    list_select_related = ("premise__building__city",)
    list_filter = ("kind", "organization")
    search_fields = ("=number", "=payment_code", "holder_name")
    autocomplete_fields = ("premise",)


@admin.register(AccountLink)
class AccountLinkAdmin(OfficeAdmin[AccountLink]):
    """Who sees which account."""

    organization_path = "account__organization"
    list_display = ("account", "user", "state", "proof", "created_at")
    list_select_related = ("account", "user")
    list_filter = ("state",)
    search_fields = ("=account__number", "user__email")
    readonly_fields = ("account", "user", "proof", "created_at", "activated_at", "revoked_at")
