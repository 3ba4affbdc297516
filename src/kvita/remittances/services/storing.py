"""Many new rows of one table at once: COPY on PostgreSQL, `executemany` on SQLite, without a model object for each."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from django.db import connection, models

from kvita.calc.money import Money


def insert_rows(*, model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Add rows given as values of the columns `names` (attribute names: `account_id`); other columns get their default.

    Values are those of the database: kopecks, ids, days, texts, None. The key of the table is drawn by the database
    unless `id` is named.
    """
    if not rows:
        return
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    rest = [field for name, field in fields.items() if name not in names and not field.primary_key]
    constants = tuple(_plain(field.get_default()) for field in rest)
    used = [fields[name] for name in names] + rest
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in used)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            filled = ", ".join(connection.ops.quote_name(str(field.column)) for field in used if not field.null)
            text = io.StringIO()
            csv.writer(text).writerows((*row, *constants) for row in rows)
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({filled}))") as copy:
                copy.write(text.getvalue())
        else:
            marks = ", ".join(["%s"] * len(used))
            stored = _StoredDays()
            places = [place for place, field in enumerate(used) if isinstance(field, models.DateField)]
            values = [stored.in_row([*row, *constants], places) for row in rows]
            sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our own columns
            cursor.executemany(sql, values)


def _plain(value: Any) -> Any:
    return value.kopecks if isinstance(value, Money) else value


class _StoredDays(dict[dt.date, str]):
    """Days and moments as SQLite keeps them, each worked out once: a file has few of them in many rows."""

    def __missing__(self, value: dt.date) -> str:
        stored = (
            connection.ops.adapt_datetimefield_value(value) if isinstance(value, dt.datetime) else value.isoformat()
        )
        text = self[value] = str(stored)
        return text

    def in_row(self, row: list[Any], places: Sequence[int]) -> list[Any]:
        """Replace the days at these places of the row."""
        for place in places:
            if row[place] is not None:
                row[place] = self[row[place]]
        return row
