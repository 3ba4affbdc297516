"""Which account a bank means: only what is certain. Guesses are made in `suggestions`, for a person to decide."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet

from kvita.accounts.models import BillingAccount

_BATCH = 500
# Latin letters drawn as Cyrillic ones: the letter index of an account comes in either alphabet.
_TO_CYRILLIC = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")


def normal_number(text: str) -> str:
    """Return an account number as it is compared: capitals, one alphabet, no spaces, hyphens or leading zeros."""
    cleaned = "".join(sign for sign in text.upper() if sign.isalnum())
    return cleaned.translate(_TO_CYRILLIC).lstrip("0")


def find_accounts(organization_id: int, wanted: Iterable[str]) -> dict[str, int]:
    """Return the ids of the accounts that these texts name for certain.

    A payment code or a full number as it stands comes first; then a number without its letter or leading zeros, or with
    its letter in the other alphabet, where only one account can be meant.
    """
    texts = sorted({text for text in wanted if text})
    accounts = BillingAccount.objects.filter(organization_id=organization_id)
    found: dict[str, int] = {}
    for part in _parts(texts):
        found |= _exact(accounts.filter(Q(payment_code__in=part) | Q(number__in=_numbers(part))), part)
    if left := [text for text in texts if text not in found]:
        found |= _tolerant(organization_id, left)
    return found


def find_unified(organization_id: int, wanted: Iterable[str]) -> dict[str, int]:
    """Return the ids of the accounts with these unified account numbers (ЕЛС), where only one has it."""
    found: dict[str, list[int]] = defaultdict(list)
    for part in _parts(sorted({text for text in wanted if text})):
        rows = BillingAccount.objects.filter(organization_id=organization_id, unified_account_number__in=part)
        for number, pk in rows.values_list("unified_account_number", "pk"):
            found[str(number)].append(pk)
    return {number: ids[0] for number, ids in found.items() if len(ids) == 1}


def _exact(rows: QuerySet[BillingAccount], texts: list[str]) -> dict[str, int]:
    exact: dict[str, int] = {}
    by_number: dict[str, list[int]] = defaultdict(list)
    for code, number, letter, pk in rows.values_list("payment_code", "number", "letter_index", "pk"):
        exact.setdefault(f"{number}{letter}", pk)
        exact[code] = pk  # what a payer types at a bank
        by_number[number].append(pk)
    found: dict[str, int] = {}
    for text in texts:
        same = by_number.get(text, [])
        if text in exact:
            found[text] = exact[text]
        elif len(same) == 1:
            found[text] = same[0]
    return found


def _tolerant(organization_id: int, texts: list[str]) -> dict[str, int]:
    """Look through all accounts of the organisation for those that look the same once compared."""
    wanted = {normal_number(text) for text in texts} - {""}
    if not wanted:
        return {}
    meant: dict[str, set[int]] = defaultdict(set)
    rows = BillingAccount.objects.filter(organization_id=organization_id)
    for code, number, letter, pk in rows.values_list("payment_code", "number", "letter_index", "pk").iterator():
        for name in (code, f"{number}{letter}", number):
            if (normal := normal_number(name)) in wanted:
                meant[normal].add(pk)
    return {text: next(iter(ids)) for text in texts if len(ids := meant.get(normal_number(text), set())) == 1}


def _numbers(texts: list[str]) -> list[str]:
    """Numbers as they stand, and without the letter at their end."""
    return [*texts, *(text[:-1] for text in texts if text[-1:].isalpha())]


def _parts(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), _BATCH):
        yield texts[start : start + _BATCH]
