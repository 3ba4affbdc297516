from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.period import Month
from kvita.calc.ranges import DateRange
from tests.calc.strategies import days, months, ranges

AUGUST = DateRange(date(2017, 8, 1), date(2017, 9, 1))
SEPTEMBER = DateRange(date(2017, 9, 1), date(2017, 10, 1))


@given(ranges(), ranges(), days)
def test_a_day_is_in_the_intersection_when_it_is_in_both(a: DateRange, b: DateRange, day: date) -> None:
    common = a.intersect(b)
    assert (common is not None and day in common) == (day in a and day in b)


@given(ranges(), ranges())
def test_overlap_is_mutual_and_means_a_common_day(a: DateRange, b: DateRange) -> None:
    assert a.overlaps(b) == b.overlaps(a)
    assert a.intersect(b) == b.intersect(a)
    later_start = max(a.valid_from, b.valid_from)
    assert a.overlaps(b) == (later_start in a and later_start in b)


@given(ranges(bounded=True))
def test_pieces_by_month_make_up_the_whole(whole: DateRange) -> None:
    pieces = list(whole.split_by_month())
    assert pieces[0][1].valid_from == whole.valid_from
    assert pieces[-1][1].valid_to == whole.valid_to
    assert all(before.valid_to == after.valid_from for (_, before), (_, after) in pairwise(pieces))
    assert sum(piece.days or 0 for _, piece in pieces) == whole.days
    assert all(piece.intersect(DateRange.of_month(month)) == piece for month, piece in pieces)


@given(ranges(bounded=True), st.integers(0, 1200))
def test_is_half_open(whole: DateRange, offset: int) -> None:
    assert whole.days is not None
    assert whole.contains(whole.valid_from + timedelta(offset)) == (offset < whole.days)


@given(months)
def test_a_month_is_a_range(month: Month) -> None:
    whole = DateRange.of_month(month)
    assert whole.days == month.days
    assert list(whole.split_by_month()) == [(month, whole)]


def test_neighbors_do_not_overlap() -> None:
    assert not AUGUST.overlaps(SEPTEMBER)
    assert not SEPTEMBER.overlaps(AUGUST)
    assert AUGUST.intersect(SEPTEMBER) is None
    assert DateRange.inclusive(date(2017, 8, 1), date(2017, 8, 31)) == AUGUST


def test_an_open_range_has_no_last_day() -> None:
    opened = DateRange(date(2017, 8, 15))
    assert opened.is_open
    assert opened.days is None
    assert opened.last_day is None
    assert date(2200, 1, 1) in opened
    assert date(2017, 8, 14) not in opened
    assert opened.intersect(DateRange(date(2017, 9, 1))) == DateRange(date(2017, 9, 1))
    assert opened.intersect(AUGUST) == DateRange(date(2017, 8, 15), date(2017, 9, 1))
    with pytest.raises(ValueError, match="without an end"):
        opened.split_by_month()


def test_refuses_empty_and_inverted() -> None:
    with pytest.raises(ValueError, match="is empty"):
        DateRange(date(2017, 8, 1), date(2017, 8, 1))
    with pytest.raises(ValueError, match="before its start"):
        DateRange(date(2017, 8, 2), date(2017, 8, 1))


def test_is_of_days_not_moments() -> None:
    moment: Any = datetime(2017, 8, 1, tzinfo=UTC)
    with pytest.raises(TypeError, match="calendar days"):
        DateRange(moment)
    with pytest.raises(TypeError, match="calendar days"):
        DateRange(date(2017, 1, 1), moment)
