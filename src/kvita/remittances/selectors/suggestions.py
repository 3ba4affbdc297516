"""Whose money may it be: candidates for a payment without an account, each with the reasons that speak for it."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from kvita.accounts.models import BillingAccount
from kvita.billing.selectors import published_statements
from kvita.calc.spelling import compare_names
from kvita.core.wording import say_rubles
from kvita.exchange.values.texts import code_guesses, comparable, comparable_street
from kvita.housing.models import Building
from kvita.payments.selectors import amounts_due
from kvita.remittances.models import RemittanceRow

MOST_SHOWN: Final = 5
_MOST_LOOKED_AT: Final = 40
_LONGEST_GUESSED: Final = 12
_SHORTEST_GUESSED: Final = 4
# What each kind of evidence weighs. A number off by one sign is worth less than an address, more than a sum.
_LOOK_ALIKE: Final = 45
_NEAR: Final = 30
_SURNAME: Final = 25
_ADDRESS: Final = 35
_SUM: Final = 15


@dataclass(slots=True)
class Suggestion:
    """An account that a payment may be for. `reasons` are shown; `weight` orders."""

    account: BillingAccount
    weight: int
    reasons: list[str]


def suggest_accounts(row: RemittanceRow) -> list[Suggestion]:
    """Return at most `MOST_SHOWN` accounts of the row's organisation, the likeliest first; a handful of queries."""
    accounts = BillingAccount.objects.filter(organization_id=row.organization_id)
    weights: dict[int, int] = defaultdict(int)
    reasons: dict[int, list[str]] = defaultdict(list)
    for pk, weight, reason in _evidence(row, accounts):
        weights[pk] += weight
        reasons[pk].append(reason)
    best = sorted(weights, key=lambda pk: (-weights[pk], pk))[:_MOST_LOOKED_AT]
    found = _with_places(accounts.filter(pk__in=best))
    _weigh_sums(row, found, weights, reasons)
    found.sort(key=lambda account: (-weights[account.pk], account.pk))
    return [Suggestion(it, weights[it.pk], reasons[it.pk]) for it in found[:MOST_SHOWN]]


def account_of(organization_id: int, key: str) -> BillingAccount | None:
    """Return the account of the organisation with this id as a form sends it, or None."""
    if not key.isdecimal() or len(key) > 18:
        return None
    return BillingAccount.objects.filter(organization_id=organization_id, pk=int(key)).first()


def _evidence(row: RemittanceRow, accounts: QuerySet[BillingAccount]) -> Iterator[tuple[int, int, str]]:
    yield from _by_number(row.account_text, accounts)
    yield from _by_surname(row.payer, accounts)
    yield from _by_address(row.address or row.purpose, row.organization_id)
    yield from _by_statement(row, accounts)


def _by_number(text: str, accounts: QuerySet[BillingAccount]) -> Iterator[tuple[int, int, str]]:
    alike = [guess for guess in code_guesses(text) if guess] if text else []
    near = list(near_numbers(text if text.isdecimal() else next(filter(str.isdecimal, alike), "")))
    seen: set[int] = set()
    for texts, weight, reason in (
        (alike, _LOOK_ALIKE, "номер совпадает, если заменить букву цифрой или убрать нули"),
        (near, _NEAR, "номер отличается одной цифрой"),
    ):
        if not texts:
            continue
        rows = accounts.filter(Q(payment_code__in=texts) | Q(number__in=texts)).order_by("pk")
        for pk in rows.values_list("pk", flat=True)[:_MOST_LOOKED_AT]:
            if pk not in seen:
                seen.add(pk)
                yield pk, weight, reason


def near_numbers(text: str) -> Iterator[str]:
    """Yield the numbers that one slip away: a digit wrong, lost, added, or two neighbours swapped."""
    digits = "".join(sign for sign in text if sign.isdecimal())
    if not _SHORTEST_GUESSED <= len(digits) <= _LONGEST_GUESSED:
        return
    for place in range(len(digits)):
        head, tail = digits[:place], digits[place + 1 :]
        yield head + tail
        for digit in "0123456789":
            if digit != digits[place]:
                yield head + digit + tail
            yield head + digit + digits[place:]
        if tail and tail[0] != digits[place]:
            yield head + tail[0] + digits[place] + tail[1:]
    for digit in "0123456789":
        yield digits + digit


def _by_surname(payer: str, accounts: QuerySet[BillingAccount]) -> Iterator[tuple[int, int, str]]:
    words = re.findall(r"[А-ЯЁа-яё-]{2,}", payer)
    if not words:
        return
    surname = words[0]
    forms = {surname.capitalize(), surname.upper(), surname}
    forms |= {form.replace("ё", "е").replace("Ё", "Е") for form in forms}
    condition = Q()
    for form in forms:
        condition |= Q(holder_name__startswith=form)
    rows = accounts.filter(condition).order_by("pk").values_list("pk", "holder_name")
    for pk, holder in rows[:_MOST_LOOKED_AT]:
        surnames_agree, names_agree = compare_names(payer, holder)
        if surnames_agree:
            reason = "фамилия и инициалы совпадают" if names_agree else "фамилия совпадает"
            yield pk, _SURNAME + (10 if names_agree else 0), reason


def _by_address(text: str, organization_id: int) -> Iterator[tuple[int, int, str]]:
    parts = [part for part in re.split(r"[,;]", text) if part.strip()]
    numbers = [_number(part) for part in parts]
    streets = {comparable_street(part) for part in parts} | {comparable_street(text)}
    if not any(numbers):
        return
    buildings = Building.objects.filter(organization=organization_id).values_list("pk", "street", "number")
    ids = [
        pk
        for pk, street, number in buildings
        if any(comparable_street(street) in told for told in streets if comparable_street(street))
        and comparable(number) in _tokens(text)
    ]
    if not ids:
        return
    flats = [number for number in numbers if number]
    rows = BillingAccount.objects.filter(
        organization_id=organization_id, premise__building__in=ids[:_MOST_LOOKED_AT], premise__number__in=flats[-1:]
    )
    for pk in rows.order_by("pk").values_list("pk", flat=True)[:_MOST_LOOKED_AT]:
        yield pk, _ADDRESS, "адрес совпадает"


def _number(part: str) -> str:
    """Return the number at the end of a part of an address: `кв 5` and `Пушкина 10-5` give 5."""
    match = re.search(r"([0-9]+[а-яА-Я]?)\s*$", part.strip())
    return match[1] if match else ""


def _tokens(text: str) -> set[str]:
    return {comparable(token) for token in re.findall(r"[0-9]+[а-яА-Я]?(?:/[0-9]+)?", text)}


def _by_statement(row: RemittanceRow, accounts: QuerySet[BillingAccount]) -> Iterator[tuple[int, int, str]]:
    """Accounts whose newest bill asks for the very sum that was paid; too many of them say nothing."""
    if row.amount is None or row.paid_on is None:
        return
    since = (row.paid_on.replace(day=1) - dt.timedelta(days=62)).replace(day=1)
    bills = published_statements().filter(
        account__organization_id=row.organization_id,
        arrears=row.amount.kopecks,
        month__gte=since,
        month__lte=row.paid_on,
    )
    ids = list(dict.fromkeys(bills.order_by("account_id").values_list("account_id", flat=True)[: MOST_SHOWN + 1]))
    if len(ids) <= MOST_SHOWN:
        for pk in ids:
            yield pk, 5, "такая сумма стояла в квитанции"


def _weigh_sums(
    row: RemittanceRow, found: Sequence[BillingAccount], weights: dict[int, int], reasons: dict[int, list[str]]
) -> None:
    for pk, due in amounts_due(found).items():
        if row.amount is not None and due.due == row.amount:
            weights[pk] += _SUM
            reasons[pk].append(f"к оплате ровно {say_rubles(due.due)}")


def _with_places(rows: Iterable[BillingAccount]) -> list[BillingAccount]:
    if isinstance(rows, QuerySet):
        rows = rows.select_related("premise__building__city", "organization__settings")
    return list(rows)


__all__ = ["Suggestion", "account_of", "near_numbers", "suggest_accounts"]
