"""The only doors from a user to billing accounts."""

from collections.abc import Collection

from django.db.models import QuerySet

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink, BillingAccount
from kvita.accounts.selectors.numbers import accounts_by_number
from kvita.identity.models import User


def links_for(user: User, *, portal_id: int) -> QuerySet[AccountLink]:
    """Active links of this user to accounts of the organisations of this portal, with what a switcher shows."""
    return (
        AccountLink.objects.filter(user=user, state=LinkState.ACTIVE, account__organization__portals=portal_id)
        .select_related("account__organization__settings", "account__premise__building__city")
        .order_by("created_at", "id")
    )


def accounts_for(user: User, *, portal_id: int) -> QuerySet[BillingAccount]:
    """Billing accounts that this user may see at this portal."""
    return BillingAccount.objects.filter(
        links__user=user, links__state=LinkState.ACTIVE, organization__portals=portal_id
    ).distinct()


def links_beside_for(user: User, *, account_id: int, portal_id: int) -> list[AccountLink]:
    """Return who else sees an account of this user, who linked it first on top; nobody for an account not theirs."""
    if not accounts_for(user, portal_id=portal_id).filter(pk=account_id).exists():
        return []
    links = AccountLink.objects.filter(account=account_id, state=LinkState.ACTIVE).exclude(user=user)
    return list(links.select_related("user").order_by("activated_at", "id"))


def user_ids_by_account_number(number: str, *, portal_id: int) -> list[int]:
    """Return the users with an active link to an account of this number; the letter index may be left out."""
    found = [account.pk for account in accounts_by_number(number, portal_id=portal_id)]
    links = AccountLink.objects.filter(state=LinkState.ACTIVE, account__in=found)
    return list(links.values_list("user_id", flat=True).distinct()[:10])


def users_seeing(account_ids: Collection[int]) -> dict[int, list[User]]:
    """Return who sees each of these accounts, for the messages of the organisation; one query."""
    links = AccountLink.objects.filter(account__in=list(account_ids), state=LinkState.ACTIVE, user__is_active=True)
    found: dict[int, list[User]] = {}
    for link in links.select_related("user").order_by("pk"):
        found.setdefault(link.account_id, []).append(link.user)
    return found
