"""Numbers as people and programs write them: `1 234,56`, `1234.56`, `3 000.00`, `−0,03`."""

import re
from decimal import Decimal
from typing import Final

from kvita.exchange.values.errors import CellError

# Everything that stands for a space between groups of digits: ordinary, no-break, thin, narrow no-break.
SPACES: Final = " \u00a0\u2009\u202f"
MINUS: Final = "\u2212"
LONGEST_NUMBER: Final = 40

# Every limit keeps within the fifteen significant digits that SQLite stores exactly.
LARGEST_RUBLES: Final = Decimal(10**9)
LARGEST_QUANTITY: Final = Decimal(10**8)
VOLUME_PLACES: Final = 7
RATE_PLACES: Final = 6
AREA_PLACES: Final = 4

_PLAIN = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_EXPONENT = re.compile(r"[+-]?[0-9][0-9.,]*[eEеЕ][+-]?[0-9]+")
_NOT_A_VALUE = re.compile(r"[+-]?(?:nan|inf|infinity)|#.*", re.IGNORECASE)
_ZERO_LIKE = re.compile(r"[0-9OoОо][0-9OoОо., ]*")
_TO_SPACE = {ord(space): " " for space in SPACES}


def parse_money(text: str) -> int:
    """Return kopecks. Raises `CellError` for anything but an amount with at most two decimals below a billion."""
    amount = _parse(text, places=2, what="Сумма")
    if abs(amount) >= LARGEST_RUBLES:
        raise CellError("Сумма больше миллиарда рублей.", "Проверьте, не склеились ли два числа.")
    return int(amount * 100)


def parse_quantity(text: str, *, places: int = VOLUME_PLACES) -> Decimal:
    """Return a volume, area or reading with at most `places` decimals (a rate has six, an area four)."""
    value = _parse(text, places=places, what="Число")
    if abs(value) >= LARGEST_QUANTITY:
        raise CellError("Число больше ста миллионов.", "Проверьте, не склеились ли два числа.")
    return value


def parse_rate(text: str) -> Decimal:
    """Return a price of one unit in roubles, at most six decimals."""
    return parse_quantity(text, places=RATE_PLACES)


def parse_area(text: str) -> Decimal:
    """Return m², at most four decimals, not negative."""
    value = parse_quantity(text, places=AREA_PLACES)
    if value < 0:
        raise CellError("Площадь меньше нуля.", "Уберите минус.")
    return value


def parse_reading(text: str) -> Decimal:
    """Return a meter reading, at most seven decimals, not negative."""
    value = parse_quantity(text)
    if value < 0:
        raise CellError("Показание меньше нуля.", "Уберите минус.")
    return value


def parse_count(text: str, *, largest: int = 32_767) -> int:
    """Return a whole number from 0 to `largest`; «2,0» counts as 2."""
    value = _parse(text, places=2, what="Число")
    if value != int(value) or not 0 <= value <= largest:
        raise CellError(f"Нужно целое число от 0 до {largest}.", "Исправьте число.")
    return int(value)


def parse_floor(text: str) -> int:
    """Return the number of a floor; basements are negative."""
    value = _parse(text, places=2, what="Число")
    if value != int(value) or not -10 <= value <= 200:
        raise CellError("Такого этажа не бывает.", "Впишите целое число, например 5.")
    return int(value)


def _parse(text: str, *, places: int, what: str) -> Decimal:
    cleaned = text.translate(_TO_SPACE).strip().replace(MINUS, "-")
    if len(cleaned) > LONGEST_NUMBER or not (_PLAIN.fullmatch(cleaned) or _GROUPED.fullmatch(cleaned)):
        raise _explain(cleaned)
    number = cleaned.replace(" ", "").replace(",", ".")
    decimals = number.partition(".")[2].rstrip("0")
    if len(decimals) > places:
        raise CellError(
            f"{what} с {len(decimals)} знаками после запятой, а можно не больше {places}.",
            "Округлите или проверьте, не разделяет ли запятая тысячи.",
        )
    return Decimal(number)


def _explain(text: str) -> CellError:
    """Tell what is wrong with a text that is not a number."""
    if len(text) > LONGEST_NUMBER:
        return CellError(f"Слишком длинно для числа: {len(text)} знаков.", "Оставьте в ячейке одно число.")
    if _NOT_A_VALUE.fullmatch(text):
        return CellError("Вместо числа — признак ошибки вычисления.", "Впишите число, например 0,00.")
    if _EXPONENT.fullmatch(text):
        return CellError("Число записано со степенью.", "Запишите обычным числом: не 1e3, а 1000.")
    if text.startswith("="):
        return CellError("В ячейке формула, а нужно готовое число.", "Вставьте значения без формул.")
    if text.startswith("(") and text.endswith(")"):
        return CellError("Число в скобках.", "Отрицательное число пишется с минусом: −12,50.")
    if "," in text and "." in text:
        return CellError(
            "В числе и запятая, и точка: неясно, где копейки.", "Уберите знак между тысячами: 1234,56 или 1 234,56."
        )
    if (_ZERO_LIKE.fullmatch(text) and not text.isascii()) or ("O" in text.upper() and _ZERO_LIKE.fullmatch(text)):
        return CellError("В числе буква О вместо нуля.", "Замените букву цифрой 0.")
    if "руб" in text.lower() or "₽" in text:
        return CellError("К числу приписаны рубли.", "Оставьте одно число, например 1234,56.")
    return CellError("Это не число.", "Впишите число, например 1234,56.")
