"""Many new rows of one table at once, without a model object for each.

PostgreSQL: `COPY`. SQLite: they are laid beside the database while nobody waits, and then taken from there.
"""

import csv
import datetime as dt
import io
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection, models

from kvita.calc.money import Money
from kvita.exchange.services.beside import Beside

Rows = Iterable[Sequence[Any]]
Field = models.Field[Any, Any]


def copy_rows(*, model: type[models.Model], names: Sequence[str], rows: Rows) -> None:
    """Add rows given as values of the columns `names` (attribute names: `account_id`); other columns get their default.

    Values are those of the database: kopecks, ids, days, texts, None. The key of the table is drawn by the database
    unless `id` is named. PostgreSQL only.
    """
    used, constants = _fields(model, names)
    filled = ", ".join(_quoted(field) for field in used if not field.null)
    columns = ", ".join(_quoted(field) for field in used)
    text = io.StringIO()
    csv.writer(text).writerows((*row, *constants) for row in rows)
    sql = f"COPY {_table(model)} ({columns}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({filled}))"
    # The call is the driver's own: its errors become Django's only here.
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(sql) as copy:
        copy.write(text.getvalue())


def lay_rows(*, beside: Beside, name: str, model: type[models.Model], names: Sequence[str], rows: Rows) -> str:
    """Lay the same rows beside a SQLite database, by a name; return the name of the table they stand in."""
    used, constants = _fields(model, names)
    stored = _StoredDays()
    places = [place for place, field in enumerate(used) if isinstance(field, models.DateField)]
    values = (stored.in_row([*row, *constants], places) for row in rows)
    return beside.lay(name, [_quoted(field) for field in used], values)


def take_rows(
    *, laid: str, model: type[models.Model], names: Sequence[str], moved: Collection[str] = (), by: int = 0
) -> None:
    """Add the rows laid beside; the columns `moved` are numbers that grow `by` so much."""
    used, _ = _fields(model, names)
    columns = ", ".join(_quoted(field) for field in used)
    values = ", ".join(f"{_quoted(it)} + {by}" if it.attname in moved else _quoted(it) for it in used)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {_table(model)} ({columns}) SELECT {values} FROM {laid}")  # noqa: S608 - own names


def _fields(model: type[models.Model], names: Sequence[str]) -> tuple[list[Field], tuple[Any, ...]]:
    """Return the fields to fill, the named ones first, and what the others are filled with."""
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    rest = [field for name, field in fields.items() if name not in names and not field.primary_key]
    return [fields[name] for name in names] + rest, tuple(_plain(field.get_default()) for field in rest)


def _quoted(field: Field) -> str:
    return connection.ops.quote_name(str(field.column))


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


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
