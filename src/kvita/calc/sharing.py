"""Sharing an amount or a volume out by weights, to the last kopeck.

Largest remainder: everyone gets the exact share cut to whole units, the units left over
go one each to the largest cut-off parts, ties to the earlier position. So the answer
depends on nothing but the arguments, every share is less than one unit from the exact
one, and a weight of zero gets nothing.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Final

from kvita.calc.money import Money
from kvita.calc.rounding import PRECISION, from_units, to_units

# Bound for the power of ten of a weight, so that hostile input such as 1e999999 cannot
# make integers of a million digits.
_MAX_MAGNITUDE: Final = 60


def share_out(total: Money, weights: Sequence[Decimal | int]) -> tuple[Money, ...]:
    """Share an amount in proportion to the weights; the shares sum to `total`.

    A negative total is shared like its absolute value, with the sign put back.

    Raises:
        ValueError: no weights, all are zero, or one is negative, NaN, infinite or out
            of any sensible size.
    """
    return tuple(Money(share) for share in _share_units(total.kopecks, weights))


def share_out_volume(total: Decimal, weights: Sequence[Decimal | int], *, places: int = 7) -> tuple[Decimal, ...]:
    """Share a volume in proportion to the weights; the shares have `places` decimals.

    Seven decimals is the most that GIS ZhKH takes for a volume.

    Raises:
        ValueError: as `share_out`; or `total` itself has more than `places` decimals,
            so that its shares could not sum to it.
    """
    shares = _share_units(to_units(total, places), weights)
    return tuple(from_units(share, places) for share in shares)


def _share_units(units: int, weights: Sequence[Decimal | int]) -> list[int]:
    scaled = _as_integers(weights)
    whole = sum(scaled)
    if whole == 0:
        raise ValueError("nothing to share by: all weights are zero")
    cut = [divmod(abs(units) * weight, whole) for weight in scaled]
    shares = [share for share, _ in cut]
    left_over = abs(units) - sum(shares)
    by_remainder = sorted(range(len(cut)), key=lambda position: -cut[position][1])
    for position in by_remainder[:left_over]:
        shares[position] += 1
    return [-share for share in shares] if units < 0 else shares


def _as_integers(weights: Sequence[Decimal | int]) -> list[int]:
    """Bring the weights to a common scale, where all of them are whole."""
    if not weights:
        raise ValueError("nothing to share by: no weights")
    exact = [Fraction(_checked_weight(weight)) for weight in weights]
    scale = lcm(*(weight.denominator for weight in exact))
    return [int(weight * scale) for weight in exact]


def _checked_weight(weight: Decimal | int) -> Decimal:
    value = Decimal(weight)
    if not value.is_finite() or value < 0:
        raise ValueError(f"{value} cannot be a weight")
    if abs(value.adjusted()) > _MAX_MAGNITUDE or len(value.as_tuple().digits) > PRECISION:
        raise ValueError("a weight is too large or too fine")
    return value
