"""Writes many rows of one table at once: COPY on PostgreSQL, `executemany` elsewhere. Constraints stay on.

Values are given as the database keeps them: money in kopecks, dates and decimals as text, moments through `stamp`.
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

FLUSH_AT: Final = 20_000
Row = tuple[Any, ...]


def stamp(moment: dt.datetime) -> str:
    """Return an aware moment as both databases read it."""
    if connection.vendor == "postgresql":
        return moment.isoformat()
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")


class Sheet:
    """Rows of one table, waiting to be written; columns not named get the default of their field.

    Ids are given here, from the largest in the table on, so that rows of other sheets can refer to them.
    """

    def __init__(self, model: type[models.Model], columns: Sequence[str]) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields if not field.generated}
        constants = [name for name in fields if name not in columns and name != "id"]
        self.model = model
        self.columns = ("id", *columns, *constants)
        self._constants = tuple(_default_of(fields[name]) for name in constants)
        self._columns = [str(fields[name].column) for name in self.columns]
        self._rows: list[Row] = []
        self._next_id = (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1
        self.written = 0

    def add(self, *values: Any) -> int:
        """Put down one row, in the order of `columns`, and return its id."""
        row_id = self._next_id
        self._next_id += 1
        self._rows.append((row_id, *values, *self._constants))
        return row_id

    @property
    def waiting(self) -> int:
        """Rows put down and not written."""
        return len(self._rows)

    def take(self) -> list[Row]:
        """Hand over the rows that wait, instead of writing them."""
        rows, self._rows = self._rows, []
        return rows

    @property
    def is_full(self) -> bool:
        """True when it is time to write."""
        return len(self._rows) >= FLUSH_AT

    def write(self) -> None:
        """Write the rows that wait."""
        if not self._rows:
            return
        names = ", ".join(map(connection.ops.quote_name, self._columns))
        table = connection.ops.quote_name(self.model._meta.db_table)
        if connection.vendor == "postgresql":
            _copy(f"COPY {table} ({names}) FROM STDIN", self._rows)
        else:
            marks = ", ".join(["%s"] * len(self._columns))
            with connection.cursor() as cursor:
                cursor.executemany(
                    f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - names of our own tables
                    self._rows,
                )
        self.written += len(self._rows)
        self._rows = []


def write_all(sheets: Iterable[Sheet]) -> None:
    """Write all sheets, parents before children (the given order), and let the database count on from their ids."""
    written = list(sheets)
    for sheet in written:
        sheet.write()
    finish_load([sheet.model for sheet in written])


def finish_load(models_written: Sequence[type[models.Model]]) -> None:
    """Let the database count on from the ids given here, and learn how large its tables have become.

    PostgreSQL would learn that by itself a minute later; until then it plans for empty tables.
    """
    statements = connection.ops.sequence_reset_sql(no_style(), list(models_written))
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models_written)
        statements.append(f"ANALYZE {names}")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _default_of(field: "models.Field[Any, Any]") -> Any:
    """Return the default as COPY and INSERT take it; JSON as text, which PostgreSQL's adapter would wrap."""
    default = field.get_default()
    if isinstance(field, models.JSONField):
        return json.dumps(default)
    return field.get_db_prep_save(default, connection)


def _copy(statement: str, rows: list[Row]) -> None:
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
