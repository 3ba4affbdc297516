from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.money import Money
from kvita.calc.sharing import share_out, share_out_volume
from tests.calc.strategies import amounts, volumes, weights

Weights = Sequence[Decimal | int]


@given(amounts, weights)
def test_shares_sum_to_the_total_and_are_within_a_kopeck(total: Money, by: Weights) -> None:
    shares = share_out(total, by)
    assert Money.total(shares) == total
    whole = sum(map(Fraction, by))
    for share, weight in zip(shares, by, strict=True):
        assert abs(share.kopecks - total.kopecks * Fraction(weight) / whole) < 1


@given(amounts, weights)
def test_a_refund_is_shared_like_its_charge(total: Money, by: Weights) -> None:
    assert share_out(-total, by) == tuple(-share for share in share_out(total, by))


@given(amounts, weights, st.integers(1, 1000))
def test_only_proportions_count(total: Money, by: Weights, factor: int) -> None:
    assert share_out(total, by) == share_out(total, [weight * factor for weight in by])


@given(amounts, weights)
def test_who_weighs_more_pays_no_less(total: Money, by: Weights) -> None:
    shares = [abs(share) for share in share_out(total, by)]
    ranked = sorted(zip(map(Fraction, by), shares, strict=True))
    for (lighter, less), (heavier, more) in pairwise(ranked):
        assert lighter == heavier or less <= more
    assert all(not share for share, weight in zip(shares, by, strict=True) if weight == 0)


@given(volumes, weights, st.integers(7, 9))
def test_volumes_are_shared_to_the_last_digit(total: Decimal, by: Weights, places: int) -> None:
    shares = share_out_volume(total, by, places=places)
    assert sum(map(Fraction, shares)) == Fraction(total)
    assert all(share.as_tuple().exponent == -places for share in shares)
    whole = sum(map(Fraction, by))
    for share, weight in zip(shares, by, strict=True):
        exact = Fraction(total) * Fraction(weight) / whole
        assert abs(Fraction(share) - exact) < Fraction(1, 10**places)


@pytest.mark.parametrize(
    ("total", "by", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (1, [1, 2], [0, 1]),
        (1, [0, 0, 5], [0, 0, 1]),
        (-1, [1, 2], [0, -1]),
        (0, [1, 2], [0, 0]),
        (1000, [Decimal("33.3"), Decimal("66.6"), Decimal("0.1")], [333, 666, 1]),
        (5, [Decimal("1E+2"), 100], [3, 2]),
    ],
)
def test_worked_cases(total: int, by: Weights, shares: list[int]) -> None:
    assert share_out(Money(total), by) == tuple(map(Money, shares))


@pytest.mark.parametrize(
    "by",
    [
        [],
        [0],
        [0, Decimal("0.00")],
        [1, -1],
        [Decimal("NaN")],
        [Decimal("Infinity")],
        [Decimal("1e999999")],
        [Decimal("1e-999999"), 1],
        [Decimal("1." + "1" * 90)],
    ],
)
def test_refuses_weights_that_share_nothing(by: Weights) -> None:
    with pytest.raises(ValueError, match="weight"):
        share_out(Money(100), by)


def test_refuses_a_volume_finer_than_its_shares() -> None:
    with pytest.raises(ValueError, match="more than 3 decimals"):
        share_out_volume(Decimal("1.0001"), [1, 1], places=3)
