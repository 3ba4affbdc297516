"""Listens to every lock that a test's services take, and tells which of them go against `docs/locks.md`."""

import re
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from kvita.core import locks

PAGE: Final = Path(__file__).parents[1] / "docs" / "locks.md"


def read_order() -> dict[str, int]:
    """Return the place of each table in the order that the page writes down."""
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {table: int(place) for place, table in rows}


class LockOrder:
    """What each thread has locked in the transaction that it is in, and what was wrong with it.

    The transaction of a test case around a service does not count: what stands before it is another transaction in
    the product. Who locks rows that he holds already, or has stored himself, waits for nobody: that is no step back.
    """

    def __init__(self) -> None:
        self.order = read_order()
        self.wrong: list[str] = []
        self._held = threading.local()

    def enter(self, model: type[models.Model], ids: list[int] | None) -> None:
        """Note a lock that is asked for."""
        held: dict[str, set[int]] = self._held.__dict__.setdefault("rows", {})
        table = model._meta.db_table
        if ids is not None and set(ids) <= held.get(table, set()) | self._stored().get(table, set()):
            return
        if table not in self.order:
            self._tell(f"{table} has no place in {PAGE.name}")
            return
        later = [other for other in held if self.order[other] > self.order[table]]
        if later:
            self._tell(f"{table} is locked after {', '.join(later)}")
        held.setdefault(table, set()).update(ids or ())

    def store(self, row: models.Model, connection: BaseDatabaseWrapper) -> None:
        """Note a new row: until the end of the transaction nobody else can see it."""
        if not _is_over(connection):
            self._stored().setdefault(row._meta.db_table, set()).add(row.pk)

    def begin(self) -> None:
        """Note where a transaction or a savepoint begins."""
        held = self._held.__dict__.get("rows", {})
        self._held.__dict__.setdefault("points", []).append({table: set(ids) for table, ids in held.items()})

    def end(self, connection: BaseDatabaseWrapper, *, is_undone: bool) -> None:
        """Forget the locks of this thread when the transaction of the service is over, or that part of it is undone."""
        points: list[dict[str, set[int]]] = self._held.__dict__.get("points", [])
        before = points.pop() if points else {}
        if is_undone:
            self._held.rows = before
        if _is_over(connection):
            self._held.rows, self._held.stored = {}, {}

    def _stored(self) -> dict[str, set[int]]:
        stored: dict[str, set[int]] = self._held.__dict__.setdefault("stored", {})
        return stored

    def take(self) -> list[str]:
        """Return what was wrong since the last time."""
        told, self.wrong = self.wrong, []
        return told

    def _tell(self, what: str) -> None:
        calls = [call for call in traceback.extract_stack() if "/kvita/" in call.filename]
        self.wrong.append(
            f"{what} ({' > '.join(f'{Path(call.filename).name}:{call.lineno}' for call in calls[-5:-1])})"
        )


def _is_over(connection: BaseDatabaseWrapper) -> bool:
    return all(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


@contextmanager
def listening() -> Iterator[LockOrder]:
    """Listen to the locks of all threads of this process."""
    order = LockOrder()
    enter, begin, end = locks._enter, transaction.Atomic.__enter__, transaction.Atomic.__exit__

    def heard(model: type[models.Model], ids: list[int] | None) -> None:
        enter(model, ids)
        order.enter(model, ids)

    def begun(self: transaction.Atomic) -> None:
        begin(self)
        order.begin()

    def ended(self: transaction.Atomic, *error: Any) -> None:
        try:
            end(self, *error)
        finally:
            order.end(transaction.get_connection(self.using), is_undone=error[0] is not None)

    def stored(instance: models.Model, created: bool, **_: Any) -> None:
        if created:
            order.store(instance, transaction.get_connection())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locks, "_enter", heard)
        patch.setattr(transaction.Atomic, "__enter__", begun)
        patch.setattr(transaction.Atomic, "__exit__", ended)
        models.signals.post_save.connect(stored)
        yield order
        models.signals.post_save.disconnect(stored)
