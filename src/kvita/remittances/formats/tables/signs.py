"""Words by which a table says that a row is no receipt: money out, not done, another currency.

Words of banks and of programs for bookkeeping as they stand in the columns; «возврат» and «сторно» are money out. A
bank speaks of its client's account: its debit is money out, its credit money in.
"""

import re
from enum import Enum
from typing import Final

from kvita.exchange.values.texts import comparable


class Sign(Enum):
    """What a cell says of its row. `NEUTRAL` says nothing of the direction."""

    IN = "поступление"
    OUT = "исходящие"
    NOT_DONE = "не проведённые или отменённые"
    FOREIGN = "не в рублях"
    NEUTRAL = "оплата"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_IN: Final = _set(
    "поступление поступления поступил поступило поступила приход приходный зачисление зачислено зачислен "
    "зачислена кредит кредитовый кредитовая кредитовое кт кр к cr c credit вх входящий входящее входящая "
    "входящие пополнение взнос in income incoming deposit получено прием е"
)
_OUT: Final = _set(
    "списание списания списано списан списана расход расходный дебет дебит дебетовый дебетовая дебетовое дт дб "
    "д db dr d debit исх исходящий исходящее исходящая исходящие возврат возвраты возвращено выплата снятие "
    "комиссия out outgoing withdrawal refund refunded reversal chargeback сторно сторнирование сторнирован "
    "отмена отзыв"
)
_NEUTRAL: Final = _set(
    "оплата оплаты платеж платежи жку жкх услуг услуги за коммунальных коммунальные payment pay наличные "
    "наличными нал безналичный безналичные безнал карта картой сбп qr квитанции квитанция квартплата "
    "квартплаты квартиру взносов взноса капремонт капитальный ремонт населения физлиц счета счетов"
)
_DONE: Final = (
    "исполн", "провед", "выполн", "успе", "оплачен", "зачислен", "заверш", "принят", "подтвержд", "обработан",
    "доставлен", "success", "succe", "complet", "done", "paid", "executed", "approved", "accepted", "confirmed",
    "settled", "processed",
)  # fmt: skip
_DONE_WORDS: Final = frozenset(("ok", "ок", "да", "yes", "true", "истина"))
_NOT_DONE: Final = (
    "отмен", "аннул", "отклон", "отказ", "возвр", "возвращ", "сторн", "ошиб", "отозв", "удал", "чернов", "обрабат",
    "обработк", "ожида", "создан", "новый", "подготов", "заблок", "приостан", "просроч", "неисполн", "непровед",
    "неоплач", "неуспе", "брак", "cancel", "declin", "reject", "refund", "fail", "error", "pend", "progress",
    "processing", "new", "created", "void", "revers", "expir", "timeout", "draft", "chargeback", "unpaid", "unsucc",
    "incompl", "hold",
)  # fmt: skip
_NOT_DONE_WORDS: Final = frozenset(("нет", "no", "false", "ложь", "не", "not"))
_ROUBLES: Final = frozenset(("руб", "рубль", "рубли", "рублей", "российскийрубль", "rub", "rur", "643", "810", "р"))
_CODES: Final = _set(
    "usd eur cny kzt byn byr gbp chf jpy amd azn kgs uzs tjs uah gel try aed ils inr 840 978 156 398 933 826 "
    "756 392 051 944 417 860 972 980 981 949 784"
)
_FOREIGN_WORDS: Final = ("доллар", "евро", "юан", "тенге", "гривн", "фунт", "франк", "иен")
_WORD = re.compile(r"[0-9a-zа-я]+")
_PLUS: Final = frozenset(("+",))
_MINUS: Final = frozenset(("-", "\u2013", "\u2212"))


def direction_of(text: str) -> Sign | None:
    """Return what a cell says of the way the money went; None when it is not understood."""
    text = text.strip()
    if text in _PLUS:
        return Sign.IN
    if text in _MINUS:
        return Sign.OUT
    words = _words(text)
    if any(word in _OUT for word in words):
        return Sign.OUT
    if any(word in _IN for word in words):
        return Sign.IN
    return Sign.NEUTRAL if words and all(word in _NEUTRAL for word in words) else None


def state_of(text: str) -> Sign | None:
    """Return NOT_DONE for what was cancelled or is under way, NEUTRAL for what is done; None when not understood."""
    words = _words(text)
    if any(word.startswith(_NOT_DONE) or word in _NOT_DONE_WORDS for word in words):
        return Sign.NOT_DONE
    if any(word.startswith(_DONE) or word in _DONE_WORDS for word in words):
        return Sign.NEUTRAL
    return None


def cancelled_of(text: str) -> Sign | None:
    """The same for a column whose name says «отменён»: «да» is a row that does not count."""
    text = text.strip().casefold()
    if text in ("", "0", "нет", "no", "false", "ложь", "-", "0,00", "0.00", "n"):
        return Sign.NEUTRAL
    if text in ("1", "да", "yes", "true", "истина", "+", "x", "х", "v", "y") or state_of(text) is Sign.NOT_DONE:
        return Sign.NOT_DONE
    return None


def currency_of(text: str) -> Sign | None:
    """Return FOREIGN for a currency that is not the rouble, NEUTRAL for the rouble; None when not understood."""
    folded = comparable(text)
    if text.strip() == "₽" or folded in _ROUBLES:
        return Sign.NEUTRAL
    words = _words(text)
    if any(word in _CODES or word.startswith(_FOREIGN_WORDS) for word in words):
        return Sign.FOREIGN
    return Sign.NEUTRAL if words and any(word in _ROUBLES or word.startswith("рубл") for word in words) else None


def is_out_of_place(text: str) -> bool:
    """Tell whether a cell of a column that nobody knows is exactly one of the words that turn a payment round."""
    words = _words(text)
    return len(words) == 1 and len(words[0]) > 2 and (words[0] in _OUT or words[0].startswith(_NOT_DONE))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("ё", "е"))
