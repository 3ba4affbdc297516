"""What is written into the purpose of a payment: account, unified account, month, payer, address.

The form of the letter ИН-04-45/12 of 22.02.2018: `Оплата ЖКУ;ЕЛС80KX478547;ПРД12.2024;ФИО;адрес`, and what people
write instead of it.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from kvita.remittances.formats.cells import clean, read_period

_UNIFIED = re.compile(r"ЕЛС\s*[:№]*\s*([0-9]{2}[0-9A-ZА-Я]{2}[0-9]{6})(?![0-9A-ZА-Я])", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"(?<![A-ZА-ЯЁ])(?:ЛИЦ(?:ЕВО[ЙМГОУ]+)?\.?\s*СЧ(?:[ЕЁ]ТА?|[ЕЁ]ТУ)?\.?|Л\s*/\s*С(?:Ч\.?)?|ЛС|ПЛАТ[ЕЁ]ЖНЫЙ\s+КОД)"
    r"\s*[:№N=]*\s*([0-9A-ZА-Я][0-9A-ZА-Я/-]{2,29})",
    re.IGNORECASE,
)
_MONTH = re.compile(r"ПРД\s*[:]?\s*([0-9]{2}\.?[0-9]{4})", re.IGNORECASE)
_WORDED_MONTH = re.compile(
    r"(?<![а-яё])((?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-яё]*\s+[0-9]{4})",
    re.IGNORECASE,
)
_PARTS: Final = 5  # of the letter's form


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the text tells; "" and None for what it does not."""

    account: str = ""
    unified_account: str = ""
    month: dt.date | None = None
    payer: str = ""
    address: str = ""


def read_purpose(text: str) -> Purpose:
    """Return what the purpose of a payment says of account and month; never raises."""
    text = text[:1000]
    unified, account = _UNIFIED.search(text), _ACCOUNT.search(text)
    month = _MONTH.search(text) or _WORDED_MONTH.search(text)
    payer = address = ""
    parts = [part.strip() for part in text.split(";")]
    if len(parts) >= _PARTS and unified:
        payer, address = clean(parts[3], 200), clean(parts[4], 300)
    return Purpose(
        account=account[1].rstrip("/-") if account and any(sign.isdigit() for sign in account[1]) else "",
        unified_account=unified[1].upper() if unified else "",
        month=read_period(month[1]) if month else None,
        payer=payer,
        address=address,
    )
