"""What is written into the purpose of a payment: account, unified account, month, payer, address.

The form of the letter ИН-04-45/12 of 22.02.2018: `Оплата ЖКУ;ЕЛС80KX478547;ПРД12.2024;ФИО;адрес`, and what people
write instead of it.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from kvita.remittances.formats.cells import clean, read_period
from kvita.remittances.formats.mentions import mend_words
from kvita.remittances.formats.numbers import (
    BETWEEN,
    GROUPED,
    LABEL,
    LABELLED_UNIFIED,
    SMALL_GROUPS,
    TOKEN,
    Number,
    read_token,
)

_UNIFIED = re.compile(LABELLED_UNIFIED, re.IGNORECASE)
_ACCOUNT = re.compile(
    rf"(?<![0-9A-ZА-ЯЁ]){LABEL}(?![A-ZА-ЯЁ]){BETWEEN}(?P<number>{GROUPED}|{SMALL_GROUPS}|{TOKEN})"
    r"(?P<more>(?:\s*(?:[,;+&/|\\]|И|ПЛЮС)\s*№?\s*[0-9]{5,20}(?![0-9]|[.,/-][0-9]))*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]+")
_MONTH = re.compile(r"ПРД\s*[:]?\s*([0-9]{2}\.?[0-9]{4})", re.IGNORECASE)
_WORDED_MONTH = re.compile(
    r"(?<![а-яё])((?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-яё]*\s+[0-9]{4})",
    re.IGNORECASE,
)
# Money that comes back to us or was sent by mistake is no payment of the resident, whatever account stands beside.
_GIVEN_BACK = re.compile(
    r"(?<![а-яё])(возвр[а-яё]*|возмещ[а-яё]*|верн(?:уть|ите|ули|ула?|у|ут|[её]м|[её]т)(?![а-яё])|отда(?:ть|йте)\s+обратно"
    r"|сторн[а-яё]*|аннул[а-яё]*|ошиб[а-яё]*|излишн[а-яё]*|отозва[а-яё]*|отзыв[а-яё]*\s+(?:плат|перев|опер)[а-яё]+"
    r"|отмен[аыуе]\s+(?:плат|перев|опер)[а-яё]+|невыясн[а-яё]*|ч[аео]р?д?ж[\s-]?б[эе]к[а-яё]*)"
    r"|(?<![a-z])(refund[a-z]*|charge[\s-]?back[a-z]*|revers(?:al|ed|e)(?![a-z])|storno|vozvra[a-z]+|oshibo?ch[a-z]+)",
    re.IGNORECASE,
)
_PARTS: Final = 5  # of the letter's form


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the text tells; "" and None for what it does not.

    `also` are further numbers that it calls accounts, `given_back` the word by which money comes back.
    """

    account: str = ""
    account_cut: str = ""
    also: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    unified_account: str = ""
    month: dt.date | None = None
    payer: str = ""
    address: str = ""
    given_back: str = ""


def read_purpose(text: str) -> Purpose:
    """Return what the purpose of a payment says of account and month; never raises."""
    text = mend_words(text[:1000])
    unified = _UNIFIED.search(text)
    numbers, also = _accounts(_UNIFIED.sub(" ", text) if unified else text)
    first = numbers[0] if numbers else Number("")
    month = _MONTH.search(text) or _WORDED_MONTH.search(text)
    given_back = _GIVEN_BACK.search(text)
    payer = address = ""
    parts = [part.strip() for part in text.split(";")]
    if len(parts) >= _PARTS and unified:
        payer, address = clean(parts[3], 200), clean(parts[4], 300)
    return Purpose(
        account=first.whole,
        account_cut=first.cut,
        also=tuple(dict.fromkeys((*(it.cut or it.whole for it in numbers[1:]), *also)))[:10],
        perhaps=first.perhaps,
        unified_account=unified[1].upper() if unified else "",
        month=read_period(month[1]) if month else None,
        payer=payer,
        address=address,
        given_back=given_back[0] if given_back else "",
    )


def _accounts(text: str) -> tuple[list[Number], list[str]]:
    """Return the numbers with a label before them, each once, and those listed behind one: «л/с 551501, 551502»."""
    numbers: list[Number] = []
    listed: list[str] = []
    for match in _ACCOUNT.finditer(text):
        if not any(map(str.isdigit, match["number"])):
            continue
        number = read_token(match["number"][:60])
        if all(number.whole != it.whole for it in numbers):
            numbers.append(number)
        length = len(number.cut or number.whole)
        listed += [it for it in _NUMBER.findall(match["more"]) if len(it) == length]  # others are sums and phones
    return numbers, [it for it in listed if all(it != number.whole for number in numbers)]
