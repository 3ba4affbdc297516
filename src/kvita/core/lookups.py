"""Conditions that Django's own lookups are slow at."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler


class Among(models.Func):
    """True where a column has one of these values, however many there are: `filter(Among("number", numbers))`.

    `__in` sends every value as a parameter of its own, of which SQLite takes so many, and which Django and the driver
    handle one by one; here all of them are one parameter. Values are those of the database: texts, or whole numbers.
    """

    output_field = models.BooleanField()

    def __init__(self, expression: Combinable | str, values: Sequence[str] | Sequence[int]) -> None:
        super().__init__(expression)
        self._values = list(values)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Compare with an array; PostgreSQL looks it up in an index, or hashes it."""
        kind = "bigint" if self._values and isinstance(self._values[0], int) else "text"
        sql, params = self.as_sql(compiler, connection, template=f"%(expressions)s = ANY(%%s::{kind}[])")
        return sql, (*params, self._values)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Compare with the elements of a JSON list, which SQLite looks up in an index."""
        template = "%(expressions)s IN (SELECT value FROM json_each(%%s))"
        sql, params = self.as_sql(compiler, connection, template=template)
        return sql, (*params, json.dumps(self._values))
