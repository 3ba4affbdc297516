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
# What people and programs write instead of a number, why it is refused, how to mend it; the first match counts.
_EXPLANATIONS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), reason, remedy)
    for pattern, reason, remedy in (
        (r"=.*", "В ячейке формула, а нужно готовое число.", "Вставьте значения без формул."),
        (
            r"[+-]?(?:nan|inf|infinity)|#.*",
            "Вместо числа — признак ошибки вычисления.",
            "Впишите число, например 0,00.",
        ),
        (
            r"[+-]?[0-9][0-9.,]*[eе][+-]?[0-9]+",
            "Число записано со степенью.",
            "Запишите обычным числом: не 1e3, а 1000.",
        ),
        (r"\(.*\)", "Число в скобках.", "Отрицательное число пишется с минусом: −12,50."),
        (
            r"(?=.*,)(?=.*\.)[-+0-9., ]+",
            "В числе и запятая, и точка: неясно, где копейки.",
            "Уберите знак между тысячами: 1234,56 или 1 234,56.",
        ),
        (r"[-+]?[0-9oо][0-9oо., ]*", "В числе буква О вместо нуля или лишний знак.", "Наберите число заново цифрами."),
        (r".*(?:руб|₽|р\.).*", "К числу приписаны рубли.", "Оставьте одно число, например 1234,56."),
    )
)
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
    for pattern, reason, remedy in _EXPLANATIONS:
        if pattern.fullmatch(text):
            return CellError(reason, remedy)
    return CellError("Это не число.", "Впишите число, например 1234,56.")
