"""The only doors from a user to billing accounts."""

import string

from django.db.models import QuerySet

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink, BillingAccount
from kvita.identity.models import User

_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LETTERS = string.ascii_letters + _CYRILLIC + _CYRILLIC.upper()


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


def user_ids_by_account_number(number: str, *, portal_id: int) -> list[int]:
    """Return the users with an active link to an account of this number; the letter index may be left out (S3-11)."""
    digits = number.strip().rstrip(_LETTERS)
    letter = number.strip()[len(digits) :]
    links = AccountLink.objects.filter(
        state=LinkState.ACTIVE, account__organization__portals=portal_id, account__number=digits
    )
    if letter:
        # Not `iexact`: SQLite knows the case of Latin letters only.
        links = links.filter(account__letter_index__in={letter, letter.lower(), letter.upper()})
    return list(links.values_list("user_id", flat=True).distinct()[:10])
