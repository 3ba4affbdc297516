"""What tests of pages share: the people, their browsers, a clock that stands still, and a sieve for queries."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.actors import Cast, client_of, make_cast
from tests.factories import NOW


@pytest.fixture
def cast(db: None) -> Cast:
    """Anna, Boris, Vera and the others (tests/actors.py)."""
    return make_cast()


@pytest.fixture
def anna(cast: Cast) -> Client:
    """Anna's browser, signed in at her portal."""
    return client_of(cast.anna, cast.portal)


@pytest.fixture
def guest(cast: Cast) -> Client:
    """A browser at Anna's portal in which nobody has signed in."""
    return client_of(None, cast.portal)


@pytest.fixture
def set_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.datetime], None]:
    """Set what time it is for the pages."""

    def set_to(moment: dt.datetime) -> None:
        monkeypatch.setattr("kvita.web.middleware.current_time", lambda: moment)

    return set_to


@pytest.fixture(autouse=True)
def still_clock(set_time: Callable[[dt.datetime], None]) -> None:
    """It is always the morning of 11 September 2017 unless a test says otherwise."""
    set_time(NOW)


@pytest.fixture
def count_queries() -> Callable[[Callable[[], object]], int]:
    """Return how many queries a call makes, the session and the user included."""

    def count(call: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count
