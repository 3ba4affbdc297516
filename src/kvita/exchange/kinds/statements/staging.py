"""The temporary table of the file's rows, and blocks of ids."""

from typing import Final

import polars as pl
from django.db import connection, models

from kvita.core.errors import DomainError
from kvita.exchange.kinds.statements.parsing import STAGED
from kvita.exchange.kinds.statements.sql import STAGE, fetch, is_postgres, run, settle

_COLUMNS: Final = ("n", *STAGED)
_TRIES: Final = 20


class Stage:
    """Takes parsed rows; `n` numbers them from 1 in the order of the file."""

    def __init__(self) -> None:
        self.rows = 0
        run(f"DROP TABLE IF EXISTS {STAGE}")
        run(
            f"CREATE TEMPORARY TABLE {STAGE} (n bigint, line bigint, account_id bigint, month date, "
            "service_id bigint, unit varchar(20), volume decimal(15, 7), rate decimal(14, 6), opening bigint, "
            "charged bigint, adjusted bigint, shortfall bigint, paid bigint, closing bigint, "
            "shortfall_days decimal(6, 2), multiplier decimal(6, 3), social_norm_amount bigint, "
            "benefit bigint, excess bigint, document_number varchar(40), valid_until date)"
        )

    def load(self, frame: pl.DataFrame) -> None:
        """Add rows (columns `STAGED`)."""
        if frame.is_empty():
            return
        numbers = pl.int_range(self.rows + 1, self.rows + 1 + frame.height, eager=True).alias("n")
        numbered = frame.insert_column(0, numbers)
        self.rows += frame.height
        with connection.cursor() as cursor:
            if is_postgres():
                sql = f"COPY {STAGE} ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL (unit))"
                with cursor.copy(sql) as copy:
                    copy.write(numbered.write_csv(include_header=False))
            else:
                marks = ", ".join(["%s"] * len(_COLUMNS))
                cursor.executemany(f"INSERT INTO {STAGE} VALUES ({marks})", numbered.rows())

    def settle(self) -> None:
        """Make the table ready for comparing."""
        settle(STAGE, ["account_id, month, service_id"])


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
