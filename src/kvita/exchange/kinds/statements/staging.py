"""The temporary table of the file's rows, and blocks of ids."""

from typing import Final

import polars as pl
from django.db import connection, models

from kvita.core.errors import DomainError
from kvita.exchange.kinds.statements.parsing import STAGED
from kvita.exchange.kinds.statements.parts import STAGED_PARTS
from kvita.exchange.kinds.statements.sql import PART_STAGE, STAGE, fetch, is_postgres, run, settle

_TRIES: Final = 20
_KEYS: Final = "n bigint, line bigint, account_id bigint, month date, service_id bigint"
_FIGURES: Final = "unit varchar(20), volume decimal(15, 7), rate decimal(14, 6)"


class _Stage:
    """Takes parsed rows; `n` numbers them from 1 in the order of the file."""

    table: str
    columns: tuple[str, ...]
    definition: str

    def __init__(self) -> None:
        self.rows = 0
        run(f"DROP TABLE IF EXISTS {self.table}")
        run(f"CREATE TEMPORARY TABLE {self.table} ({_KEYS}, {self.definition})")

    def load(self, frame: pl.DataFrame) -> None:
        """Add rows (their columns but for `n`)."""
        if frame.is_empty():
            return
        numbers = pl.int_range(self.rows + 1, self.rows + 1 + frame.height, eager=True).alias("n")
        numbered = frame.insert_column(0, numbers)
        self.rows += frame.height
        with connection.cursor() as cursor:
            if is_postgres():
                names = ", ".join(self.columns)
                sql = f"COPY {self.table} ({names}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL (unit))"
                with cursor.copy(sql) as copy:
                    copy.write(numbered.write_csv(include_header=False))
            else:
                marks = ", ".join(["%s"] * len(self.columns))
                cursor.executemany(f"INSERT INTO {self.table} VALUES ({marks})", numbered.rows())

    def settle(self) -> None:
        """Make the table ready for comparing."""
        settle(self.table, ["account_id, month, service_id"])


class Stage(_Stage):
    """Rows that are lines of statements."""

    table = STAGE
    columns = ("n", *STAGED)
    definition = (
        f"{_FIGURES}, opening bigint, charged bigint, adjusted bigint, shortfall bigint, paid bigint, closing bigint, "
        "shortfall_days decimal(6, 2), multiplier decimal(6, 3), common_volume decimal(15, 7), "
        "social_norm_amount bigint, benefit bigint, excess bigint, document_number varchar(40), valid_until date"
    )


class PartStage(_Stage):
    """Rows that are components of lines."""

    table = PART_STAGE
    columns = ("n", *STAGED_PARTS)
    definition = (
        f"name varchar(150), {_FIGURES}, charged bigint, adjusted bigint, shortfall bigint, social_norm_amount bigint"
    )


def reserve_ids(model: type[models.Model], count: int) -> int:
    """Take `count` ids in one run that nobody else will get, and return the first."""
    if is_postgres():
        return _reserve_from_sequence(model, count)
    table = model._meta.db_table
    used = fetch(f'SELECT max(id) FROM "{table}" UNION ALL SELECT seq FROM sqlite_sequence WHERE name = %s', [table])
    return max((value or 0 for (value,) in used), default=0) + 1


def _reserve_from_sequence(model: type[models.Model], count: int) -> int:
    """Draw the ids from the sequence; when another transaction drew one between, draw again."""
    ((sequence,),) = fetch("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
    drawn = f"SELECT nextval('{sequence}') AS id FROM generate_series(1, %s)"
    for _ in range(_TRIES):
        ((first, last),) = fetch(f"SELECT min(id), max(id) FROM ({drawn}) drawn", [count])
        if last - first + 1 == count:
            return int(first)
    raise DomainError("busy", "База занята другими загрузками. Повторите через минуту.")
