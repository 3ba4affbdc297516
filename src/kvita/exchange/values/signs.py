"""Words by which a table says that a row is no receipt: money out, not done, another currency.

Words of banks and of programs for bookkeeping as they stand in the columns; «возврат» and «сторно» are money out. A
bank speaks of its client's account: its debit is money out, its credit money in. A cell means something only where all
of its words are known: «К исполнению» is not «Исполнен», and «Успешно, без ошибок» is for a person to read.
"""

import re
from enum import Enum
from typing import Final

from kvita.exchange.values.dates import parse_day
from kvita.exchange.values.errors import CellError
from kvita.exchange.values.numbers import parse_money
from kvita.exchange.values.texts import comparable


class Sign(Enum):
    """What a cell says of its row. `NEUTRAL` says nothing of the direction, `UNSURE` is for a person to decide."""

    IN = "поступление"
    OUT = "исходящие"
    NOT_DONE = "не проведённые или отменённые"
    FOREIGN = "не в рублях"
    NEUTRAL = "оплата"
    UNSURE = "решает человек"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Alone in their cell these are codes; among other words «к» and «с» are prepositions.
_IN_CODES: Final = _set("кт кр к cr c e е вх + плюс")
_OUT_CODES: Final = _set("дт дб д db dr d исх - \u2013 \u2014 \u2212 минус")
_IN: Final = _set(
    "поступление поступления поступил поступила поступило поступили приход приходный приходная зачисление зачисления "
    "зачислено зачислен зачислена зачислены кредит кредитовый кредитовая кредитовое кредитование входящий входящее "
    "входящая входящие пополнение взнос внесение получено прием in income incoming deposit credit topup"
)
_OUT: Final = _set(
    "списание списания списано списан списана списаны расход расходный расходная расходы дебет дебит дебетовый "
    "дебетовая дебетовое дебетование исходящий исходящее исходящая исходящие возврат возвраты возврата возвращение "
    "возвращено возвращен возвращена выплата выдача снятие комиссия out outgoing withdrawal debit refund refunded "
    "reversal reversed chargeback сторно сторнирование сторнирован сторнировано отмена отмены отменено отменен отзыв "
    "аннулирование"
)
_NEUTRAL: Final = _set(
    "оплата оплаты платеж платежи жку жкх услуг услуги за коммунальных коммунальные payment pay purchase sale "
    "покупка покупки продажа наличные "
    "наличными нал безналичный безналичные безнал карта картой карты сбп qr квитанции квитанция квартплата "
    "квартплаты квартиру взносов взноса капремонт капитальный ремонт населения физлиц счета счетов"
)
# Words that stand beside the others and change nothing.
_BESIDE: Final = _set(
    "на по от с со в через и счет счету средств средства денежных денежные деньги платежа операция операции документ "
    "документа банком банка клиенту клиента клиентом плательщику плательщика плательщиком получателя товара товаров "
    "the of to from account"
)
_DONE = re.compile(
    r"(?:исполнен|проведен|выполнен|оплачен|зачислен|завершен|подтвержден|обработан|совершен)(?:а|о|ы|ный|ная|ное|ные)?"
    r"|успешн(?:о|ый|ая|ое|ые)|успех|succes(?:s|sful|sfully)|succeeded|complete[d]?|done|paid|executed|confirmed"
    r"|settled|processed|ok|ок|да|yes|true|истина"
)
_BESIDE_DONE: Final = _BESIDE | _set("платеж платежи оплата полностью статус окончательно")
# What was received, handed over or promised is not there yet, and may have been meant so: a person decides.
_HALFWAY: Final = (
    "частичн", "принят", "доставлен", "получен", "одобрен", "авторизован", "заверен", "accepted", "approved",
    "authorized", "authorised", "delivered", "received", "partial",
)  # fmt: skip
_NOT_DONE: Final = (
    "отмен", "аннул", "отклон", "отказ", "возвр", "возвращ", "сторн", "ошиб", "отозв", "удал", "чернов", "обрабатыв",
    "обработке", "обработку", "ожида", "создан", "новый", "подготов", "заблок", "приостан", "просроч", "неисполн",
    "непровед", "неоплач", "неуспе", "брак", "исполнени", "зачислени", "проведени", "выполнени", "оплате", "передан",
    "направлен", "отправлен", "подписан", "подписи", "акцепт", "картотек", "очеред", "процессе", "cancel", "declin",
    "reject", "refund", "fail", "error", "pend", "progress", "processing", "new", "created", "void", "revers", "expir",
    "timeout", "draft", "chargeback", "unpaid", "unsucc", "incompl", "hold", "queued", "sent", "submitted",
)  # fmt: skip
_NOT: Final = frozenset(("нет", "не", "no", "not", "false", "ложь"))
_WITHOUT: Final = frozenset(("без", "without"))
# «Возврат выполнен»: what was done is the taking back.
_TAKEN_BACK: Final = _set("возврат отмена аннулирование сторно сторнирование отзыв refund reversal chargeback")
_ROUBLES: Final = frozenset(("руб", "рубль", "рубли", "рублей", "российскийрубль", "rub", "rur", "643", "810", "р"))
_CODES: Final = _set(
    "usd eur cny kzt byn byr gbp chf jpy amd azn kgs uzs tjs uah gel try aed ils inr 840 978 156 398 933 826 "
    "756 392 051 944 417 860 972 980 981 949 784"
)
_FOREIGN_WORDS: Final = ("доллар", "евро", "юан", "тенге", "гривн", "фунт", "франк", "иен")
_WORD = re.compile(r"[0-9a-zа-я]+")
_YES: Final = frozenset(("1", "да", "yes", "true", "истина", "+", "x", "х", "v", "y", "*", "✓", "✔", "т", "t"))
_NO: Final = frozenset(("", "0", "нет", "no", "false", "ложь", "-", "\u2013", "\u2014", "n", "f", "0,00", "0.00"))
_GIVEN_BACK = re.compile(
    r"(?<![а-яa-z])(?:возвра[тщ]|сторн|отмен[аеёиуы]|аннулир|отозван|отклон[её]н|отказ|refund|cancel|revers|storno"
    r"|chargeback|declined|rejected)[а-яёa-z]*",
    re.IGNORECASE,
)


def direction_of(text: str) -> Sign | None:
    """Return what a cell says of the way the money went; None when one of its words is not understood."""
    text = text.strip().casefold()
    words = _words(text)
    code = words[0] if len(words) == 1 else text
    if code in _IN_CODES or code in _OUT_CODES:
        return Sign.IN if code in _IN_CODES else Sign.OUT
    if not words or any(word not in _IN | _OUT | _NEUTRAL | _BESIDE for word in words):
        return None
    is_in, is_out = any(word in _IN for word in words), any(word in _OUT for word in words)
    if is_in and is_out:
        return Sign.UNSURE
    if is_in or is_out:
        return Sign.IN if is_in else Sign.OUT
    return Sign.NEUTRAL if any(word in _NEUTRAL for word in words) else None


def state_of(text: str) -> Sign | None:
    """Return NEUTRAL for what is done for good, NOT_DONE for what was cancelled or is under way; None when unknown.

    «Done» is a closed list: all words of the cell have to be in it. A cell that says both, or that something was taken
    in part, is UNSURE.
    """
    words = _words(text)
    done = [word for word in words if _DONE.fullmatch(word)]
    if done and all(word in _BESIDE_DONE or word in done for word in words):
        return Sign.NEUTRAL
    undone = [word for word in words if word.startswith(_NOT_DONE)]
    is_denied = any(word in _NOT for word in words)
    halfway = any(word.startswith(_HALFWAY) for word in words)
    if words and words[0] in _TAKEN_BACK and not is_denied:
        return Sign.NOT_DONE
    if any(word in _WITHOUT for word in words) or (undone and (done or is_denied)):
        return Sign.UNSURE if undone or done else None
    if words and words[0].startswith("частичн"):
        return Sign.UNSURE
    if undone or is_denied:
        return Sign.NOT_DONE
    return Sign.UNSURE if halfway or done else None


def taken_back_of(text: str, kopecks: int | None, *, is_sum: bool) -> Sign | None:
    """The same for a column whose name says «отменён», «возврат»: a mark, a word, a day, or a sum taken back.

    A sum other than that of the payment (`kopecks`) is UNSURE. `is_sum`: the name of the column says that it holds one.
    """
    text = text.strip().casefold()
    if text in _NO:
        return Sign.NEUTRAL
    if text in _YES and not (is_sum and text.isdigit()):
        return Sign.NOT_DONE
    if (state := state_of(text)) in (Sign.NOT_DONE, Sign.UNSURE):
        return state
    try:
        returned = abs(parse_money(text))
    except CellError:
        return _day_taken_back(text)
    if not returned:
        return Sign.NEUTRAL
    return Sign.NOT_DONE if kopecks is not None and returned == abs(kopecks) else Sign.UNSURE


def _day_taken_back(text: str) -> Sign | None:
    try:
        parse_day(text)
    except CellError:
        return None
    return Sign.NOT_DONE


def reason_of(text: str) -> Sign | None:
    """The same for a column of reasons or numbers of returns: whatever is written there is for a person."""
    return Sign.NEUTRAL if text.strip().casefold() in _NO else Sign.UNSURE


def debit_of(text: str) -> Sign | None:
    """Return OUT for a cell of «Дебет» that holds a sum."""
    if text.strip() in ("", "-", "\u2013", "\u2014"):
        return Sign.NEUTRAL
    try:
        return Sign.OUT if parse_money(text.strip()) else Sign.NEUTRAL
    except CellError:
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


def given_back_in(text: str) -> str:
    """Return the word of a return or a cancellation that stands anywhere in a text, else ""."""
    match = _GIVEN_BACK.search(text)
    return match[0] if match else ""


def is_out_of_place(text: str) -> bool:
    """Tell whether a cell of a column that nobody knows holds a word that turns a payment round."""
    if given_back_in(text):
        return True
    words = _words(text) if " " not in text.strip() else []
    return len(words) == 1 and len(words[0]) > 2 and (words[0] in _OUT or words[0].startswith(_NOT_DONE))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("ё", "е"))
