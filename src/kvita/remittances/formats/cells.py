"""Cells of bank files. The common forms are read at once, the rest by the parsers of imported tables."""

import datetime as dt
import re
from functools import lru_cache
from typing import Final

from kvita.exchange.values import CellError
from kvita.exchange.values.dates import parse_day
from kvita.exchange.values.dates import parse_month as parse_worded_month
from kvita.exchange.values.numbers import LARGEST_RUBLES, parse_money

_KOPECKS = re.compile(r"[0-9]{1,9}[.,][0-9]{2}")
# What a bank writes behind a sum of roubles; «12р» may be a mistyped digit and is none.
_ROUBLES: Final = re.compile(r"(?<=[0-9])\s*(?:руб(?:\.|л[а-я]{1,2})?|р\.|₽|rub|rur)\s*$", re.IGNORECASE)
_SHORT_MONTH: Final = re.compile(r"(0[1-9]|1[0-2])[./-]?([0-9]{2}|[0-9]{4})")
_FIRST_YEAR: Final = 1990


def read_amount(text: str) -> int:
    """Return kopecks; below zero a payment is taken back. Raises `CellError`."""
    kopecks = read_sum(text)
    if kopecks == 0:
        raise CellError("Сумма равна нулю.", "Такого платежа не бывает: проверьте строку.")
    if abs(kopecks) >= LARGEST_RUBLES * 100:
        raise CellError("Сумма больше миллиарда рублей.", "Проверьте, не склеились ли два числа.")
    return kopecks


def read_sum(text: str) -> int:
    """Return kopecks of any sign. Raises `CellError`."""
    text = text.strip()
    return int(text[:-3] + text[-2:]) if _KOPECKS.fullmatch(text) else parse_money(_ROUBLES.sub("", text))


@lru_cache(maxsize=4096)
def read_day(text: str) -> dt.date:
    """Return the day of a payment in any form that imported tables may have. Raises `CellError`."""
    day = parse_day(text)
    if day.year < _FIRST_YEAR:
        raise CellError(f"Год {day.year} слишком давний.", "Проверьте дату.")
    return day


@lru_cache(maxsize=1024)
def read_period(text: str) -> dt.date | None:
    """Return the first day of the month of `0919`, `09.2019`, `092019`, `сентябрь 2019`; None where it is no month."""
    cleaned = text.strip()
    if match := _SHORT_MONTH.fullmatch(cleaned):
        year = int(match[2]) + (2000 if len(match[2]) == 2 else 0)
        return dt.date(year, int(match[1]), 1) if _FIRST_YEAR <= year <= 2100 else None
    try:
        return parse_worded_month(cleaned).first_day
    except CellError:
        return None


def clean(text: str, longest: int) -> str:
    """Return the text without spaces around and without control characters, cut to `longest`."""
    text = text.strip()
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text).strip()
    return text[:longest]
