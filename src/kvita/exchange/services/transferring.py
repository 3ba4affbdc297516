"""What an import has done on a private copy is done to the database itself, in one short transaction."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.apps import apps
from django.db import connection, models

from kvita.billing.models import BillingPeriod, Statement
from kvita.exchange.journal import Journal
from kvita.exchange.journal.snapshots import columns_of, snapshot, table_of
from kvita.exchange.models import ImportBatch, ImportedChange
from kvita.exchange.services.beside import Beside, filled_at_once
from kvita.metering.models import Reading, ReadingEvent

_DRAFTS: Final = Statement  # in a published month they become current when their lines are there


class ChangedMeanwhileError(Exception):
    """What the import has looked at is no longer so: it has to look again."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the copy knew before the import: states of months, newest readings and what happened to them."""

    months: frozenset[tuple[int, str]]
    last_reading: int
    last_event: int


def look(*, organization_id: int) -> Known:
    """Return what is known now of what may change while a file is read."""
    months = BillingPeriod.objects.filter(organization=organization_id).values_list("pk", "state")
    return Known(frozenset(months), _last(Reading), _last(ReadingEvent))


@dataclass(frozen=True, slots=True)
class _Moved:
    """Rows of a table that the batch created: from which id on in the copy, and how far they move."""

    first: int
    by: int


class Transfer:
    """Carries one batch over.

    What it needs is read and laid beside the database before the write lock is there; `apply` works under it, and lets
    the database take the rows from there, a table at a time.
    """

    def __init__(
        self, copy: Path, batch_id: int, ranges: dict[str, list[list[int]]], known: Known, beside: Beside
    ) -> None:
        self._ranges = ranges
        self._known = known
        self._beside = beside
        self._moved: dict[str, _Moved] = {}
        with closing(sqlite3.connect(copy)) as source, filled_at_once():
            self._changes, self._changed = self._lay_changes(source, batch_id)
            self._registers = self._read_registers(source)
            self._now = {label: self._lay_changed(source, batch_id, label) for label in self._changed}
            self._new = {label: self._lay_created(source, label) for label in ranges}
            self._was = {label: self._lay_untouched(label) for label in self._changed}
            self._differing = {label: self._find_differing(label) for label in self._changed}

    def apply(self, batch: ImportBatch) -> None:
        """Do in this transaction what the import did to the copy. Raises `ChangedMeanwhileError`."""
        self._refuse_changed(batch.organization_id)
        self._moved = {label: self._move(label, ranges) for label, ranges in self._ranges.items()}
        journal = Journal(batch)
        for label in self._changed:
            self._refuse_touched(label)
            model = apps.get_model(label)
            journal.take(model, self._changes, is_final=not self._refers_to_moved(model))
        late = [label for label in self._changed if apps.get_model(label) is _DRAFTS]
        for label in [label for label in self._changed if label not in late]:
            self._change(label)
        for label, ranges in self._ranges.items():
            self._create(label)
            by = self._moved[label].by
            for first, last in ranges:
                journal.created_range(apps.get_model(label), first + by, last + by)
        for label in late:
            self._change(label)
        self._let_drafts_in()
        journal.close()

    def _lay_changes(self, source: sqlite3.Connection, batch_id: int) -> tuple[str, dict[str, int]]:
        """Lay out the journal of the rows that the import changed; count them by table."""
        table = connection.ops.quote_name("table")
        mine = f"FROM {table_of(ImportedChange)} WHERE batch_id = ?"
        rows = source.execute(f"SELECT {table}, row_id, before, after {mine}", [batch_id])
        laid = self._beside.lay("changes", ("label", "row_id", "before", "after"), rows, key="label, row_id")
        return laid, dict(source.execute(f"SELECT {table}, count(*) {mine} GROUP BY {table}", [batch_id]))

    def _lay_changed(self, source: sqlite3.Connection, batch_id: int, label: str) -> str:
        """Lay out the rows that the import changed, as it left them."""
        table = connection.ops.quote_name("table")
        changed = f"SELECT row_id FROM {table_of(ImportedChange)} WHERE batch_id = ? AND {table} = ?"
        model = apps.get_model(label)
        rows = source.execute(f"{_chosen(model)} IN ({changed}) ORDER BY id", [batch_id, label])
        return self._beside.lay(f"now_{model._meta.db_table}", _names(model), rows, key="id")

    def _lay_untouched(self, label: str) -> str:
        """Lay out the same rows as the database has them; they are what the import has seen, or it was for nothing."""
        model = apps.get_model(label)
        names = ", ".join(f"kept.{name}" for name in _names(model))
        source = f"{self._changes} seen JOIN {table_of(model)} kept ON kept.id = seen.row_id WHERE seen.label = %s"
        same = f"seen.before = {snapshot(model, 'kept')}"
        laid = self._beside.lay(f"was_{model._meta.db_table}", _names(model), (), key="id")
        _run(f"INSERT INTO {laid} SELECT {names} FROM {source} AND {same}", [label])
        if _count(laid) != self._changed[label]:
            raise ChangedMeanwhileError
        return laid

    def _find_differing(self, label: str) -> set[str]:
        """Return the columns in which any row that the import changed differs now: the others need no writing."""
        names = _names(apps.get_model(label))
        sums = ", ".join(f"max(was.{name} IS NOT now.{name})" for name in names)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {sums} FROM {self._was[label]} was JOIN {self._now[label]} now ON now.id = was.id")
            return {name for name, differs in zip(names, cursor.fetchone(), strict=True) if differs}

    def _lay_created(self, source: sqlite3.Connection, label: str) -> str:
        """Lay out the rows that the import created."""
        model = apps.get_model(label)
        sql = f"{_chosen(model)} BETWEEN ? AND ? ORDER BY id"
        rows = (row for ids in self._ranges[label] for row in source.execute(sql, ids))
        return self._beside.lay(f"new_{model._meta.db_table}", _names(model), rows)

    def _read_registers(self, source: sqlite3.Connection) -> set[int]:
        """Return the registers whose readings the import has looked at and written."""
        label = Reading._meta.label_lower
        found: set[int] = set()
        chosen = f"SELECT register_id FROM {table_of(Reading)} WHERE id"
        for ids in self._ranges.get(label, ()):
            found.update(register for (register,) in source.execute(f"{chosen} BETWEEN ? AND ?", ids))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT row_id FROM {self._changes} WHERE label = %s", [label])
            for row_id in cursor.fetchall():
                found.update(source.execute(f"{chosen} = ?", row_id).fetchone())
        return found

    def _refuse_changed(self, organization_id: int) -> None:
        now = look(organization_id=organization_id)
        if now.months != self._known.months:
            raise ChangedMeanwhileError
        read = Reading.objects.filter(pk__gt=self._known.last_reading).values_list("register", flat=True)
        events = ReadingEvent.objects.filter(pk__gt=self._known.last_event).values_list("reading__register", flat=True)
        if self._registers & {*read, *events}:
            raise ChangedMeanwhileError

    def _refuse_touched(self, label: str) -> None:
        """Compare the rows that the import changed with what they were when they were laid out."""
        model = apps.get_model(label)
        same = " AND ".join(f"was.{name} IS kept.{name}" for name in _names(model))
        found = _count(f"{self._was[label]} was JOIN {table_of(model)} kept ON kept.id = was.id WHERE {same}")
        if found != self._changed[label]:
            raise ChangedMeanwhileError

    def _refers_to_moved(self, model: type[models.Model]) -> bool:
        related = (field.related_model for field in columns_of(model))
        moved = (self._moved.get(one._meta.label_lower) for one in related if isinstance(one, type))
        return any(one is not None and one.by for one in moved)

    @staticmethod
    def _move(label: str, ranges: Sequence[Sequence[int]]) -> _Moved:
        """Return how far the new rows of a table move, so that their ids come after those that others have stored."""
        first = min(one[0] for one in ranges)
        return _Moved(first, _last(apps.get_model(label)) + 1 - first)

    def _columns(self, model: type[models.Model], *, is_draft: bool = False) -> tuple[list[str], list[str]]:
        """Return the names of the columns but for the id, and what to read for each, moved."""
        names, values = [], []
        for field in columns_of(model):
            if field.primary_key:
                continue
            name = connection.ops.quote_name(str(field.column))
            related = field.related_model
            moved = self._moved.get(related._meta.label_lower) if isinstance(related, type) else None
            value = f"laid.{name}"
            if moved is not None and moved.by:
                value = f"CASE WHEN {value} >= {moved.first} THEN {value} + {moved.by} ELSE {value} END"
            names.append(name)
            values.append("0" if is_draft and field.column == "is_current" else value)
        return names, values

    def _create(self, label: str) -> None:
        model = apps.get_model(label)
        names, values = self._columns(model, is_draft=model is _DRAFTS)
        _run(
            f"INSERT INTO {table_of(model)} (id, {', '.join(names)}) "
            f"SELECT laid.id + {self._moved[label].by}, {', '.join(values)} FROM {self._new[label]} laid"
        )

    def _change(self, label: str) -> None:
        model = apps.get_model(label)
        gone = f"SELECT row_id FROM {self._changes} WHERE label = %s AND after IS NULL"
        _run(f"DELETE FROM {table_of(model)} WHERE id IN ({gone})", [label])
        columns = zip(*self._columns(model), strict=True)
        given = ", ".join(f"{name} = {value}" for name, value in columns if name in self._differing[label])
        if given:
            table, now = table_of(model), self._now[label]
            _run(f"UPDATE {table} SET {given} FROM {now} laid WHERE laid.id = {table}.id")

    def _let_drafts_in(self) -> None:
        label = _DRAFTS._meta.label_lower
        for first, last in self._ranges.get(label, ()):
            by = self._moved[label].by  # every table with ranges moves, if by nothing
            ids = [first + by, last + by]
            _DRAFTS.objects.filter(pk__range=ids, is_current=False).update(is_current=True)


def _names(model: type[models.Model]) -> list[str]:
    return [connection.ops.quote_name(str(field.column)) for field in columns_of(model)]


def _chosen(model: type[models.Model]) -> str:
    return f"SELECT {', '.join(_names(model))} FROM {table_of(model)} WHERE id"


def _count(source: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {source}")
        (count,) = cursor.fetchone()
    return int(count)


def _run(sql: str, parameters: Sequence[str] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def _last(model: type[models.Model]) -> int:
    """Return the highest id that a table has given out."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {table_of(model)}")
        (highest,) = cursor.fetchone()
        if connection.vendor != "sqlite":
            return int(highest or 0)
        cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
        (given,) = cursor.fetchone()
    return max(highest or 0, given or 0)
