"""What an import has done on a private copy is done to the database itself, in one short transaction."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.db import connection, models

from kvita.billing.models import BillingPeriod, Statement
from kvita.exchange.journal import Journal
from kvita.exchange.journal.snapshots import columns_of, table_of
from kvita.exchange.models import ImportBatch, ImportedChange
from kvita.metering.models import Reading, ReadingEvent

_BLOCK: Final = 5_000
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
    """Carries one batch over. Read what can be read before the write lock is there; `apply` under it."""

    def __init__(self, copy: Path, batch_id: int, ranges: dict[str, list[list[int]]], known: Known) -> None:
        self._copy = copy
        self._batch_id = batch_id
        self._ranges = ranges
        self._known = known
        self._changed = self._read_changed()
        self._registers = self._read_registers()
        self._moved: dict[str, _Moved] = {}

    def apply(self, batch: ImportBatch) -> None:
        """Do in this transaction what the import did to the copy. Raises `ChangedMeanwhileError`."""
        self._refuse_changed(batch.organization_id)
        self._moved = {label: self._move(label, ranges) for label, ranges in self._ranges.items()}
        journal = Journal(batch)
        for label, changes in self._changed.items():
            model = apps.get_model(label)
            journal.keep(model, changes)
            self._refuse_unless_kept(batch, label, changes)
        with closing(sqlite3.connect(self._copy)) as copy:
            late = [label for label in self._changed if apps.get_model(label) is _DRAFTS]
            for label in [label for label in self._changed if label not in late]:
                self._change(copy, apps.get_model(label), self._changed[label])
            for label, ranges in self._ranges.items():
                for first, last in ranges:
                    self._create(copy, apps.get_model(label), first, last)
                    by = self._moved[label].by
                    journal.created_range(apps.get_model(label), first + by, last + by)
            for label in late:
                self._change(copy, apps.get_model(label), self._changed[label])
            self._let_drafts_in()
        journal.close()

    def _read_changed(self) -> dict[str, dict[int, tuple[str, bool]]]:
        """Return per table the rows that the import changed: id → (as it was, is it gone)."""
        changed: dict[str, dict[int, tuple[str, bool]]] = {}
        table = connection.ops.quote_name("table")
        with closing(sqlite3.connect(self._copy)) as copy:
            rows = copy.execute(
                f"SELECT {table}, row_id, before, after IS NULL FROM {table_of(ImportedChange)} WHERE batch_id = ?",
                [self._batch_id],
            )
            for label, row_id, before, is_gone in rows:
                changed.setdefault(label, {})[row_id] = before, bool(is_gone)
        return changed

    def _read_registers(self) -> set[int]:
        """Return the registers whose readings the import has looked at and written."""
        label = Reading._meta.label_lower
        with closing(sqlite3.connect(self._copy)) as copy:
            found: set[int] = set()
            for first, last in self._ranges.get(label, ()):
                ids = copy.execute(
                    f"SELECT register_id FROM {table_of(Reading)} WHERE id BETWEEN ? AND ?", [first, last]
                )
                found.update(register for (register,) in ids)
            for row_id in self._changed.get(label, ()):
                found.update(
                    copy.execute(f"SELECT register_id FROM {table_of(Reading)} WHERE id = ?", [row_id]).fetchone()
                )
        return found

    def _refuse_changed(self, organization_id: int) -> None:
        now = look(organization_id=organization_id)
        if now.months != self._known.months:
            raise ChangedMeanwhileError
        read = Reading.objects.filter(pk__gt=self._known.last_reading).values_list("register", flat=True)
        events = ReadingEvent.objects.filter(pk__gt=self._known.last_event).values_list("reading__register", flat=True)
        if self._registers & {*read, *events}:
            raise ChangedMeanwhileError

    def _refuse_unless_kept(self, batch: ImportBatch, label: str, changes: dict[int, tuple[str, bool]]) -> None:
        """Compare what the journal has just kept with what the import has seen."""
        kept = ImportedChange.objects.filter(batch=batch, table=label)
        table = connection.ops.quote_name("table")
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT row_id, before FROM {table_of(ImportedChange)} WHERE batch_id = %s AND {table} = %s",
                [batch.pk, label],
            )
            same = sum(changes[row_id][0] == before for row_id, before in cursor.fetchall())
        if same != len(changes) or same != kept.count():
            raise ChangedMeanwhileError

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
            value = name
            if moved is not None and moved.by:
                value = f"CASE WHEN {name} >= {moved.first} THEN {name} + {moved.by} ELSE {name} END"
            names.append(name)
            values.append("0" if is_draft and field.column == "is_current" else value)
        return names, values

    def _create(self, copy: sqlite3.Connection, model: type[models.Model], first: int, last: int) -> None:
        names, values = self._columns(model, is_draft=model is _DRAFTS)
        by = self._moved[model._meta.label_lower].by
        rows = copy.execute(
            f"SELECT id + {by}, {', '.join(values)} FROM {table_of(model)} WHERE id BETWEEN ? AND ?", [first, last]
        )
        marks = ", ".join(["%s"] * (len(names) + 1))
        self._write(f"INSERT INTO {table_of(model)} (id, {', '.join(names)}) VALUES ({marks})", _blocks(rows))

    def _change(
        self, copy: sqlite3.Connection, model: type[models.Model], changes: dict[int, tuple[str, bool]]
    ) -> None:
        names, values = self._columns(model)
        gone = [(row_id,) for row_id, (_, is_gone) in changes.items() if is_gone]
        self._write(f"DELETE FROM {table_of(model)} WHERE id = %s", iter([gone] if gone else []))
        sql = f"SELECT {', '.join(values)}, id FROM {table_of(model)} WHERE id = ?"
        rows = [copy.execute(sql, [row_id]).fetchone() for row_id, (_, is_gone) in changes.items() if not is_gone]
        given = ", ".join(f"{name} = %s" for name in names)
        self._write(f"UPDATE {table_of(model)} SET {given} WHERE id = %s", iter([rows] if rows else []))

    def _let_drafts_in(self) -> None:
        moved = self._moved.get(_DRAFTS._meta.label_lower)
        for first, last in self._ranges.get(_DRAFTS._meta.label_lower, ()):
            assert moved is not None  # noqa: S101 - every table with ranges moves, if by nothing
            ids = [first + moved.by, last + moved.by]
            _DRAFTS.objects.filter(pk__range=ids, is_current=False).update(is_current=True)

    @staticmethod
    def _write(sql: str, blocks: Iterator[list[Any]]) -> None:
        with connection.cursor() as cursor:
            for block in blocks:
                cursor.executemany(sql, block)


def _blocks(rows: sqlite3.Cursor) -> Iterator[list[Any]]:
    while block := rows.fetchmany(_BLOCK):
        yield block


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
