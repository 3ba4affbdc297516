"""Billing accounts in the back-office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kvita.accounts.models import AccountLink, BillingAccount
from kvita.accounts.policies import may_see_residents
from kvita.housing.admin import OfficeAdmin


@admin.register(BillingAccount)
class BillingAccountAdmin(OfficeAdmin[BillingAccount]):
    """Accounts: found by number, payment code or holder."""

    looks = staticmethod(may_see_residents)
    list_display = ("number", "letter_index", "payment_code", "holder_name", "premise", "kind", "closed_on")
    list_select_related = ("premise__building__city",)
    list_filter = ("kind", "organization")
    search_fields = ("=number", "=payment_code", "holder_name")
    autocomplete_fields = ("premise",)


@admin.register(AccountLink)
class AccountLinkAdmin(OfficeAdmin[AccountLink]):
    """Who sees which account, to look at: a link is made by a proof and ended at the desk."""

    organization_path = "account__organization"
    looks = staticmethod(may_see_residents)
    list_display = ("account", "user", "state", "proof", "created_at")
    list_select_related = ("account", "user")
    list_filter = ("state",)
    search_fields = ("=account__number", "user__email")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccountLink | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AccountLink | None = None) -> bool:
        return False
