"""Days and months as people and programs write them: `01.09.2017`, `2017-09-01`, `1 сен 2017`, `август 2017`."""

import datetime as dt
import re
from typing import Final

from kvita.calc.period import Month
from kvita.core.wording import MONTHS, MONTHS_OF
from kvita.exchange.values.errors import CellError

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
LONGEST_DATE: Final = 40

_MIDNIGHT = re.compile(r"[ t]0?0:00(?::00(?:\.0+)?)?$")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_WORDED = re.compile(r"([0-9]{1,2}) ([а-я]{3,8})\.? ([0-9]{4})(?: ?г\.?| года)?")
_MONTH_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{4})")
_MONTH_ISO = re.compile(r"([0-9]{4})-([0-9]{2})")
_MONTH_WORDED = re.compile(r"([а-я]{3,8})\.? ([0-9]{4})(?: ?г\.?| года)?")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2}")

_DAY_REMEDY = "Запишите день так: 01.09.2017."
_MONTH_REMEDY = "Запишите месяц так: 08.2017."


def parse_day(text: str) -> dt.date:
    """Return the calendar day. Raises `CellError`."""
    cleaned = _clean(text, _DAY_REMEDY)
    if match := _DOTTED.fullmatch(cleaned):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := _ISO.fullmatch(cleaned):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _WORDED.fullmatch(cleaned):
        return _day(int(match[3]), _month_number(match[2], _DAY_REMEDY), int(match[1]))
    if _SHORT_YEAR.fullmatch(cleaned):
        raise CellError("Год двумя цифрами.", "Запишите год полностью: 01.09.2017.")
    raise CellError("Это не дата.", _DAY_REMEDY)


def parse_month(text: str) -> Month:
    """Return the month of `08.2017`, `2017-08`, `август 2017`, or of its first day in any form. Raises `CellError`."""
    cleaned = _clean(text, _MONTH_REMEDY)
    if match := _MONTH_DOTTED.fullmatch(cleaned):
        return _month(int(match[2]), int(match[1]))
    if match := _MONTH_ISO.fullmatch(cleaned):
        return _month(int(match[1]), int(match[2]))
    if match := _MONTH_WORDED.fullmatch(cleaned):
        return _month(int(match[2]), _month_number(match[1], _MONTH_REMEDY))
    try:
        day = parse_day(cleaned)
    except CellError:
        raise CellError("Это не месяц.", _MONTH_REMEDY) from None
    if day.day != 1:
        raise CellError("Здесь нужен месяц, а стоит день внутри месяца.", _MONTH_REMEDY)
    return _month(day.year, day.month)


def _clean(text: str, remedy: str) -> str:
    if len(text) > LONGEST_DATE:
        raise CellError("Слишком длинно для даты.", remedy)
    return _MIDNIGHT.sub("", " ".join(text.lower().replace("ё", "е").split()))


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
