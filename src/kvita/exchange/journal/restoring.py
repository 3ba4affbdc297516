"""Undoes what a batch did."""

from typing import Any

from django.apps import apps
from django.db import connection, models

from kvita.exchange.journal.snapshots import columns_of, restored, snapshot, table_of
from kvita.exchange.models import ImportBatch, ImportedChange


def changed_since(batch: ImportBatch) -> tuple[type[models.Model], int] | None:
    """Return a row of the batch that is no longer as the batch left it, or None."""
    for model in _models_changed(batch):
        sql = (
            f"SELECT change.row_id FROM {_changes()} change "
            f"LEFT JOIN {table_of(model)} kept ON kept.id = change.row_id "
            f"WHERE change.batch_id = %s AND change.{_table()} = %s AND "
            f"CASE WHEN kept.id IS NULL THEN change.after IS NOT NULL "
            f"ELSE change.after IS NULL OR change.after <> {snapshot(model, 'kept')} END LIMIT 1"
        )
        if found := _fetch(sql, [batch.pk, model._meta.label_lower]):
            return model, found[0][0]
    return None


def undo_creations(batch: ImportBatch) -> None:
    """Delete the rows that the batch created, last first."""
    with connection.cursor() as cursor:
        for row_range in batch.ranges.order_by("-id"):
            model = apps.get_model(row_range.table)
            cursor.execute(
                f"DELETE FROM {table_of(model)} WHERE id BETWEEN %s AND %s", [row_range.first_id, row_range.last_id]
            )


def restore_changes(batch: ImportBatch) -> None:
    """Give changed rows their columns back, and removed rows their place."""
    for model in _models_changed(batch):
        fields = [field for field in columns_of(model) if not field.primary_key]
        names = [connection.ops.quote_name(str(field.column)) for field in fields]
        values = [restored(field, "change.before") for field in fields]
        mine = f"change.batch_id = %s AND change.{_table()} = %s"
        parameters: list[Any] = [batch.pk, model._meta.label_lower]
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table_of(model)} SET {', '.join(f'{n} = {v}' for n, v in zip(names, values, strict=True))} "
                f"FROM {_changes()} change WHERE {mine} AND change.row_id = {table_of(model)}.id",
                parameters,
            )
            cursor.execute(
                f"INSERT INTO {table_of(model)} (id, {', '.join(names)}) "
                f"SELECT change.row_id, {', '.join(values)} FROM {_changes()} change "
                f"WHERE {mine} AND change.after IS NULL",
                parameters,
            )


def _models_changed(batch: ImportBatch) -> list[type[models.Model]]:
    labels = batch.changes.order_by().values_list("table", flat=True).distinct()
    return [apps.get_model(label) for label in sorted(labels)]


def _changes() -> str:
    return table_of(ImportedChange)


def _table() -> str:
    return connection.ops.quote_name("table")


def _fetch(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
