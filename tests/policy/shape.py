"""The shape of a database: its tables with their columns and constraints, as the database itself tells it."""

import json
import re
import sys
from typing import Any

from django.db import connection

# Names that SQLite gives by the order of the columns, which ALTER TABLE changes.
NUMBERED = re.compile(r"(fk|__unnamed_constraint|sqlite_autoindex_\w+)_\d+")


def read_shape() -> dict[str, Any]:
    """Return {table: {"columns": {name: told}, "constraints": [told, …]}}, the names of constraints included."""
    with connection.cursor() as cursor:
        return {table: _table(cursor, table) for table in sorted(connection.introspection.table_names(cursor))}


def _table(cursor: Any, table: str) -> dict[str, Any]:
    columns = connection.introspection.get_table_description(cursor, table)
    constraints = connection.introspection.get_constraints(cursor, table)
    told = [("" if NUMBERED.match(name) else name, constraint) for name, constraint in constraints.items()]
    return {
        "columns": {column.name: [str(fact) for fact in column[1:]] for column in columns},
        # SQLite: a unique constraint without a name is read out of the SQL, wrongly beside generated columns; its index
        # stands in the list as well.
        "constraints": sorted(
            json.dumps([name, constraint], sort_keys=True)
            for name, constraint in told
            if name or not constraint["unique"] or constraint["index"]
        ),
    }


def print_shape() -> None:
    """Migrate the database of `DATABASE_URL` and print its shape: what test_migrations.py starts."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    json.dump(read_shape(), sys.stdout)


if __name__ == "__main__":
    print_shape()
