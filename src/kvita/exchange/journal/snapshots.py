"""Rows as JSON of texts, and back: exact on both databases, whatever the type of the column."""

from typing import Any

from django.db import connection, models


def table_of(model: type[models.Model]) -> str:
    """Return the quoted name of the table."""
    return connection.ops.quote_name(model._meta.db_table)


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the stored fields of a model; what the database computes itself is left out."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def snapshot(model: type[models.Model], alias: str) -> str:
    """Return the SQL expression that gives the row `alias` as a JSON object of texts (NULL stays NULL)."""
    pairs = ", ".join(f"'{field.column}', {_as_text(f'{alias}.{_quoted(field)}')}" for field in columns_of(model))
    return f"{'jsonb_build_object' if _is_postgres() else 'json_object'}({pairs})"


def restored(field: models.Field[Any, Any], source: str) -> str:
    """Return the SQL expression that gives the value of a column back from the JSON `source`."""
    if _is_postgres():
        return f"({source} ->> '{field.column}')::{field.cast_db_type(connection)}"
    return f"CAST(json_extract({source}, '$.{field.column}') AS {_sqlite_type(field)})"


def _quoted(field: models.Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


def _as_text(column: str) -> str:
    if _is_postgres():
        return f"{column}::text"
    # quote() writes a binary fraction with as many digits as it takes to read the same one back.
    return f"CASE typeof({column}) WHEN 'real' THEN quote({column}) ELSE CAST({column} AS TEXT) END"


def _sqlite_type(field: models.Field[Any, Any]) -> str:
    kind = (field.db_type(connection) or "").lower()
    if "int" in kind or kind.startswith("bool"):
        return "INTEGER"
    return "NUMERIC" if kind.startswith("decimal") else "TEXT"
