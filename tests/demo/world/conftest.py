"""The whole demo in the database, built once for the tests of a file and rolled back after them."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from kvita.demo.world import WorldSize, build_world

NOW = dt.datetime(2026, 11, 21, 7, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def world(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[WorldSize]:
    """24 months up to October 2026, seen on 21 November; fewer where the file says so (`MONTHS`)."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world(now=NOW, months=getattr(request.module, "MONTHS", 24))
        transaction.set_rollback(True)
