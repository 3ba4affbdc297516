"""SQL of this package: names of tables, one way to run it, identical on PostgreSQL and SQLite."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection

from kvita.exchange.kinds.statements.columns import MONEY, SAID, SAID_OF_BILL, STORED

STAGE: Final = "import_stage"
PART_STAGE: Final = "import_part_stage"
PART_DIFF: Final = "import_part_diff"
HEADS: Final = "import_heads"
DIFF: Final = "import_diff"
TOUCHED: Final = "import_touched"
VERSION_LINES: Final = "import_version_lines"
STATEMENT: Final = "billing_statement"
LINE: Final = "billing_statementline"
PART: Final = "billing_linepart"

TOTALS: Final = (
    *(f"sum({{0}}{name}) AS {name}" for name in MONEY),
    "sum(CASE WHEN {0}closing > 0 THEN {0}closing ELSE 0 END) AS arrears",
    "sum(CASE WHEN {0}closing < 0 THEN -{0}closing ELSE 0 END) AS credit",
)
TOTAL_NAMES: Final = (*MONEY, "arrears", "credit")


def is_postgres() -> bool:
    """Tell which of the two databases this is."""
    return connection.vendor == "postgresql"


def run(sql: str, parameters: Sequence[Any] = ()) -> int:
    """Run a statement and return the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, _adapted(parameters))
        return int(cursor.rowcount)


def fetch(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a query and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, _adapted(parameters))
        return list(cursor.fetchall())


def temporary(name: str, select: str, parameters: Sequence[Any] = (), *, keys: Sequence[str] = ()) -> int:
    """Make a temporary table from a query, with indexes on `keys`; return the number of its rows."""
    run(f"DROP TABLE IF EXISTS {name}")
    run(f"CREATE TEMPORARY TABLE {name} AS {select}", parameters)
    settle(name, keys)
    return int(fetch(f"SELECT count(*) FROM {name}")[0][0])


def settle(name: str, keys: Sequence[str]) -> None:
    """Tell the planner what a temporary table holds: statistics on PostgreSQL (it hashes), indexes on SQLite."""
    if is_postgres():
        run(f"ANALYZE {name}")
        return
    for key in keys:
        run(f"CREATE INDEX {name}_{key.replace(', ', '_')} ON {name} ({key})")


def _adapted(parameters: Sequence[Any]) -> list[Any]:
    """Return the parameters as both databases take them in raw SQL."""
    adapted = []
    for value in parameters:
        if isinstance(value, dt.datetime):
            adapted.append(connection.ops.adapt_datetimefield_value(value))
        else:
            adapted.append(value.isoformat() if isinstance(value, dt.date) else value)
    return adapted


def totals(alias: str = "") -> str:
    """Return the sums that a statement keeps of its lines."""
    prefix = f"{alias}." if alias else ""
    return ", ".join(part.format(prefix) for part in TOTALS)


def marks(values: Iterable[object]) -> str:
    """Return `%s, %s, %s` for a list; for an empty one, NULL, which nothing equals."""
    return ", ".join("%s" for _ in values) or "NULL"


def newest(name: str, stored: str, staged: str) -> str:
    """Return the value that a stored line gets: the file's, but a volume that is only printed shorter stays exact."""
    if name in SAID:
        return f"COALESCE({staged}.{name}, {stored}.{name})"
    if name != "volume":
        return f"{staged}.{name}"
    return f"CASE WHEN round({stored}.volume, 2) = {staged}.volume THEN {stored}.volume ELSE {staged}.volume END"


def differs(name: str, stored: str, staged: str) -> str:
    """Return the condition that a value is news: a volume printed shorter is none, nor is what the file leaves out."""
    if name in SAID or name in SAID_OF_BILL:
        theirs, ours = f"{staged}.{name}", f"{stored}.{name}"
        return f"({theirs} IS NOT NULL AND ({ours} IS NULL OR {ours} <> {theirs}))"
    if name == "volume":
        return f"({stored}.volume <> {staged}.volume AND round({stored}.volume, 2) <> {staged}.volume)"
    return f"{stored}.{name} <> {staged}.{name}"


def columns(alias: str, names: Iterable[str] = STORED) -> str:
    """Return `alias.a, alias.b`."""
    return ", ".join(f"{alias}.{name}" for name in names)
