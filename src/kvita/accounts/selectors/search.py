"""Accounts as staff look for them: by a number, by an address as it is said on the phone, by a surname."""

import re
from typing import Final

from django.db.models import Q, QuerySet

from kvita.accounts.models import BillingAccount
from kvita.calc.spelling import read_number

MOST_FOUND: Final = 20
_TOKEN = re.compile(r"[\w/]+")
_NOISE: Final = {"г", "город", "ул", "улица", "д", "дом", "кв", "квартира", "пр", "проспект", "пер", "переулок", "лс"}


def search_accounts(typed: str, *, organization_ids: list[int]) -> list[BillingAccount]:
    """Return up to 20 accounts of these organisations that may be meant, with premise and settings.

    A number or payment code goes first; else words are those of the street, or of a name, and the numbers after them
    house and flat: «ахунова 14 16», «Гарифа Ахунова, д. 14, кв. 16», «14-16».
    """
    rows = (
        BillingAccount.objects.filter(organization__in=organization_ids)
        .select_related("organization__settings", "premise__building__city")
        .order_by("premise__building__street", "premise__building__number", "number", "letter_index")
    )
    number = read_number(typed)
    if number.key and (found := list(rows.filter(_is_number(number.keys))[:MOST_FOUND])):
        exact = [one for one in found if typed.strip() in (one.full_number, one.payment_code)]
        return exact or found
    return list(_by_address(rows, typed)[:MOST_FOUND])


def find_account(account_id: int, *, organization_ids: list[int]) -> BillingAccount | None:
    """Return an account of these organisations with premise and settings, or None."""
    rows = BillingAccount.objects.select_related("organization__settings", "premise__building__city")
    return rows.filter(organization__in=organization_ids, pk=account_id).first()


def _is_number(keys: tuple[str, ...]) -> Q:
    return Q(number_key__in=keys) | Q(code_key__in=keys)


def _by_address(rows: QuerySet[BillingAccount], typed: str) -> QuerySet[BillingAccount]:
    tokens = [token for token in _TOKEN.findall(typed) if token.lower() not in _NOISE]
    words = [token for token in tokens if not any(sign.isdigit() for sign in token)]
    numbers = [token for token in tokens if any(sign.isdigit() for sign in token)]
    if not words and len(numbers) < 2:
        return rows.none()
    for word in words:
        asked = _like("premise__building__street", word)
        rows = rows.filter(asked if numbers else asked | _like("holder_name", word))
    if numbers:
        rows = rows.filter(_like("premise__building__number", numbers[0], "exact"))
    if len(numbers) > 1:
        rows = rows.filter(_like("premise__number", numbers[1], "exact"))
    return rows


def _like(column: str, word: str, how: str = "contains") -> Q:
    """Return a condition that minds no case: SQLite knows the case of Latin letters only."""
    found = Q()
    for variant in {word, word.lower(), word.upper(), word.capitalize()}:
        found |= Q(**{f"{column}__{how}": variant})
    return found
