from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.consumption import (
    Consumption,
    ConsumptionError,
    ConsumptionProblem,
    RegisterSpan,
    consumption_of,
    consumption_through_replacement,
)


@st.composite
def spans(draw: st.DrawFn) -> RegisterSpan:
    digits = draw(st.integers(1, 8))
    reading = st.decimals(0, 10**digits, places=4).filter(lambda value: value < 10**digits)
    return RegisterSpan(draw(reading), draw(reading), digits)


def span(previous: str, current: str, digits: int = 5) -> RegisterSpan:
    return RegisterSpan(Decimal(previous), Decimal(current), digits)


@given(spans())
def test_consumption_moves_the_register_to_its_reading(registered: RegisterSpan) -> None:
    answer = consumption_of(registered)
    fall = Fraction(registered.previous) - Fraction(registered.current)
    if isinstance(answer, ConsumptionError):
        assert answer.problem is ConsumptionProblem.DECREASED
        assert 0 < fall < Fraction(registered.scale) / 2
    else:
        assert answer.volume >= 0
        moved = Fraction(registered.previous) + Fraction(answer.volume)
        assert moved % Fraction(registered.scale) == Fraction(registered.current)
        assert answer.rolled_over == (fall > 0)


@given(st.lists(st.decimals(0, 99999, places=3), min_size=2, max_size=13).map(sorted))
def test_whole_units_of_months_sum_to_the_year(readings: list[Decimal]) -> None:
    months = [consumption_of(RegisterSpan(a, b, 6), billed_places=0) for a, b in pairwise(readings)]
    year = consumption_of(RegisterSpan(readings[0], readings[-1], 6), billed_places=0)
    assert isinstance(year, Consumption)
    assert sum(month.volume for month in months if isinstance(month, Consumption)) == year.volume


@pytest.mark.parametrize(
    ("registered", "places", "volume"),
    [
        (span("12345.678", "12351.781"), 0, "6"),
        (span("12345.678", "12351.781"), 7, "6.103"),
        (span("99999.7", "3.2"), 0, "3"),
        (span("99990", "99999.7"), 0, "10"),
        (span("9990", "5", 4), 7, "15"),
        (span("7500", "2500", 4), 7, "5000"),
        (span("7", "7"), 7, "0"),
    ],
)
def test_worked_cases(registered: RegisterSpan, places: int, volume: str) -> None:
    answer = consumption_of(registered, billed_places=places)
    assert isinstance(answer, Consumption)
    assert answer.volume == Decimal(volume)


@pytest.mark.parametrize(
    ("registered", "problem"),
    [
        (span("100", "99.999"), ConsumptionProblem.DECREASED),
        (span("7499.9", "2500", 4), ConsumptionProblem.DECREASED),
        (span("1", "10000", 4), ConsumptionProblem.OVER_CAPACITY),
        (span("10000", "1", 4), ConsumptionProblem.OVER_CAPACITY),
        (span("1", "1e400"), ConsumptionProblem.OVER_CAPACITY),
        (span("-1", "1"), ConsumptionProblem.NEGATIVE),
        (span("1", "NaN"), ConsumptionProblem.NOT_A_NUMBER),
        (span("1", "-Infinity"), ConsumptionProblem.NOT_A_NUMBER),
        (span("1", "1.00000001"), ConsumptionProblem.TOO_MANY_DECIMALS),
        (span("1", "2e-400"), ConsumptionProblem.TOO_MANY_DECIMALS),
    ],
)
def test_problems_are_values(registered: RegisterSpan, problem: ConsumptionProblem) -> None:
    assert consumption_of(registered) == ConsumptionError(problem, registered)


def test_a_replaced_meter_adds_up() -> None:
    old, new = span("1234.5", "1240"), span("0.2", "3")
    answer = consumption_through_replacement([old, new])
    assert answer == Consumption(Decimal("8.3"))
    assert consumption_through_replacement([span("99999", "1"), new]) == Consumption(Decimal("4.8"), rolled_over=True)


def test_a_replacement_names_the_wrong_span() -> None:
    wrong = span("5", "3")
    answer = consumption_through_replacement([span("1", "2"), wrong])
    assert answer == ConsumptionError(ConsumptionProblem.DECREASED, wrong, position=1)
    with pytest.raises(ValueError, match="at least one span"):
        consumption_through_replacement([])


@pytest.mark.parametrize("digits", [0, -1, 12])
def test_a_register_has_a_sensible_number_of_digits(digits: int) -> None:
    with pytest.raises(ValueError, match="register of"):
        span("1", "2", digits)
