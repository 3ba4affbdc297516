"""Accounts by a number as people type it: whatever the spelling, one look into an index."""

from typing import Final

from django.db.models import Q, QuerySet

from kvita.accounts.models import BillingAccount
from kvita.calc.spelling import TypedNumber, read_number
from kvita.housing.enums import AccountIdentifier

# Letters of one number, or the same number at several organisations of a portal. More is an attack or a broken import.
MOST: Final = 100


def accounts_by_number(
    typed: str, *, portal_id: int, identifier: str = AccountIdentifier.ACCOUNT_NUMBER, letter_optional: bool = True
) -> list[BillingAccount]:
    """Return the accounts of this portal that a typed number or payment code may mean, those written exactly so first.

    The letter index may be left out when `letter_optional`; a wrong letter means nobody. For checks by the program and
    for the staff: a resident gets an account through `accounts_for` alone.
    """
    number = read_number(typed)
    if not number.key:
        return []
    rows = _rows(number, portal_id, identifier).select_related("organization", "premise__building__city")
    found = [account for account in rows[:MOST] if _letter_fits(account, number, identifier, letter_optional)]
    return sorted(found, key=lambda account: typed.strip() not in (account.full_number, account.payment_code))


def _rows(number: TypedNumber, portal_id: int, identifier: str) -> QuerySet[BillingAccount]:
    by_code = identifier == AccountIdentifier.PAYMENT_CODE
    keys = Q(code_key__in=number.keys) if by_code else Q(number_key__in=number.keys)
    return BillingAccount.objects.filter(keys, organization__portals=portal_id).order_by("pk")


def _letter_fits(account: BillingAccount, number: TypedNumber, identifier: str, letter_optional: bool) -> bool:
    by_code = identifier == AccountIdentifier.PAYMENT_CODE
    letter = read_number(account.payment_code if by_code else account.full_number).letter
    return number.letter == letter or (letter_optional and not number.letter)
