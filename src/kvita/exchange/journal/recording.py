"""Writes down what a batch creates, changes and removes."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

from kvita.exchange.journal.snapshots import snapshot, table_of
from kvita.exchange.models import ImportBatch, ImportedChange, ImportedRange


class Journal:
    """The journal of one batch, inside its transaction."""

    def __init__(self, batch: ImportBatch) -> None:
        self.batch = batch
        self._ranges: dict[str, list[list[int]]] = {}
        self._changed: dict[str, type[models.Model]] = {}

    def created(self, model: type[models.Model], ids: Iterable[int]) -> None:
        """Note rows that the batch has created."""
        for row_id in sorted(ids):
            self.created_range(model, row_id, row_id)

    def created_range(self, model: type[models.Model], first: int, last: int) -> None:
        """Note a run of ids that are all the batch's own."""
        ranges = self._ranges.setdefault(model._meta.label_lower, [])
        if ranges and ranges[-1][1] + 1 == first:
            ranges[-1][1] = last
        else:
            ranges.append([first, last])

    def keep(self, model: type[models.Model], ids: Iterable[int]) -> None:
        """Keep rows as they are before they are changed or removed; rows of the batch itself need no keeping."""
        listed = sorted(row_id for row_id in ids if not self._owns(model, row_id))
        for start in range(0, len(listed), 500):
            part = listed[start : start + 500]
            self.keep_where(model, f"kept.id IN ({', '.join(['%s'] * len(part))})", part)

    def _owns(self, model: type[models.Model], row_id: int) -> bool:
        ranges = self._ranges.get(model._meta.label_lower, [])
        place = bisect_right(ranges, row_id, key=lambda one: one[0]) - 1
        return place >= 0 and row_id <= ranges[place][1]

    def keep_where(self, model: type[models.Model], condition: str, parameters: Sequence[Any] = ()) -> None:
        """The same for rows that a SQL condition on `kept` chooses. A row kept already stays as it was kept first."""
        label = model._meta.label_lower
        self._changed[label] = model
        sql = (
            f"INSERT INTO {table_of(ImportedChange)} (batch_id, {_quoted('table')}, row_id, before) "
            f"SELECT %s, %s, kept.id, {snapshot(model, 'kept')} FROM {table_of(model)} kept "
            f"WHERE {condition} ON CONFLICT DO NOTHING"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [self.batch.pk, label, *parameters])

    def take(self, model: type[models.Model], laid: str, *, is_final: bool) -> None:
        """Keep the rows of a table that another journal has kept already, `before` and `after` as they stand in `laid`.

        Not `is_final`: what the rows look like afterwards is read from the table when the journal is closed.
        """
        label = model._meta.label_lower
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table_of(ImportedChange)} (batch_id, {_quoted('table')}, row_id, before, after) "
                f"SELECT %s, label, row_id, before, after FROM {laid} WHERE label = %s",
                [self.batch.pk, label],
            )
        if not is_final:
            self._changed[label] = model

    @property
    def ranges(self) -> dict[str, list[list[int]]]:
        """Return the ids that the batch has created: label of the model → runs (first, last), as written."""
        return self._ranges

    def close(self) -> None:
        """Store the ranges and what the kept rows look like now; drop rows that turned out the same."""
        ImportedRange.objects.bulk_create(
            ImportedRange(batch=self.batch, table=label, first_id=first, last_id=last)
            for label, ranges in self._ranges.items()
            for first, last in ranges
        )
        if not self._changed:
            return
        changes = table_of(ImportedChange)
        with connection.cursor() as cursor:
            for label, model in self._changed.items():
                cursor.execute(
                    f"UPDATE {changes} SET after = (SELECT {snapshot(model, 'kept')} FROM {table_of(model)} kept "
                    f"WHERE kept.id = {changes}.row_id) WHERE batch_id = %s AND {_quoted('table')} = %s",
                    [self.batch.pk, label],
                )
            cursor.execute(f"DELETE FROM {changes} WHERE batch_id = %s AND after = before", [self.batch.pk])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
