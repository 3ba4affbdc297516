from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.rounding import EXACT, from_units, round_half_up, to_units


def by_fractions(value: Decimal, places: int) -> Fraction:
    """The same rule in another arithmetic."""
    scaled = abs(Fraction(value)) * 10**places
    units = floor(scaled + Fraction(1, 2))
    return Fraction(-units if value < 0 else units, 10**places)


@given(
    st.decimals(-(10**20), 10**20, allow_nan=False, allow_infinity=False, places=12) | st.decimals(-1, 1, places=3),
    st.integers(0, 7),
)
def test_agrees_with_fractions(value: Decimal, places: int) -> None:
    rounded = round_half_up(value, places)
    assert Fraction(rounded) == by_fractions(value, places)
    assert rounded.as_tuple().exponent == -places


@given(st.decimals(-(10**20), 10**20, places=12), st.integers(0, 7))
def test_a_refund_cancels_its_charge(value: Decimal, places: int) -> None:
    assert round_half_up(-value, places) == -round_half_up(value, places)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("2.345", "2.35"),
        ("-2.345", "-2.35"),
        ("2.3449999999999999999999999999999999", "2.34"),
        ("1.005", "1.01"),
        ("-0.004", "0.00"),
        ("7", "7.00"),
    ],
)
def test_halves_go_away_from_zero(value: str, rounded: str) -> None:
    assert str(round_half_up(Decimal(value))) == rounded


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity", "1e400", "1e79"])
def test_refuses_what_is_no_amount(value: str) -> None:
    with pytest.raises(ValueError, match="cannot round"):
        round_half_up(Decimal(value))


def test_refuses_negative_places() -> None:
    with pytest.raises(ValueError, match="-1 decimals"):
        round_half_up(Decimal(1), -1)


def test_does_not_depend_on_the_context_of_the_caller() -> None:
    with localcontext(prec=3, rounding="ROUND_DOWN"):
        assert round_half_up(Decimal("123456.785")) == Decimal("123456.79")
        assert from_units(12345678, 2) == Decimal("123456.78")


def test_the_widest_product_is_exact() -> None:
    volume, rate, norm = Decimal("99999999999.9999999"), Decimal("99999999.999999"), Decimal("0.0000001")
    product = EXACT.multiply(EXACT.multiply(volume, rate), norm)
    assert Fraction(product) == Fraction(volume) * Fraction(rate) * Fraction(norm)


@given(st.integers(-(10**30), 10**30), st.integers(0, 7))
def test_units_go_there_and_back(units: int, places: int) -> None:
    assert to_units(from_units(units, places), places) == units


def test_units_refuse_a_part_of_a_unit() -> None:
    with pytest.raises(ValueError, match="more than 2 decimals"):
        to_units(Decimal("0.001"), 2)
