"""The one rounding rule of the project: half up, away from zero, once per amount.

No law fixes the rounding of utility charges. Receipts, calculators and accounting
programs round each line to kopecks half up; the state system (GIS ZhKH) fixes only the
number of digits. A refund must cancel the charge it mirrors, so negative numbers round
away from zero too: -0.125 -> -0.13.
"""

from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)

# Volume (18 digits) x rate (14) x norm (18) x multiplier (10) x persons (4) fits
# with room to spare.
PRECISION = 80

EXACT = Context(
    prec=PRECISION,
    rounding=ROUND_HALF_UP,
    traps=[InvalidOperation, DivisionByZero, Overflow, Inexact],
)
"""Context for sums and products: raises instead of losing a digit."""

_ROUNDING = Context(
    prec=PRECISION,
    rounding=ROUND_HALF_UP,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """Round to `places` decimals, halves away from zero (2.345 -> 2.35, -2.345 -> -2.35).

    The answer always has exactly `places` decimals and is never minus zero.

    Raises:
        ValueError: the value is NaN or infinite, has too many digits to be rounded
            exactly, or `places` is negative.
    """
    if not value.is_finite():
        raise ValueError(f"cannot round {value}: not a finite number")
    if places < 0:
        raise ValueError(f"cannot round to {places} decimals")
    try:
        rounded = value.quantize(Decimal((0, (1,), -places)), context=_ROUNDING)
    except InvalidOperation:
        raise ValueError(f"cannot round to {places} decimals: more than {PRECISION} digits") from None
    return rounded or abs(rounded)


def to_units(value: Decimal, places: int) -> int:
    """The value counted in units of its last decimal: 15.37 at 2 places -> 1537.

    Raises:
        ValueError: the value has more than `places` decimals, or as `round_half_up`.
    """
    rounded = round_half_up(value, places)
    if rounded != value:
        raise ValueError(f"{value} has more than {places} decimals")
    # By the digits, because arithmetic of Decimal cuts to the precision of the context.
    sign, digits, _ = rounded.as_tuple()
    units = int("".join(map(str, digits)))
    return -units if sign else units


def from_units(units: int, places: int) -> Decimal:
    """The inverse of `to_units`: 1537 at 2 places -> 15.37."""
    digits = tuple(int(digit) for digit in str(abs(units)))
    return Decimal((1 if units < 0 else 0, digits, -places))
