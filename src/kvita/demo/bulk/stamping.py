"""Writes copies of a block: as prepared text through COPY on PostgreSQL, through `executemany` elsewhere.

Constraints and indexes stay on; every batch is a transaction of its own, so that neither the memory of this process
nor the list of checks that the database has to do at its end grows with the size.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from django.db import connection, transaction

from kvita.demo.bulk.block import Block, BlockTable
from kvita.demo.storing.sheets import Row, finish_load

ACCOUNTS_OF_BATCH: Final = 5_000
ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
Progress = Callable[[int], None]


def stamp_copies(block: Block, accounts: int, *, progress: Progress) -> dict[str, int]:
    """Store `accounts` accounts as copies of the block; return the rows written by table."""
    steps = {table.name: len(table.moving) for table in block.tables}
    per_batch = max(1, ACCOUNTS_OF_BATCH // block.accounts)
    copies = -(-accounts // block.accounts)
    written = dict.fromkeys(steps, 0)
    stamps = [_stamp_of(table) for table in block.tables]
    for first in range(0, copies, per_batch):
        batch = range(first, min(copies, first + per_batch))
        with transaction.atomic():
            for table, stamp in zip(block.tables, stamps, strict=True):
                written[table.name] += stamp.write(_parts(block, table, batch, accounts), steps)
        progress(min(accounts, batch.stop * block.accounts))
    finish_load([table.model for table in block.tables])
    return written


def _parts(block: Block, table: BlockTable, batch: range, accounts: int) -> list[tuple[int, int]]:
    """Return (copy, rows of it) for a batch: all rows but in the last copy, which may be needed in part."""
    found = []
    for copy in batch:
        left = min(block.accounts, accounts - copy * block.accounts)
        found.append((copy, table.until[left - 1]))
    return found


class _Stamp:
    """A table ready to be copied."""

    def __init__(self, table: BlockTable) -> None:
        quote = connection.ops.quote_name
        columns = {field.attname: str(field.column) for field in table.model._meta.concrete_fields}
        names = [quote(columns[name]) for name in table.columns]
        self.table = table
        self.columns = ", ".join(names)
        self.target = quote(table.model._meta.db_table)

    def write(self, parts: Sequence[tuple[int, int]], steps: dict[str, int]) -> int:
        """Write these copies; return how many rows."""
        raise NotImplementedError

    def shifts(self, copy: int, steps: dict[str, int]) -> list[int]:
        """Return what a copy adds to each moving column."""
        return [copy * steps[name] for name in self.table.moves_with]


class _CopyStamp(_Stamp):
    """COPY with the fixed part of every row rendered once."""

    def __init__(self, table: BlockTable) -> None:
        super().__init__(table)
        self._rest = ["\t".join(map(_copy_text, row)) for row in table.fixed]

    def write(self, parts: Sequence[tuple[int, int]], steps: dict[str, int]) -> int:
        with (
            connection.cursor() as cursor,
            cursor.cursor.copy(f"COPY {self.target} ({self.columns}) FROM STDIN") as copy,
        ):
            for number, rows in parts:
                copy.write("".join(self._lines(rows, self.shifts(number, steps))))
        return sum(rows for _, rows in parts)

    def _lines(self, rows: int, shifts: Sequence[int]) -> Iterator[str] | list[str]:
        moving, rest = self.table.moving[:rows], self._rest[:rows]
        if len(shifts) == 2:
            add_id, add_parent = shifts
            return [
                f"{own + add_id}\t{parent + add_parent}\t{text}\n"
                for (own, parent), text in zip(moving, rest, strict=True)
            ]
        return (
            "\t".join([*(str(value + shift) for value, shift in zip(values, shifts, strict=True)), text]) + "\n"
            for values, text in zip(moving, rest, strict=True)
        )


class _InsertStamp(_Stamp):
    """`executemany` over tuples made one after another."""

    def write(self, parts: Sequence[tuple[int, int]], steps: dict[str, int]) -> int:
        marks = ", ".join(["%s"] * len(self.table.columns))
        statement = f"INSERT INTO {self.target} ({self.columns}) VALUES ({marks})"  # noqa: S608 - our own names
        with connection.cursor() as cursor:
            for number, rows in parts:
                cursor.executemany(statement, list(self._rows(rows, self.shifts(number, steps))))
        return sum(rows for _, rows in parts)

    def _rows(self, rows: int, shifts: Sequence[int]) -> Iterator[Row]:
        table = self.table
        for values, fixed in zip(table.moving[:rows], table.fixed[:rows], strict=True):
            yield (*(value + shift for value, shift in zip(values, shifts, strict=True)), *fixed)


def _stamp_of(table: BlockTable) -> _Stamp:
    return _CopyStamp(table) if connection.vendor == "postgresql" else _InsertStamp(table)


def _copy_text(value: object) -> str:
    """Return a value as the text format of COPY has it."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value).translate(ESCAPES)
