"""Tables of a bill: which columns have data, how wide they are, how high their rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kvita.documents.rendering.metrics import widest_word, width
from kvita.documents.rendering.source import Value
from kvita.documents.rendering.wording import DASH

Line = TypeVar("Line")

PAGE_WIDTH = 527.0
"""Points between the side margins of an A4 page (12 mm each)."""
MEASURED = 0
"""Height of a row that the print engine has to find out."""
_SIZES = (8.5, 8.0, 7.5, 7.0, 6.5)
_GAP = 8.0
"""Points between two columns."""
_NAME_ROOM = 13.0
"""Least width of the first column in ems; below it the whole table gets smaller letters."""
_NARROWEST_NAMES = 60.0
_WIDEST_FIGURE = 11.0
"""Widest column of figures in ems; what is longer (a hostile unit) wraps."""
_ROW = 1.85
"""Height of a row of one line in ems."""


@dataclass(frozen=True, slots=True)
class ColumnOf(Generic[Line]):
    """One column of figures: its heading and the text of a line, "" where the line has none."""

    title: str
    text: Callable[[Line], str]


def sheet(head: Sequence[str], rows: Sequence[list[str]], room: float = PAGE_WIDTH, largest: float = 8.5) -> Value:
    """A table as the template takes it: letter size, widths and heights in points, head and rows.

    Args:
        head: titles of all columns, that of the names first.
        rows: `[kind, name, note, *figures]`; kinds are group (no figures), line, part and total.
        room: width of the table in points.
        largest: letter size to start from.
    """
    ems = [max(widest_word(title), 1.0) for title in head[1:]]
    for row in rows:
        if len(row) > 3:
            ems = [max(em, min(width(cell), _WIDEST_FIGURE)) for em, cell in zip(ems, row[3:], strict=True)]
    size, columns = largest, [em * largest + _GAP for em in ems]
    for smaller in _SIZES:
        if room - sum(columns) >= _NAME_ROOM * size:
            break
        if smaller < size:
            size, columns = smaller, [em * smaller + _GAP for em in ems]
    names = max(room - sum(columns), _NARROWEST_NAMES)
    heights = [round(size * _ROW, 1) if _fits(row, (names - _GAP) / size) else MEASURED for row in rows]
    return {
        "size": size,
        "widths": [round(points, 1) for points in (names, *columns)],
        "heights": [MEASURED, *heights],
        "head": head,
        "rows": rows,
    }


def _fits(row: list[str], room: float) -> bool:
    """True when no cell of the row can need a second line."""
    kind, name, note, *figures = row
    return (
        not note and kind == "line" and width(name) <= room and all(width(cell) <= _WIDEST_FIGURE for cell in figures)
    )


def table_of(
    title: str, columns: Sequence[ColumnOf[Line]], lines: Sequence[Line], name: Callable[[Line], str]
) -> Value:
    """A table of names and those columns in which at least one line has a figure."""
    kept = [column for column in columns if any(column.text(line) for line in lines)]
    rows = [["line", name(line), "", *(column.text(line) or DASH for column in kept)] for line in lines]
    return sheet([title, *(column.title for column in kept)], rows)
