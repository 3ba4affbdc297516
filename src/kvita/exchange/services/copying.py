"""A private copy of a SQLite database: there a file is read, checked and compared, and nobody waits for that.

SQLite has one write lock for everything. What an import finds out takes as long as the file is long, so it does not
belong under that lock: it is done on a copy, by the same code, and what it has changed there is carried over afterwards
in one short transaction (`transferring`). PostgreSQL locks rows and needs none of this.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DEFAULT_DB_ALIAS

_PREFIX: Final = "kvita-copy-"
_CARELESS: Final = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-20000;"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy on which this thread works: the file, which holds what was committed, and the database that it is of."""

    path: Path
    real: BaseDatabaseWrapper

    @contextmanager
    def left(self) -> Iterator[None]:
        """Go back to the database itself while the copy still stands."""
        copy = connections[DEFAULT_DB_ALIAS]
        connections[DEFAULT_DB_ALIAS] = self.real
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = copy


@contextmanager
def private_copy() -> "Iterator[Copy]":
    """Let this thread work on a copy of its SQLite database, as it is now; the copy is gone afterwards.

    It takes about as much room beside the database as that has, and can be read by its owner only. Copies of processes
    that were killed are swept away.
    """
    real = connections[DEFAULT_DB_ALIAS]
    real.ensure_connection()
    place = _place_of(str(real.settings_dict["NAME"]))
    _sweep(place)
    directory = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=place))
    path = directory / "copy.sqlite3"
    try:
        _copy(real, path)
        settings = {**real.settings_dict, "NAME": str(path)}
        settings["OPTIONS"] = {**settings["OPTIONS"], "init_command": _CARELESS}
        copy = type(real)(settings, DEFAULT_DB_ALIAS)
        connections[DEFAULT_DB_ALIAS] = copy
        try:
            yield Copy(path, real)
        finally:
            connections[DEFAULT_DB_ALIAS] = real
            copy.close()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _copy(real: BaseDatabaseWrapper, path: Path) -> None:
    if real.in_atomic_block:  # a backup waits for the end of the caller's own transaction, for ever
        path.write_bytes(real.connection.serialize())
        return
    with closing(sqlite3.connect(path)) as target:
        target.executescript(_CARELESS)
        real.connection.backup(target)


def _place_of(name: str) -> Path:
    """Return the directory of the database, so that the copy stays on its disk; that of the machine in tests."""
    beside = Path(name).parent
    return beside if Path(name).is_file() else Path(tempfile.gettempdir())


def _sweep(place: Path) -> None:
    for left in place.glob(f"{_PREFIX}*-*"):
        with suppress(ValueError):
            if not _is_alive(int(left.name.removeprefix(_PREFIX).partition("-")[0])):
                shutil.rmtree(left, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
