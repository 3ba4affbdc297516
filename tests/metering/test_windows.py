"""When readings are taken."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.calc.period import Month
from kvita.metering.enums import ReadingKind, ReadingState
from kvita.metering.policies.windows import window_at, window_before, window_of
from kvita.metering.selectors import window_progress
from tests.factories import TODAY, make_account, make_organization, make_reading, make_register

DAYS = st.integers(1, 31)


@pytest.mark.parametrize(
    ("from_day", "to_day", "today", "opens", "closes"),
    [
        (10, 25, "2017-09-11", "2017-09-10", "2017-09-25"),
        (10, 25, "2017-09-09", "2017-09-10", "2017-09-25"),
        (10, 25, "2017-09-25", "2017-09-10", "2017-09-25"),
        (10, 25, "2017-09-26", "2017-10-10", "2017-10-25"),
        (25, 5, "2017-09-03", "2017-08-25", "2017-09-05"),
        (25, 5, "2017-09-05", "2017-08-25", "2017-09-05"),
        (25, 5, "2017-09-06", "2017-09-25", "2017-10-05"),
        (25, 5, "2018-01-01", "2017-12-25", "2018-01-05"),
        (20, 31, "2018-02-21", "2018-02-20", "2018-02-28"),
        (31, 31, "2018-02-10", "2018-02-28", "2018-02-28"),
        (31, 3, "2018-03-01", "2018-02-28", "2018-03-03"),
    ],
)
def test_the_window_of_a_day(from_day: int, to_day: int, today: str, opens: str, closes: str) -> None:
    window = window_at(dt.date.fromisoformat(today), from_day=from_day, to_day=to_day)
    assert (str(window.opens_on), str(window.closes_on)) == (opens, closes)
    assert window.month == Month.of(window.opens_on)


@given(DAYS, DAYS, st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31)))
def test_the_window_is_never_over_and_the_one_before_always_is(from_day: int, to_day: int, today: dt.date) -> None:
    window = window_at(today, from_day=from_day, to_day=to_day)
    before = window_before(window, from_day=from_day, to_day=to_day)
    assert before.closes_on < today <= window.closes_on
    assert window == window_of(window.month, from_day=from_day, to_day=to_day)
    assert window.opens_on <= window.closes_on


@pytest.mark.django_db
def test_progress_counts_registers_with_a_live_reading_of_this_window() -> None:
    account = make_account(make_organization())
    sent, refused, estimated, earlier = (make_register(account) for _ in range(4))
    make_register(account, removed_on=dt.date(2017, 9, 1))
    make_register(make_account(account.organization))
    make_reading(sent, "10")
    make_reading(refused, "10", state=ReadingState.REFUSED)
    make_reading(estimated, "10", kind=ReadingKind.ESTIMATED)
    make_reading(earlier, "10", dt.date(2017, 8, 15))

    progress = window_progress(account, today=TODAY)

    assert (progress.submitted, progress.total) == (1, 4)
    assert progress.is_open
    assert progress.days_left(TODAY) == 14
    assert not progress.is_complete


@pytest.mark.django_db
def test_a_closed_window_names_the_next_one() -> None:
    account = make_account(make_organization(settings__reading_window_from=10, settings__reading_window_to=25))
    make_reading(make_register(account), "10")
    progress = window_progress(account, today=dt.date(2017, 9, 26))
    assert not progress.is_open
    assert (progress.opens_on, progress.submitted) == (dt.date(2017, 10, 10), 0)
