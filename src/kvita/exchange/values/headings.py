"""Headings of columns that change what a row means, whatever else is written in them: told by the stems of their words.

A bank or a program may call such a column anything: «Тип», «Вид операции», «+/-», «Сумма возврата», «Дата отмены». What
is told here is only which vocabulary of `kvita.exchange.values.signs` the cells have to be in.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from kvita.exchange.values.signs import (
    Sign,
    currency_of,
    debit_of,
    direction_of,
    reason_of,
    state_of,
    taken_back_of,
)

_READERS: Final[Mapping[str, Callable[[str], Sign | None]]] = {
    "direction": lru_cache(direction_of),
    "kind": lru_cache(direction_of),
    "state": lru_cache(state_of),
    "reason": reason_of,
    "debit": debit_of,
    "currency": lru_cache(currency_of),
}
TITLES: Final[Mapping[str, str]] = {
    "direction": "направление денег", "kind": "направление денег", "state": "состояние платежа",
    "cancelled": "отменён ли платёж", "returned": "сколько возвращено", "reason": "почему отменён",
    "currency": "валюта", "debit": "исходящая сумма",
}  # fmt: skip

_WORD = re.compile(r"[0-9a-zа-я]+")
_SIGNS_ONLY: Final = frozenset(("+/-", "+/\u2013", "+/\u2212", "-/+", "+-", "±", "+\\-"))
_CURRENCY: Final = ("валют", "currenc")
_TAKEN_BACK: Final = (
    "возврат", "возвращ", "сторн", "отмен", "аннул", "отозв", "отзыв", "refund", "cancel", "storno", "revers",
    "chargeback", "vozvrat", "otmena",
)  # fmt: skip
_RATES: Final = ("сумм", "курс", "эквивал", "amount", "rate")
_STATE: Final = ("статус", "состояни", "status", "результат", "sostojan")
_DIRECTION: Final = ("направл", "знак", "direction")
_DEBIT: Final = frozenset(("дебет", "дебету", "дт", "списано", "списание", "списания", "расход", "debit"))
_CREDIT: Final = frozenset(("кредит", "кредиту", "кт", "приход", "поступление", "зачисление", "credit"))
_SIDES: Final = _DEBIT | _CREDIT | frozenset(("д", "к", "дк", "кд", "dt", "ct", "kt", "db", "cr", "dr"))
_BESIDE_DEBIT: Final = frozenset(("сумма", "по", "оборот", "обороты", "руб", "в", "рублях"))
_SUMS: Final = ("сумм", "возвращен", "amount", "refunded")
_REASONS: Final = ("причин", "номер", "id", "код", "коммент", "описан", "основан", "reason", "кем", "кто")
_KIND: Final = frozenset(("тип", "вид", "операция", "операции", "характер", "признак"))
_KINDS_OF: Final = ("операц", "движен", "провод", "транзакц", "действ", "записи", "строки")
_MAYBE_KIND: Final = _KIND | frozenset(("type", "kind", "tip", "vid", "oper", "operation"))
# States of something that is not the payment: «Статус плательщика», «Состояние лицевого счёта», «Дата статуса».
_OF_OTHERS: Final = (
    "плательщ", "абонент", "клиент", "собственн", "лиц", "счет", "помещ", "жил", "дом", "прибор", "устройств",
    "терминал", "канал", "налог", "составит", "договор", "начислен", "получат", "время", "дата", "адрес", "сумм",
    "описан", "номер", "прописк", "льгот", "101",
)  # fmt: skip


def sign_key(heading: str) -> str:
    """Return the key of `TITLES` with the vocabulary that a column of this name holds; "" for any other column."""
    if "".join(heading.split()) in _SIGNS_ONLY:
        return "direction"
    words = _words(heading)
    if not words:
        return ""
    return next((key for key, is_so in _RULES if is_so(words)), "").strip("-")


def _is_side(words: list[str]) -> bool:
    return len(words) > 1 and all(word in _SIDES for word in words)


def _is_debit(words: list[str]) -> bool:
    return any(word in _DEBIT for word in words) and all(word in _DEBIT or word in _BESIDE_DEBIT for word in words)


def _is_kind(words: list[str]) -> bool:
    return words[0] in _KIND and (len(words) == 1 or _has(words[1:2], _KINDS_OF))


# The first that fits; "-" is a column that looks like one of them and is none.
_RULES: Final[tuple[tuple[str, Callable[[list[str]], bool]], ...]] = (
    ("reason", lambda words: _has(words, _TAKEN_BACK) and _has(words, _REASONS)),
    ("returned", lambda words: _has(words, _TAKEN_BACK) and _has(words, _SUMS)),
    ("cancelled", lambda words: _has(words, _TAKEN_BACK)),
    ("-", lambda words: _has(words, _CURRENCY) and _has(words, _RATES)),
    ("currency", lambda words: _has(words, _CURRENCY)),
    ("direction", _is_side),
    ("debit", _is_debit),
    ("-", lambda words: _has(words, _OF_OTHERS)),
    ("state", lambda words: _has(words, _STATE) or words == ["state"]),
    ("direction", lambda words: _has(words, _DIRECTION)),
    ("kind", _is_kind),
)


def may_be_kind(heading: str) -> bool:
    """Tell whether a column may hold the kind of an operation: its cells decide, the codes «К» and «Д» among them."""
    words = _words(heading)
    return bool(words) and words[0] in _MAYBE_KIND


def read_sign(key: str, text: str, kopecks: int | None) -> Sign | None:
    """Return what a cell of a column with this key says of a row with this sum; None when it is not understood."""
    if key not in ("cancelled", "returned"):
        return _READERS[key](text)
    return taken_back_of(text, kopecks, is_sum=key == "returned")


def _words(heading: str) -> list[str]:
    return _WORD.findall(heading.casefold().replace("ё", "е"))


def _has(words: list[str], stems: tuple[str, ...]) -> bool:
    return any(word.startswith(stems) for word in words)
