"""Rubles as a whole number of kopecks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final

from kvita.calc.rounding import from_units, round_half_up, to_units

# What a signed 64-bit column holds.
MAX_KOPECKS: Final = 2**63 - 1

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of rubles, exact to the kopeck; may be negative.

    It adds, subtracts, compares and sums. It does not multiply: an amount made of a
    volume and a rate comes from `kvita.calc.charge`, where it is rounded once.

    Raises:
        TypeError: `kopecks` is not a plain int (bool and float are refused).
        ValueError: the amount does not fit a signed 64-bit integer.
    """

    kopecks: int

    ZERO: ClassVar["Money"]

    def __post_init__(self) -> None:
        if type(self.kopecks) is not int:
            raise TypeError(f"kopecks must be an int, not {type(self.kopecks).__name__}")
        if not -MAX_KOPECKS <= self.kopecks <= MAX_KOPECKS:
            raise ValueError("the amount is too large")

    @classmethod
    def from_rubles(cls, rubles: Decimal | int | str) -> "Money":
        """Take an exact amount of rubles: `"1537.15"`, `Decimal("1537.150")`, `1537`.

        Text is ASCII digits with an optional sign and point; the many ways people write
        numbers are the business of the importers.

        Raises:
            TypeError: the value is of another type (float and bool are refused).
            ValueError: not a number, not finite, too large, or a part of a kopeck.
        """
        return cls(to_units(_as_decimal(rubles), 2))

    @classmethod
    def rounded(cls, rubles: Decimal | int | str) -> "Money":
        """Take an amount of rubles rounded half up to the kopeck.

        Raises the same errors as `from_rubles`, but for parts of a kopeck.
        """
        return cls(to_units(round_half_up(_as_decimal(rubles)), 2))

    @classmethod
    def total(cls, amounts: Iterable["Money"]) -> "Money":
        """Sum amounts; nothing sums to zero."""
        return cls(sum(amount.kopecks for amount in amounts))

    @property
    def rubles(self) -> Decimal:
        """The amount in rubles, always with two decimals."""
        return from_units(self.kopecks, 2)

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.kopecks + other.kopecks)

    def __radd__(self, other: int) -> "Money":
        # The built-in sum() starts from the number 0; no other number is money.
        if type(other) is int and other == 0:
            return self
        return NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.kopecks - other.kopecks)

    def __neg__(self) -> "Money":
        return Money(-self.kopecks)

    def __abs__(self) -> "Money":
        return Money(abs(self.kopecks))

    def __bool__(self) -> bool:
        return self.kopecks != 0

    def __str__(self) -> str:
        """Rubles for logs and files, `1537.15`; the screens format on their own."""
        sign = "-" if self.kopecks < 0 else ""
        rubles, kopecks = divmod(abs(self.kopecks), 100)
        return f"{sign}{rubles}.{kopecks:02d}"


def _as_decimal(value: Decimal | int | str) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if type(value) is int:
        return Decimal(value)
    if isinstance(value, str):
        if not _PLAIN_NUMBER.fullmatch(value):
            raise ValueError(f"{value[:60]!r} is not an amount in rubles")
        return Decimal(value)
    raise TypeError(f"rubles must not be {type(value).__name__}")


ZERO: Final = Money(0)
Money.ZERO = ZERO
