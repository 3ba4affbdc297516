"""Constraints that Django does not know."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.constraints import BaseConstraint


class RangesApart(BaseConstraint):
    """Half-open ranges `[valid_from, valid_to)` of rows with the same `keys` have no common day.

    PostgreSQL holds it by an exclusion constraint (a range of one number stands for "equal", so that no extension is
    needed), SQLite by triggers. A NULL key equals a NULL key. Forms are to check on their own: they know which rows
    come together with this one.
    """

    def __init__(self, *, keys: Sequence[str], name: str) -> None:
        super().__init__(name=name)
        self.keys = tuple(keys)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return what a migration writes down."""
        path, args, kwargs = super().deconstruct()
        return path, tuple(args), {**kwargs, "keys": self.keys}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RangesApart) and (self.name, self.keys) == (other.name, other.keys)

    def __hash__(self) -> int:
        return hash((self.name, self.keys))

    def constraint_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:  # type: ignore[override]  # the stubs allow None for what Django always gives
        """Return the clause of CREATE TABLE; on SQLite there is none, and the triggers follow the table."""
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.deferred_sql.extend(self._triggers(model))
            return ""  # nothing to say here
        return f"CONSTRAINT {self.name} {self._exclusion(model)}"

    def create_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:  # type: ignore[override]  # the stubs allow None for what Django always gives
        """Return the statement that adds it to a table; SQLite makes the table anew instead."""
        if schema_editor.connection.vendor == "sqlite":
            return ""  # nothing to say here
        return f"ALTER TABLE {model._meta.db_table} ADD CONSTRAINT {self.name} {self._exclusion(model)}"

    def remove_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:  # type: ignore[override]  # the stubs allow None for what Django always gives
        """Return the statement that takes it away."""
        if schema_editor.connection.vendor == "sqlite":
            return ""  # nothing to say here
        return f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT {self.name}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Do nothing: see the class."""

    def _columns(self, model: type[models.Model]) -> list[str]:
        return [str(model._meta.get_field(key).column) for key in self.keys]  # type: ignore[union-attr]  # keys are columns

    def _exclusion(self, model: type[models.Model]) -> str:
        same = ", ".join(
            f"int8range(coalesce({column}, 0), coalesce({column}, 0), '[]') WITH &&" for column in self._columns(model)
        )
        return f"EXCLUDE USING gist ({same}, daterange(valid_from, valid_to) WITH &&)"

    def _triggers(self, model: type[models.Model]) -> list[str]:
        table = model._meta.db_table.removeprefix("new__")  # SQLite fills a table of this name before it renames it
        same = " AND ".join(
            f"coalesce(other.{column}, 0) = coalesce(NEW.{column}, 0)" for column in self._columns(model)
        )
        return [
            f"CREATE TRIGGER {self.name}_{act.lower()} BEFORE {act} ON {table} "  # noqa: S608 - names of our own tables
            f"WHEN EXISTS (SELECT 1 FROM {table} other WHERE {same} AND other.id <> coalesce(NEW.id, -1) "
            "AND (NEW.valid_to IS NULL OR other.valid_from < NEW.valid_to) "
            "AND (other.valid_to IS NULL OR NEW.valid_from < other.valid_to)) "
            f"BEGIN SELECT RAISE(ABORT, 'constraint failed: {self.name}'); END"
            for act in ("INSERT", "UPDATE")
        ]
