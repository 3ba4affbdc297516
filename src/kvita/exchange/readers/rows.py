"""Rows as readers hand them over."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class RaggedRow:
    """A row with another number of cells than the header."""

    line: int
    cells: int


@dataclass(frozen=True, slots=True)
class RawRows:
    """Rows with all columns of the file (`c0`, `c1`, … as text) and their `line`."""

    frame: pl.DataFrame
    ragged: tuple[RaggedRow, ...]
    done: int


def rows_from_lists(rows: Sequence[tuple[int, Sequence[str]]], *, width: int, done: int) -> RawRows:
    """Make columns of numbered rows; those of another width are set aside."""
    good = [(line, cells) for line, cells in rows if len(cells) == width]
    ragged = tuple(RaggedRow(line, len(cells)) for line, cells in rows if len(cells) != width and any(cells))
    columns = list(zip(*(cells for _, cells in good), strict=True)) if good else [()] * width
    frame = pl.DataFrame(
        {
            "line": pl.Series([line for line, _ in good], dtype=pl.Int64),
            **{f"c{index}": pl.Series(cells, dtype=pl.String) for index, cells in enumerate(columns)},
        }
    )
    return RawRows(frame, ragged, done)
