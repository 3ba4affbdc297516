"""Rows that stand ready beside a SQLite database, so that one statement stores them all.

Rows that are given one by one from Python keep the write lock four times as long as `INSERT … SELECT` of the same rows.
Here they wait in temporary tables of the connection: to fill those takes no lock of the database, and no trace is left
of them when the process ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from django.db import connection

_PREFIX: Final = "beside_"
_BLOCK: Final = 5_000


class Beside:
    """Temporary tables by name."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def lay(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, key: str = "") -> str:
        """Keep rows of quoted columns as they are, in their order; return the name of the table for SQL."""
        table = f'temp."{_PREFIX}{name}"'
        marks = ", ".join(["%s"] * len(columns))
        keys = [f"PRIMARY KEY ({key})"] if key else []
        left = iter(rows)
        with connection.cursor() as cursor:
            if name not in self._names:
                self._names.add(name)
                cursor.execute(f"CREATE TABLE {table} ({', '.join([*columns, *keys])})")
            while block := list(islice(left, _BLOCK)):
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", block)
        return table

    def drop(self) -> None:
        """Take the tables away, also when the caller's transaction has failed."""
        for name in self._names:
            connection.connection.execute(f'DROP TABLE IF EXISTS temp."{_PREFIX}{name}"')


@contextmanager
def rows_beside() -> Iterator[Beside]:
    """Give the tables; they are gone afterwards. One at a time on a connection."""
    beside = Beside()
    try:
        yield beside
    finally:
        beside.drop()


@contextmanager
def filled_at_once() -> Iterator[None]:
    """Fill the tables in one transaction that takes no lock of the database: Django's own would (`IMMEDIATE`)."""
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    raw.execute("BEGIN")
    try:
        yield
    except BaseException:
        raw.execute("ROLLBACK")
        raise
    raw.execute("COMMIT")
