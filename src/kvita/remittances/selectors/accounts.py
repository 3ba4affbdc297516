"""Which account a bank means: only what is certain. Guesses are made in `suggestions`, for a person to decide."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet

from kvita.accounts.models import BillingAccount
from kvita.calc.spelling import CYRILLIC, LATIN, TypedNumber, read_number, written_alike
from kvita.core.lookups import Among

_BATCH = 10_000
_UNIFIED_LENGTH = 10
_TO_LATIN = str.maketrans(CYRILLIC, LATIN)


def find_accounts(organization_id: int, wanted: Iterable[str]) -> dict[str, int]:
    """Return the ids of the accounts that these texts name for certain.

    A payment code or a full number as it stands comes first; then a number without its letter or leading zeros, or with
    its letter in the other alphabet, where only one account can be meant. Signs inside a number are forgiven only where
    the stored number is written with them: `551501/09` is never 55150109.
    """
    texts = sorted({text for text in wanted if text})
    accounts = BillingAccount.objects.filter(organization_id=organization_id).order_by()
    found: dict[str, int] = {}
    for part in _parts(texts):
        # A union, not an OR: each half goes by an index of its own.
        rows = accounts.filter(Among("payment_code", part)).union(accounts.filter(Among("number", _numbers(part))))
        found |= _exact(rows, part)
    if left := [text for text in texts if text not in found]:
        found |= _tolerant(organization_id, left)
    return found


def find_unified(organization_id: int, wanted: Iterable[str]) -> dict[str, int]:
    """Return the ids of the accounts with these unified account numbers (ЕЛС), where only one has it.

    Its letters are Latin; people type them as Cyrillic ones that look the same.
    """
    texts = {text: text.translate(_TO_LATIN) for text in wanted if text}
    found: dict[str, list[int]] = defaultdict(list)
    for part in _parts(sorted({*texts, *texts.values()})):
        rows = BillingAccount.objects.filter(Among("unified_account_number", part), organization_id=organization_id)
        for number, pk in rows.values_list("unified_account_number", "pk"):
            found[str(number).translate(_TO_LATIN)].append(pk)
    return {text: found[number][0] for text, number in texts.items() if len(found.get(number, ())) == 1}


def find_possible(organization_id: int, texts: Iterable[str]) -> dict[str, frozenset[int]]:
    """Return the ids of all accounts that each of these texts may name, signs, zeros and alphabets forgiven.

    No match of these is certain: they tell what else may be meant. A letter counts where an account has it.
    """
    listed = sorted({text for text in texts if text})
    alike: dict[str, dict[bool, set[int]]] = defaultdict(lambda: {True: set(), False: set()})
    for text, typed, name, pk in _by_keys(organization_id, listed):
        alike[text][typed.letter == read_number(name).letter].add(pk)
    found = {text: (by_letter[True] or by_letter[False]) for text, by_letter in alike.items()}
    latin: dict[str, list[str]] = defaultdict(list)
    for text in listed:
        if len(text) == _UNIFIED_LENGTH:
            latin[text.upper().translate(_TO_LATIN)].append(text)
    for part in _parts(sorted({*latin, *(it for same in latin.values() for it in same)})):
        rows = BillingAccount.objects.filter(Among("unified_account_number", part), organization_id=organization_id)
        for number, pk in rows.values_list("unified_account_number", "pk"):
            for text in latin.get(str(number).upper().translate(_TO_LATIN), ()):
                found[text] = found.get(text, set()) | {pk}
    return {text: frozenset(ids) for text, ids in found.items()}


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
    """Compare without zeros in front and alphabets; what may mean two accounts means none."""
    meant: dict[str, set[int]] = defaultdict(set)
    for text, typed, name, pk in _by_keys(organization_id, texts):
        if typed.letter in ("", read_number(name).letter) and written_alike(text, name):
            meant[text].add(pk)
    return {text: next(iter(ids)) for text, ids in meant.items() if len(ids) == 1}


def _by_keys(organization_id: int, texts: list[str]) -> Iterator[tuple[str, TypedNumber, str, int]]:
    """Yield each text, as read, beside the number or the payment code of each account that has its key."""
    for part in _parts(texts):
        by_key: dict[str, list[tuple[TypedNumber, str]]] = defaultdict(list)
        for text in part:
            typed = read_number(text)
            for key in typed.keys:
                by_key[key].append((typed, text))
        by_key.pop("", None)
        rows = BillingAccount.objects.filter(
            Q(Among("code_key", list(by_key))) | Q(Among("number_key", list(by_key))), organization_id=organization_id
        )
        for account in rows.only("number", "letter_index", "payment_code", "number_key", "code_key"):
            for key, name in ((account.code_key, account.payment_code), (account.number_key, account.full_number)):
                for typed, text in by_key.get(key, ()):
                    yield text, typed, name, account.pk


def _numbers(texts: list[str]) -> list[str]:
    """Numbers as they stand, and without the letter at their end."""
    return [*texts, *(text[:-1] for text in texts if text[-1:].isalpha())]


def _parts(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), _BATCH):
        yield texts[start : start + _BATCH]
