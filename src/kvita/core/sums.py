"""A sum of roubles as a person types it: the one reader for the fields of all pages.

Tables and bank files have readers of their own: there a sum is written by a program.
"""

import re
from typing import Final

from kvita.calc.money import Money
from kvita.core.errors import DomainError

LONGEST: Final = 13  # digits before the comma
# Thousands may stand apart, by one kind of blank; a line break or a tab is the border of another value.
_BLANKS: Final = " \u00a0\u2009\u202f"
_SUM: Final = re.compile(
    rf"(?P<sign>[-+\u2212]?)[{_BLANKS}]?(?P<whole>[0-9]+|[0-9]{{1,3}}(?:[{_BLANKS}][0-9]{{3}})+)"
    rf"(?:[.,](?P<part>[0-9]*))?(?:[{_BLANKS}]?(?:₽|р\.?|руб\.?|рублей))?",
    re.IGNORECASE,
)


def read_rubles(text: str) -> Money:
    """Return the sum of `1 537,15`, `1537.15`, `1537,15 ₽`.

    Raises `DomainError`: "invalid" (nothing that only programs read, `1e3`; no two numbers in one), "max_digits",
    "max_decimal_places".
    """
    found = _SUM.fullmatch(text.strip(_BLANKS))
    if found is None:
        raise DomainError("invalid", "Введите сумму цифрами, например 1 537,15.")
    whole, part = re.sub(f"[{_BLANKS}]", "", found["whole"]), found["part"] or ""
    if len(whole) > LONGEST:
        raise DomainError("max_digits", "Введите сумму цифрами, например 1 537,15.")
    if len(part) > 2:
        raise DomainError("max_decimal_places", "Копеек не больше двух цифр: 1 537,15.")
    sign = "-" if found["sign"] in ("-", "\u2212") else ""
    return Money.from_rubles(f"{sign}{whole}.{part or '0'}")
