"""A demo folder that an older program has left is kept beside the new one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from kvita.demo.older import OlderDatabaseError, set_aside_older


@pytest.fixture
def connection(tmp_path: Path, settings: Settings, django_db_blocker: DjangoDbBlocker) -> Iterator[DatabaseWrapper]:
    """A database file of its own, with the record of migrations and nothing else."""
    told = {**connections["default"].settings_dict, "ENGINE": "django.db.backends.sqlite3"}
    told |= {"NAME": str(tmp_path / "kvita.sqlite3"), "OPTIONS": {}}
    settings.MIGRATION_MODULES = {}  # the tests make tables without them
    file = connections["older"] = DatabaseWrapper(told, alias="older")
    with django_db_blocker.unblock():
        MigrationRecorder(file).ensure_schema()
        yield file
    file.close()
    del connections["older"]


def test_a_database_of_migrations_that_are_gone_is_kept_under_another_name(
    connection: DatabaseWrapper, tmp_path: Path
) -> None:
    MigrationRecorder(connection).record_applied("housing", "0099_of_long_ago")
    (tmp_path / "kvita-older-1.sqlite3").write_text("of another time")
    assert set_aside_older(connection) == tmp_path / "kvita-older-2.sqlite3"
    assert not (tmp_path / "kvita.sqlite3").exists()
    assert (tmp_path / "kvita-older-1.sqlite3").read_text() == "of another time"
    assert MigrationRecorder(connection).applied_migrations() == {}  # a new file


def test_the_programs_own_database_stays(connection: DatabaseWrapper, tmp_path: Path) -> None:
    MigrationRecorder(connection).record_applied("housing", "0001_initial")
    MigrationRecorder(connection).record_applied("an_app_that_left", "0001_initial")
    assert set_aside_older(connection) is None
    assert (tmp_path / "kvita.sqlite3").exists()


def test_a_database_of_a_server_is_not_touched(connection: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch) -> None:
    MigrationRecorder(connection).record_applied("housing", "0099_of_long_ago")
    monkeypatch.setattr(connection, "vendor", "postgresql")
    with pytest.raises(OlderDatabaseError):
        set_aside_older(connection)
