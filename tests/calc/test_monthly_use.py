"""Readings become volumes of months; a month without a reading is charged by average or norm."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.monthly_use import (
    Estimate,
    EstimateBasis,
    MonthUse,
    ReadingPoint,
    average_volume,
    estimate_of,
    monthly_use,
)
from kvita.calc.period import Month

JANUARY = Month(2017, 1)


def at(month: int, value: str, *, opens: bool = False, known: str | None = None) -> ReadingPoint:
    return ReadingPoint(
        JANUARY + month, Decimal(value), 5, opens=opens, known=None if known is None else Decimal(known)
    )


def volumes(*points: ReadingPoint) -> list[tuple[int, Decimal]]:
    return [(one.month - JANUARY, one.volume) for one in monthly_use(points)]


def test_each_month_has_the_difference_of_its_readings() -> None:
    assert volumes(at(0, "10"), at(1, "13"), at(2, "17.5")) == [(1, Decimal(3)), (2, Decimal("4.5"))]


def test_what_was_used_over_several_months_is_shared_out_to_them_without_loss() -> None:
    shared = volumes(at(0, "10"), at(3, "20"))
    assert [month for month, _ in shared] == [1, 2, 3]
    assert sum(volume for _, volume in shared) == 10


def test_two_meters_of_one_month_are_added_up() -> None:
    points = (at(0, "99990"), at(1, "99995"), at(1, "0", opens=True), at(1, "2"))
    assert volumes(*points) == [(1, Decimal(7))]


def test_passing_zero_counts_and_a_fall_takes_what_came_with_it() -> None:
    assert volumes(at(0, "99998"), at(1, "3")) == [(1, Decimal(5))]
    assert volumes(at(0, "54"), at(1, "45")) == []
    assert volumes(at(0, "54"), at(1, "45", known="2")) == [(1, Decimal(2))]
    assert volumes(at(4, "45", known="2")) == [(4, Decimal(2))]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40_000)), max_size=20))
def test_nothing_is_lost_or_invented(steps: list[tuple[int, int]]) -> None:
    month, used, points = 0, 0, [at(0, "70000")]
    for months, volume in steps:
        month, used = month + months, used + volume
        points.append(at(month, str((70_000 + used) % 100_000)))
    assert sum((one.volume for one in monthly_use(points)), Decimal(0)) == used


def test_an_average_needs_three_months_and_takes_six() -> None:
    assert average_volume([Decimal(3), Decimal(4)]) is None
    assert average_volume([Decimal(1), Decimal(2), Decimal(2)]) == Decimal("1.6667")
    assert average_volume([Decimal(3)] * 6 + [Decimal(90)]) == 3


@pytest.mark.parametrize(
    ("history", "missing", "norm", "expected"),
    [
        (4, 1, "12.6", Estimate(EstimateBasis.AVERAGE, Decimal(3))),
        (4, 3, "12.6", Estimate(EstimateBasis.AVERAGE, Decimal(3))),
        (4, 4, "12.6", Estimate(EstimateBasis.NORM, Decimal("12.6"))),
        (2, 1, "12.6", Estimate(EstimateBasis.NORM, Decimal("12.6"))),
        (2, 1, None, Estimate(EstimateBasis.NORM, None)),
    ],
)
def test_three_months_by_the_average_then_by_the_norm(
    history: int, missing: int, norm: str | None, expected: Estimate
) -> None:
    known = [Decimal(3)] * history
    assert estimate_of(known, months_missing=missing, norm=None if norm is None else Decimal(norm)) == expected


def test_a_month_is_a_value() -> None:
    assert monthly_use([at(0, "1"), at(1, "2")]) == [MonthUse(JANUARY.next, Decimal(1))]
