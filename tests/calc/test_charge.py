from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.charge import (
    ChargeFormula,
    ChargeTrace,
    Factor,
    FactorKind,
    charge_amount,
    charge_by_area,
    charge_by_meter,
    charge_by_norm,
    charge_by_norm_and_area,
    charge_by_norm_multiplied,
    trace_charge,
)
from kvita.calc.money import Money
from tests.calc.strategies import areas, norms, rates, volumes

persons = st.integers(0, 50)
multipliers = st.decimals(1, 10, places=3)


def half_kopeck_off(amount: Money, exact: Fraction) -> bool:
    return abs(Fraction(amount.rubles) - exact) <= Fraction(5, 1000)


@given(volumes, rates)
def test_by_meter(volume: Decimal, rate: Decimal) -> None:
    trace = charge_by_meter(volume, rate)
    assert half_kopeck_off(trace.amount, Fraction(volume) * Fraction(rate))
    assert trace.amount == charge_amount(volume, rate)
    assert charge_by_meter(-volume, rate).amount == -trace.amount
    assert (trace.volume, trace.rate, trace.base) == (volume, rate, trace.amount)
    assert not trace.excess
    assert trace.holds


@given(persons, norms, multipliers, rates)
def test_base_and_excess_sum_to_the_line(n: int, norm: Decimal, k: Decimal, rate: Decimal) -> None:
    trace = charge_by_norm_multiplied(n, norm, k, rate)
    exact_base = n * Fraction(norm) * Fraction(rate)
    assert half_kopeck_off(trace.amount, exact_base * Fraction(k))
    assert trace.base + trace.excess == trace.amount
    assert trace.base == charge_by_norm(n, norm, rate).amount
    # Two roundings apart from the exact excess, so never more than a kopeck.
    assert abs(Fraction(trace.excess.rubles) - exact_base * (Fraction(k) - 1)) <= Fraction(1, 100)
    assert trace.excess >= Money.ZERO
    assert trace.multiplier == k


@given(areas, norms, rates)
def test_by_area(area: Decimal, norm: Decimal, rate: Decimal) -> None:
    assert half_kopeck_off(charge_by_area(area, rate).amount, Fraction(area) * Fraction(rate))
    by_norm = charge_by_norm_and_area(area, norm, rate)
    assert half_kopeck_off(by_norm.amount, Fraction(area) * Fraction(norm) * Fraction(rate))


@given(persons, norms, multipliers, rates)
def test_is_computed_again_from_what_was_stored(n: int, norm: Decimal, k: Decimal, rate: Decimal) -> None:
    trace = charge_by_norm_multiplied(n, norm, k, rate)
    stored = [str(factor.value) for factor in trace.factors]
    assert trace_charge(trace.formula, *map(Decimal, stored)) == trace


def test_rounds_once_and_not_each_factor() -> None:
    # 0.005 a person: rounded before the persons it would be 0.03.
    assert charge_by_norm(3, Decimal("0.1"), Decimal("0.05")).amount == Money(2)


def test_does_not_depend_on_the_context_of_the_caller() -> None:
    with localcontext(prec=3):
        assert charge_amount(Decimal("123.4567"), Decimal("18.84")) == Money(232592)


def test_an_odd_kopeck_goes_to_the_excess() -> None:
    trace = charge_by_norm_multiplied(1, Decimal("0.333"), Decimal("1.5"), Decimal(1))
    assert [trace.base, trace.excess, trace.amount] == [Money(33), Money(17), Money(50)]


def test_a_wrong_amount_does_not_hold() -> None:
    trace = charge_by_meter(Decimal(3), Decimal(5))
    forged = ChargeTrace(trace.formula, trace.factors, trace.amount + Money(1))
    assert not forged.holds
    assert forged.recompute() == Money(1500)


def test_factors_must_be_those_of_the_formula() -> None:
    volume, rate = Factor(FactorKind.VOLUME, Decimal(1)), Factor(FactorKind.RATE, Decimal(1))
    with pytest.raises(ValueError, match="not the factors of AREA"):
        ChargeTrace(ChargeFormula.AREA, (volume, rate), Money(100))
    with pytest.raises(ValueError, match="METERED takes 2 values"):
        trace_charge(ChargeFormula.METERED, Decimal(1))


@pytest.mark.parametrize(
    ("volume", "rate"),
    [
        ("NaN", "1"),
        ("1", "Infinity"),
        ("1e400", "1"),
        ("100000000000", "1"),
        ("0.00000001", "1"),
        ("1", "0.0000001"),
        ("1", "100000000"),
        ("1", "-5"),
        ("1e-400", "1"),
        ("0." + "1" * 200, "1"),
    ],
)
def test_refuses_what_the_tables_cannot_hold(volume: str, rate: str) -> None:
    with pytest.raises(ValueError, match=r"VOLUME|RATE"):
        charge_by_meter(Decimal(volume), Decimal(rate))
    with pytest.raises(ValueError, match=r"VOLUME|RATE"):
        charge_amount(Decimal(volume), Decimal(rate))


def test_takes_values_with_idle_zeros() -> None:
    assert charge_amount(Decimal("1." + "0" * 100), Decimal("1E+3"), Decimal("1.500")) == Money(150000)


def test_refuses_fewer_than_no_persons_and_a_small_multiplier() -> None:
    with pytest.raises(ValueError, match="PERSONS cannot be negative"):
        charge_by_norm(-1, Decimal(1), Decimal(1))
    with pytest.raises(ValueError, match="leaves no excess"):
        charge_by_norm_multiplied(1, Decimal(1), Decimal("0.9"), Decimal(1))
    with pytest.raises(ValueError, match="coefficient"):
        charge_amount(Decimal(1), Decimal(1), Decimal("NaN"))
