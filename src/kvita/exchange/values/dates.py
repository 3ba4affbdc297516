"""Days and months as people and programs write them: `01.09.2017`, `2017-09-01`, `1 сен 2017`, `август 2017`.

The one reader of dates of the product: imports, bank files and typed fields of the desk ask it. What Excel, a bank or a
person writes as a day is that day: with slashes or hyphens, with a time of day behind it, as the number under which
Excel keeps it. What may mean two days (a month before the day, a year of two digits first) is refused.
"""

import datetime as dt
import re
from typing import Final

from kvita.calc.period import Month
from kvita.core.wording import MONTHS, MONTHS_OF
from kvita.exchange.values.errors import CellError

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
LONGEST_DATE: Final = 40

# 11:11, 11:11:11, 11-11-11, 08:05:00.000, 08:05:00Z, 08:05:00+03:00
_TIME = re.compile(
    r"(?:[ t]|, ?| в )([01]?[0-9]|2[0-3])[:-][0-5][0-9](?:[:-][0-5][0-9](?:[.,][0-9]{1,9})?)?"
    r"(?: ?(?:z|utc|мск|[+-][0-9]{2}:?[0-9]{2}))?$"
)
_DAY_FIRST = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})(?: ?г\.?| года)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})([./-])([0-9]{1,2})\2([0-9]{1,2})")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{2})(?: ?г\.?| года)?")
_UNCLEAR_YEAR = re.compile(r"[0-9]{1,2}([/-])[0-9]{1,2}\1[0-9]{2}")
_TOGETHER = re.compile(r"[0-9]{8}")
_WORDED = re.compile(r"([0-9]{1,2})[ .-]([а-я]{3,8})\.?[ .-]([0-9]{4}|[0-9]{2})(?: ?г\.?| года)?")
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
_MONTH_DOTTED = re.compile(r"([0-9]{1,2})[./]([0-9]{4})")
_MONTH_ISO = re.compile(r"([0-9]{4})[.-]([0-9]{2})")
_MONTH_WORDED = re.compile(r"([а-я]{3,8})(?:\. ?|[ -])([0-9]{4}|[0-9]{2})(?: ?г\.?| года)?")

_CENTURY_TURNS: Final = 70  # 01.09.69 is a day of 2069, 01.09.70 of 1970
# Excel counts days from the last one of 1899, for it takes 1900 for a leap year (ECMA-376, 18.17.4.1).
_SERIAL_ZERO: Final = dt.date(1899, 12, 30)
_FIRST_SERIAL: Final = 18_264  # 01.01.1950: smaller numbers are no days that a house knows
_LAST_SERIAL: Final = 73_415  # 31.12.2100

_DAY_REMEDY = "Запишите день так: 01.09.2017."
_MONTH_REMEDY = "Запишите месяц так: 08.2017."


def parse_day(text: str) -> dt.date:
    """Return the calendar day; a time of day behind it is left out. Raises `CellError`."""
    cleaned = _TIME.sub("", _clean(text, _DAY_REMEDY))
    if match := _DAY_FIRST.fullmatch(cleaned):
        return _day(int(match[4]), int(match[3]), int(match[1]))
    if match := _YEAR_FIRST.fullmatch(cleaned):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _SHORT_YEAR.fullmatch(cleaned):
        return _day(_whole_year(match[3]), int(match[2]), int(match[1]))
    if match := _WORDED.fullmatch(cleaned):
        return _day(_whole_year(match[3]), _month_number(match[2], _DAY_REMEDY), int(match[1]))
    if _TOGETHER.fullmatch(cleaned):
        return _together(cleaned)
    if match := _SERIAL.fullmatch(cleaned):
        return _serial(int(match[1]))
    if _UNCLEAR_YEAR.fullmatch(cleaned):
        raise CellError("Год двумя цифрами: неясно, где год, а где день.", "Запишите год полностью: 01.09.2017.")
    raise CellError("Это не дата.", _DAY_REMEDY)


def parse_month(text: str) -> Month:
    """Return the month of `08.2017`, `2017-08`, `август 2017`, `авг.17`, or of its first day. Raises `CellError`."""
    cleaned = _clean(text, _MONTH_REMEDY)
    if match := _MONTH_DOTTED.fullmatch(cleaned):
        return _month(int(match[2]), int(match[1]))
    if match := _MONTH_ISO.fullmatch(cleaned):
        return _month(int(match[1]), int(match[2]))
    if match := _MONTH_WORDED.fullmatch(cleaned):
        return _month(_whole_year(match[2]), _month_number(match[1], _MONTH_REMEDY))
    try:
        day = parse_day(cleaned)
    except CellError:
        raise CellError("Это не месяц.", _MONTH_REMEDY) from None
    if day.day != 1:
        raise CellError("Здесь нужен месяц, а стоит день внутри месяца.", _MONTH_REMEDY)
    return _month(day.year, day.month)


def _whole_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < _CENTURY_TURNS else 1900)


def _together(digits: str) -> dt.date:
    """Return the day of `20191001` or `01102019`: no digits make a day of our time read both ways."""
    if digits[:2] in ("19", "20") and int(digits[4:6]) <= 12:
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return _day(int(digits[4:]), int(digits[2:4]), int(digits[:2]))


def _serial(number: int) -> dt.date:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        raise CellError("Это не дата.", _DAY_REMEDY)
    return _SERIAL_ZERO + dt.timedelta(days=number)


def _clean(text: str, remedy: str) -> str:
    if len(text) > LONGEST_DATE:
        raise CellError("Слишком длинно для даты.", remedy)
    return " ".join(text.lower().replace("ё", "е").split())


def _month_number(word: str, remedy: str) -> int:
    """Return 1–12 for `сен`, `сент`, `сентябрь`, `сентября`."""
    for number, names in enumerate(zip(MONTHS, MONTHS_OF, strict=True), start=1):
        if any(name.startswith(word) for name in names):
            return number
    raise CellError(f"Нет месяца «{word}».", remedy)


def _day(year: int, month: int, day: int) -> dt.date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError(f"Год {year} вне пределов {FIRST_YEAR}–{LAST_YEAR}.", "Проверьте год.")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise CellError("Такого дня нет в календаре.", _DAY_REMEDY) from None


def _month(year: int, month: int) -> Month:
    try:
        return Month(year, month)
    except ValueError:
        raise CellError("Такого месяца нет.", _MONTH_REMEDY) from None
