from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kvita.calc.period import Month
from tests.calc.strategies import days, months


@given(months, st.integers(-200, 200))
def test_counts_months(month: Month, distance: int) -> None:
    assume(1990 <= (month.year * 12 + month.month - 1 + distance) // 12 <= 2100)
    other = month + distance
    assert other - month == distance
    assert other - distance == month
    assert (other > month) == (distance > 0)


@given(months)
def test_prints_what_it_parses(month: Month) -> None:
    assert Month.parse(str(month)) == month


@given(days)
def test_holds_the_days_of_one_month(day: date) -> None:
    month = Month.of(day)
    assert month.first_day <= day <= month.last_day
    assert day in month
    assert month.last_day + timedelta(1) == month.next.first_day
    assert month.first_day - timedelta(1) == month.previous.last_day
    assert month.days == (month.last_day - month.first_day).days + 1
    assert month.first_day not in month.next


@given(months, st.integers(0, 40))
def test_spans_without_gaps(first: Month, length: int) -> None:
    assume(first.year < 2096)
    span = list(Month.span(first, first + length))
    assert len(span) == length + 1
    assert all(later - earlier == 1 for earlier, later in pairwise(span))


def test_knows_leap_years() -> None:
    assert [Month(year, 2).days for year in (2000, 2023, 2024, 2100)] == [29, 28, 29, 28]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2017",
        "2017-8",
        "2017-13",
        "2017-00",
        "08.2017",
        "2017-08-01",
        "20170-8",
        "1989-12",
        "2101-01",
        "٢٠١٧-٠٨",
        "2017-08\n",
        " 2017-08",
        "9999-12",
        "-017-08",
    ],
)
def test_refuses_other_text(text: str) -> None:
    with pytest.raises(ValueError, match=r"month|year"):
        Month.parse(text)


@pytest.mark.parametrize(("year", "month"), [(1989, 12), (2101, 1), (2017, 0), (2017, 13), (10**30, 1)])
def test_has_bounds(year: int, month: int) -> None:
    with pytest.raises(ValueError, match="is not between"):
        Month(year, month)


@pytest.mark.parametrize(("year", "month"), [(2017.0, 8), (2017, True), ("2017", 8)])
def test_holds_plain_ints(year: Any, month: Any) -> None:
    with pytest.raises(TypeError):
        Month(year, month)


def test_ends_where_the_calendar_ends() -> None:
    with pytest.raises(ValueError, match="2101"):
        _ = Month(2100, 12).next
    with pytest.raises(ValueError, match="1989"):
        _ = Month(1990, 1).previous
    assert list(Month.span(Month(2100, 12), Month(2100, 12))) == [Month(2100, 12)]


def test_refuses_a_span_backwards() -> None:
    with pytest.raises(ValueError, match="2017-07 is before 2017-08"):
        Month.span(Month(2017, 8), Month(2017, 7))


def test_a_moment_has_no_month() -> None:
    with pytest.raises(TypeError, match="time zone"):
        Month.of(datetime(2017, 8, 31, 22, tzinfo=UTC))


def test_does_not_add_other_things() -> None:
    month: Any = Month(2017, 8)
    for other in (1.0, True, "1", month):
        with pytest.raises(TypeError):
            month + other
    for other in (1.0, True, "1"):
        with pytest.raises(TypeError):
            month - other
