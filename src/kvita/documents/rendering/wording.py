"""Numbers, dates and words as people write them in Russian."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from kvita.calc.money import Money
from kvita.calc.period import Month

NBSP = "\u00a0"
MINUS = "\u2212"
DASH = "—"
CROSS = "×"

_PHONE_SPACE = re.compile(r"(?<=[\d)]) (?=[\d(])")
_MONTHS = (
    ("январь", "января"),
    ("февраль", "февраля"),
    ("март", "марта"),
    ("апрель", "апреля"),
    ("май", "мая"),
    ("июнь", "июня"),
    ("июль", "июля"),
    ("август", "августа"),
    ("сентябрь", "сентября"),
    ("октябрь", "октября"),
    ("ноябрь", "ноября"),
    ("декабрь", "декабря"),
)


def money(amount: Money) -> str:
    """`1 537,15`; a minus before negative sums."""
    rubles, kopecks = divmod(abs(amount.kopecks), 100)
    sign = MINUS if amount.kopecks < 0 else ""
    return f"{sign}{rubles:,}".replace(",", NBSP) + f",{kopecks:02d}"


def signed_money(amount: Money) -> str:
    """The same with a plus before positive sums, for movements."""
    return f"+{money(amount)}" if amount.kopecks > 0 else money(amount)


def rubles(amount: Money) -> str:
    """`1 537,15 ₽`."""
    return f"{money(amount)}{NBSP}₽"


def number(value: Decimal, *, least: int = 0) -> str:
    """A volume or rate without trailing zeros but with at least `least` decimals.

    Raises:
        ValueError: the value is NaN or infinite.
    """
    whole, _, part = _plain(value).partition(".")
    return _grouped(whole, part.rstrip("0").ljust(least, "0"))


def exact_number(value: Decimal) -> str:
    """A meter reading with all the decimals it carries: `6 704,0200`."""
    whole, _, part = _plain(value).partition(".")
    return _grouped(whole, part)


def _plain(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} cannot be printed: not a finite number")
    return format(value or abs(value), "f")


def _grouped(whole: str, part: str) -> str:
    negative = whole.startswith("-")
    digits = whole.lstrip("-")
    if len(digits) > 3:
        digits = f"{int(digits):,}".replace(",", NBSP)
    return (MINUS if negative else "") + digits + ("," + part if part else "")


def month(period: Month) -> str:
    """`август 2017`."""
    return f"{_MONTHS[period.month - 1][0]} {period.year}"


def month_name(period: Month) -> str:
    """`август`."""
    return _MONTHS[period.month - 1][0]


def month_digits(period: Month) -> str:
    """`08.2017`, for machines and the slip."""
    return f"{period.month:02d}.{period.year}"


def day(value: date) -> str:
    """`1 августа`."""
    return f"{value.day}{NBSP}{_MONTHS[value.month - 1][1]}"


def full_day(value: date) -> str:
    """`15 сентября 2017`."""
    return f"{day(value)} {value.year}"


def plural(count: int, one: str, few: str, many: str) -> str:
    """The Russian form of a noun for a number: 1 человек, 2 человека, 5 человек."""
    tens, last = count % 100, count % 10
    if last == 1 and tens != 11:
        return one
    return few if last in {2, 3, 4} and tens not in {12, 13, 14} else many


def unbroken_phones(text: str) -> str:
    """Text in which no line ends inside a phone number written with spaces."""
    return _PHONE_SPACE.sub(NBSP, text)


def sentence(parts: Iterable[str], separator: str = ", ") -> str:
    """Join what is known, leaving out empty parts."""
    return separator.join(part for part in parts if part)
