"""One face of all kinds of files: a header and chunks of rows, as text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import polars as pl

from kvita.calc.invisible import HIDDEN_SIGNS
from kvita.exchange.readers.delimited import DelimitedReader
from kvita.exchange.readers.headers import Column, Layout, match_header
from kvita.exchange.readers.inspection import Inspection, inspect_file
from kvita.exchange.readers.limits import MOST_COLUMNS, MOST_ROWS
from kvita.exchange.readers.refusals import FileRefusedError
from kvita.exchange.readers.rows import RaggedRow, RawRows
from kvita.exchange.readers.workbook import WorkbookReader

__all__ = ["Chunk", "RaggedRow", "Table", "open_table"]


# Excel keeps the zeros of a number by writing it as a formula: ="00551501".
_FORMULA: Final = r'^\s*="([^"]*)"\s*$'


class Reader(Protocol):
    """Reads one kind of file."""

    @property
    def note(self) -> str:
        """How the file was understood: encoding and separator, or the sheet."""

    def header(self) -> Sequence[str]:
        """Return the cells of the first line."""

    def rows(self) -> Iterator[RawRows]:
        """Yield the lines after the header."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows: `frame` has a text column for each known column of the file and `line`, their numbers in the file.

    `ragged` are the rows left out because they have more or fewer cells than the header. `done` is the part of the
    file read so far, from 0 to 100.
    """

    frame: pl.DataFrame
    ragged: tuple[RaggedRow, ...]
    done: int


@dataclass(frozen=True, slots=True)
class Table:
    """A file with a header that was understood."""

    inspection: Inspection
    layout: Layout
    reader: Reader

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows; empty ones are left out. Raises `FileRefusedError` when the file turns out to be broken."""
        keys = {f"c{index}": key for key, index in self.layout.indexes.items()}
        names = [f"c{index}" for index in range(self.layout.width)]
        count = 0
        for raw in self.reader.rows():
            count += raw.frame.height
            if count > MOST_ROWS:
                raise FileRefusedError("file_long", f"В файле больше {MOST_ROWS} строк. Разделите его на части.")
            filled = raw.frame.filter(pl.any_horizontal(pl.col(names) != "")) if names else raw.frame
            seen = filled.with_columns(
                pl.col(pl.String).str.replace_all(f"[{HIDDEN_SIGNS}]", "").str.replace(_FORMULA, "$1")
            )
            yield Chunk(seen.select("line", *keys).rename(keys), raw.ragged, raw.done)


def open_table(path: Path, columns: Sequence[Column]) -> Table:
    """Open a file and understand its header.

    Raises `FileRefusedError`: the file is empty, of another kind, in another encoding, or lacks a column.
    """
    inspection = inspect_file(path)
    reader = WorkbookReader(path) if inspection.is_workbook else DelimitedReader(inspection, columns)
    header = reader.header()
    if len(header) > MOST_COLUMNS:
        raise FileRefusedError(
            "columns_many", f"В файле {len(header)} столбцов, а можно {MOST_COLUMNS}. Уберите лишние столбцы."
        )
    return Table(inspection, match_header(header, columns), reader)
