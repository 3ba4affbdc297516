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
from kvita.calc.spelling import compare_names, fold, split_name
from kvita.core.lookups import Among
from kvita.core.wording import say_rubles
from kvita.exchange.values.texts import code_guesses, comparable, comparable_street
from kvita.housing.models import Building
from kvita.payments.selectors import amounts_due
from kvita.remittances.formats import Mention, find_mentions
from kvita.remittances.models import RemittanceRow
from kvita.remittances.selectors.accounts import find_accounts, find_possible

MOST_SHOWN: Final = 5
_MOST_NAMED: Final = 12  # accounts whose number stands in the text are shown beyond that
_MOST_LOOKED_AT: Final = 40
_LONGEST_GUESSED: Final = 12
_SHORTEST_GUESSED: Final = 4
_LONGEST_RUN: Final = 24  # digits
_MOST_SLIPS: Final = 3
_MOST_NAMES: Final = 10
_LONGEST_ENDING: Final = 2  # letters
_SLIP: Final = "номер отличается одной цифрой"
_LETTERS = re.compile(r"[А-ЯЁа-яё-]{2,}")
_HOLDERS = re.compile(r"[,;/]")
_ENDING = re.compile(r"(?:ой|ым|ого|ому|ая|ую|ому|а|у|е|я|ю|А|У|Е|Я|Ю|ОЙ|ЫМ|ОГО|ОМУ|АЯ|УЮ)$")
# Beginnings of words that purposes are made of: surnames among them (Платонов, Мартынов) are looked for last.
_USUAL: Final = (
    "оплат", "плат", "жку", "жкх", "услуг", "лиц", "сч", "квартпл", "кварт", "коммун", "ндс", "без", "сумм", "перев",
    "возвр", "возм", "январ", "феврал", "март", "апрел", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
    "улиц", "дом", "город", "адрес", "период", "капит", "кап", "ремонт", "взнос", "содерж", "елс", "прд", "фио", "долг",
    "рубл", "руб", "коп", "счет", "счёт", "номер", "договор", "пеня", "пени", "гвс", "хвс", "тко",
)  # fmt: skip
# What each kind of evidence weighs. A number off by one sign is worth less than an address, more than a sum.
_NAMED: Final = 60
_MENTIONED: Final = 40
_OTHERWISE: Final = 5  # less, where the number is written in another way
_PART: Final = 3  # less, where it is a part of what stands in the text
_LOOK_ALIKE: Final = 45
_NEAR: Final = 30
_STUCK: Final = 28
_SURNAME: Final = 25
_LIKE_SURNAME: Final = 15
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
    named = [it for it in found if weights[it.pk] >= _MENTIONED - _OTHERWISE - _PART]
    if any(weight > _NEAR for weight in weights.values()):  # something fits better than a slip of the finger
        found = [it for it in found if reasons[it.pk] != [_SLIP]]
    shown = found[: max(MOST_SHOWN, min(len(named), _MOST_NAMED))]
    return [Suggestion(it, weights[it.pk], reasons[it.pk]) for it in shown]


def account_of(organization_id: int, key: str) -> BillingAccount | None:
    """Return the account of the organisation with this id as a form sends it, or None."""
    if not key.isdecimal() or len(key) > 18:
        return None
    return BillingAccount.objects.filter(organization_id=organization_id, pk=int(key)).first()


def _evidence(row: RemittanceRow, accounts: QuerySet[BillingAccount]) -> Iterator[tuple[int, int, str]]:
    found = [*_by_number(row, accounts), *_by_name(row, accounts)]
    by_address = list(_by_address(row.address, row.organization_id)) if row.address else []
    found += by_address or _by_address(row.purpose, row.organization_id)
    yield from found or _by_name(row, accounts, small=True)
    yield from _by_statement(row, accounts)


def _by_number(row: RemittanceRow, accounts: QuerySet[BillingAccount]) -> Iterator[tuple[int, int, str]]:
    """Accounts by the numbers in the text: as they stand, written otherwise, mistyped, or with something stuck to them.

    Numbers that are said to be days, sums or flats are looked at where no others fit, and slips of the finger last.
    """
    text = row.account_text
    told = find_mentions(text)
    others = find_mentions(row.purpose)
    seen: set[int] = set()
    for mentions in ((told, others), (find_mentions(text, explained=True), find_mentions(row.purpose, explained=True))):
        for pk, weight, reason in _by_mentions(row.organization_id, *mentions):
            if pk not in seen:
                seen.add(pk)
                yield pk, weight, reason
        if seen:
            break
    joined = "".join(text.split())
    alike = [guess for guess in code_guesses(joined) if guess] if text else []
    words = [word for whole, *_ in told if (word := whole) != joined]
    slips = [joined if joined.isdecimal() else next(filter(str.isdecimal, alike), ""), *filter(str.isdecimal, words)]
    near = [number for slip in dict.fromkeys(slips[:_MOST_SLIPS]) for number in near_numbers(slip)]
    numbers = dict.fromkeys(reading for mention in others for reading in mention)
    if not text:  # nobody has named an account: a mistyped one may be any long number of the text
        near = [number for token in numbers if len(token) > _SHORTEST_GUESSED for number in near_numbers(token)]
    stuck = [part for mention in (*told, *others) for token in mention for part in _parts_of(token)]
    for texts, weight, reason in (
        (alike, _LOOK_ALIKE, "номер совпадает, если заменить букву цифрой или убрать нули"),
        (stuck, _STUCK, "номер стоит в тексте вместе с другими цифрами"),
        (near, _NEAR, _SLIP),
    ):
        if not texts or (reason == _SLIP and seen):
            continue
        # A union, not an OR: each half goes by an index of its own.
        plain = accounts.order_by()
        rows = plain.filter(Among("payment_code", texts)).union(plain.filter(Among("number", texts)))
        for pk in sorted(rows.values_list("pk", flat=True))[:_MOST_LOOKED_AT]:
            if pk not in seen:
                seen.add(pk)
                yield pk, weight, reason


def _by_mentions(
    organization_id: int, told: Sequence[Mention], others: Sequence[Mention]
) -> Iterator[tuple[int, int, str]]:
    """Accounts that the text names, those in the cell of the account before those in the purpose."""
    readings = {text for mention in (*told, *others) for text in mention}
    certain, possible = find_accounts(organization_id, readings), find_possible(organization_id, readings)
    for weight, mentions in ((_NAMED, told), (_MENTIONED, others)):
        for mention in mentions:
            for text in mention:
                less = _PART if text != mention[0] else 0
                if pk := certain.get(text):
                    yield pk, weight - less, f"номер «{text}» есть в тексте"
                for pk in sorted(possible.get(text, ())):
                    yield pk, weight - less - _OTHERWISE, f"номер есть в тексте, записан как «{text}»"


def _parts_of(token: str) -> Iterator[str]:
    """Yield the beginnings and the ends of a long run of digits: 55150109 may be 551501 with a month behind it."""
    digits = "".join(sign for sign in token if sign.isdecimal()).lstrip("0")[:_LONGEST_RUN]
    for length in range(len(digits) - 1, _SHORTEST_GUESSED, -1):
        yield digits[:length]
        yield digits[-length:]


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


def _by_name(
    row: RemittanceRow, accounts: QuerySet[BillingAccount], *, small: bool = False
) -> Iterator[tuple[int, int, str]]:
    """Accounts whose holder has the payer's surname, or one that the purpose or the cell of the account names.

    A word in small letters is taken for a name only if asked for: where nothing else is to go by.
    """
    seen: set[int] = set()
    payer = _LETTERS.findall(row.payer)
    for pk, holder in _holders(payer[:1], accounts):
        surnames_agree, names_agree = compare_names(row.payer, holder)
        if surnames_agree:
            seen.add(pk)
            reason = "фамилия и инициалы совпадают" if names_agree else "фамилия совпадает"
            yield pk, _SURNAME + (10 if names_agree else 0), reason
    text = f"{row.purpose} {row.account_text}"
    found = (word for word in _LETTERS.findall(text) if len(word) > 2 and (small or word[0].isupper()))
    named = sorted(found, key=_is_usual)
    words = list(dict.fromkeys((*payer[:2], *named)))[:_MOST_NAMES]
    stems = {fold(_stem(word)) for word in words}
    for pk, holder in _holders([_stem(word) for word in words], accounts):
        surnames = [split_name(part)[0] for part in _HOLDERS.split(holder)]
        if pk not in seen and any(_is_form(surname, stem) for surname in surnames for stem in stems):
            seen.add(pk)
            yield pk, _LIKE_SURNAME, "фамилия похожа"


def _holders(beginnings: Sequence[str], accounts: QuerySet[BillingAccount]) -> list[tuple[int, str]]:
    """Return accounts whose holder, or one of several, begins with one of these, however it is written."""
    forms = {form for word in beginnings if word for form in (word, word.capitalize(), word.upper())}
    forms |= {form.replace("ё", "е").replace("Ё", "Е") for form in forms}
    if not forms:
        return []
    first, further = Q(), Q()
    for form in sorted(forms):
        first |= Q(holder_name__startswith=form)
        further |= Q(holder_name__contains=f" {form}") | Q(holder_name__contains=f";{form}")
    rows = list(accounts.filter(first).order_by("pk").values_list("pk", "holder_name")[:_MOST_LOOKED_AT])
    return rows or list(accounts.filter(further).order_by("pk").values_list("pk", "holder_name")[:_MOST_LOOKED_AT])


def _stem(word: str) -> str:
    """Return a surname without its ending: «Образцову», «Образцовой» and «Образцова» are forms of «Образцов»."""
    return _ENDING.sub("", word) if len(word) > _SHORTEST_GUESSED else word


def _is_form(surname: str, stem: str) -> bool:
    return bool(stem) and surname.startswith(stem) and len(surname) - len(stem) <= _LONGEST_ENDING


def _is_usual(word: str) -> bool:
    return word.casefold().startswith(_USUAL)


def _by_address(text: str, organization_id: int) -> Iterator[tuple[int, int, str]]:
    """Accounts of the flat that the text names by street, house and flat."""
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
