"""Accounts as staff look for them: by a number, by an address as it is said on the phone, by a surname.

The one search of every desk: residents, phone calls, payments without an account.
"""

import re
from collections.abc import Collection
from typing import Final

from django.db.models import Q, QuerySet

from kvita.accounts.models import BillingAccount
from kvita.calc.spelling import read_number

MOST_FOUND: Final = 20
LONGEST: Final = 100  # characters; what is longer is no number, no address and no name
SHORTEST_BEGINNING: Final = 4
_TOKEN = re.compile(r"[\w/]+")
_NOISE: Final = {"г", "город", "ул", "улица", "д", "дом", "кв", "квартира", "пр", "проспект", "пер", "переулок", "лс"}


def search_accounts(typed: str, *, organization_ids: Collection[int], limit: int = MOST_FOUND) -> list[BillingAccount]:
    """Return up to `limit` accounts of these organisations that may be meant, with premise and settings.

    A number or payment code in any spelling goes first, then its first digits, four at least. Else words are those of
    the street, or of a name, and the numbers after them house and flat: «ахунова 14 16», «Гарифа Ахунова, д. 14,
    кв. 16», «14-16», «петрова анна». At most three queries, however many accounts there are.
    """
    text = typed.strip()[:LONGEST]
    rows = (
        BillingAccount.objects.filter(organization__in=list(organization_ids))
        .select_related("organization__settings", "premise__building__city")
        .order_by("premise__building__street", "premise__building__number", "number", "letter_index")
    )
    number = read_number(text)
    if number.key and (found := list(rows.filter(_is_number(number.keys))[:limit])):
        exact = [one for one in found if text in (one.full_number, one.payment_code)]
        return exact or found
    if text.isdecimal() and len(number.key) >= SHORTEST_BEGINNING:  # «14-16» is a house and a flat
        begun = Q(number_key__startswith=number.key) | Q(code_key__startswith=number.key)
        if found := list(rows.filter(begun)[:limit]):
            return found
    return list(_by_words(rows, text)[:limit])


def find_account(account_id: int, *, organization_ids: list[int]) -> BillingAccount | None:
    """Return an account of these organisations with premise and settings, or None."""
    rows = BillingAccount.objects.select_related("organization__settings", "premise__building__city")
    return rows.filter(organization__in=organization_ids, pk=account_id).first()


def in_any_case(column: str, text: str, how: str = "contains") -> Q:
    """Return a condition that minds no case: SQLite knows the case of Latin letters only."""
    found = Q()
    for variant in {text, text.lower(), text.upper(), text.title(), text.capitalize()}:
        found |= Q(**{f"{column}__{how}": variant})
    return found


def _is_number(keys: tuple[str, ...]) -> Q:
    return Q(number_key__in=keys) | Q(code_key__in=keys)


def _by_words(rows: QuerySet[BillingAccount], text: str) -> QuerySet[BillingAccount]:
    tokens = [token for token in _TOKEN.findall(text) if token.lower() not in _NOISE]
    words = [token for token in tokens if not any(sign.isdigit() for sign in token)]
    numbers = [token for token in tokens if any(sign.isdigit() for sign in token)]
    if not words and len(numbers) < 2:
        return rows.none()
    for word in words:
        asked = in_any_case("premise__building__street", word)
        rows = rows.filter(asked if numbers else asked | in_any_case("holder_name", word))
    if numbers:
        rows = rows.filter(in_any_case("premise__building__number", numbers[0], "exact"))
    if len(numbers) > 1:
        rows = rows.filter(in_any_case("premise__number", numbers[1], "exact"))
    return rows
