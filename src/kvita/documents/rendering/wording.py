"""What printed documents write beyond the words that all of Kvita shares (`core.wording`)."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from kvita.calc.period import Month
from kvita.core.wording import MINUS, MONTHS, MONTHS_OF, NBSP

DASH: Final = "—"

_PHONE_SPACE: Final = re.compile(r"(?<=[\d)]) (?=[\d(])")


def number(value: Decimal, *, least: int = 0) -> str:
    """A volume or rate without trailing zeros but with at least `least` decimals.

    Raises:
        ValueError: the value is NaN or infinite.
    """
    whole, _, part = _plain(value).partition(".")
    return _grouped(whole, part.rstrip("0").ljust(least, "0"))


def _plain(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} cannot be printed: not a finite number")
    return format(value or abs(value), "f")


def _grouped(whole: str, part: str) -> str:
    digits = f"{int(whole.lstrip('-')):,}".replace(",", NBSP)
    return (MINUS if whole.startswith("-") else "") + digits + ("," + part if part else "")


def month_name(period: Month) -> str:
    """`август`."""
    return MONTHS[period.month - 1]


def month_digits(period: Month) -> str:
    """`08.2017`, for machines and the slip."""
    return f"{period.month:02d}.{period.year}"


def day(value: date) -> str:
    """`1 августа`."""
    return f"{value.day}{NBSP}{MONTHS_OF[value.month - 1]}"


def unbroken_phones(text: str) -> str:
    """Text in which no line ends inside a phone number written with spaces."""
    return _PHONE_SPACE.sub(NBSP, text)


def sentence(parts: Iterable[str], separator: str = ", ") -> str:
    """Join what is known, leaving out empty parts."""
    return separator.join(part for part in parts if part)
