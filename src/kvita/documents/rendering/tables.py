"""Tables of a bill: which columns have data, how wide they are, how high their rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kvita.documents.rendering import typeface
from kvita.documents.rendering.source import Value
from kvita.documents.rendering.wording import DASH

Line = TypeVar("Line")

PAGE_WIDTH = 527.0
"""Points between the side margins of an A4 page (12 mm each)."""
MEASURED = 0
"""Height of a row that the print engine has to find out."""
LETTERS = 8.5
"""Points of the letters of a table that has room."""
_SIZES = (LETTERS, 8.0, 7.5, 7.0, 6.5)
_GAP = 8.0
"""Points between two columns."""
_NAME_GAP = 2.0
"""Points after a name, besides the gap of the next column."""
_NAME_ROOM = 13.0
"""Least width of the first column in ems; below it the whole table gets smaller letters."""
_NARROWEST_NAMES = 60.0
_WIDEST_FIGURE = 11.0
"""Widest column of figures in ems; what is longer (a hostile unit) wraps."""
_LINE = 1.25
"""Height of a line of text in ems, as the leading of the template makes it."""
_AIR = 0.5
"""White above and below the text of a row together, in ems."""
_HEAD_AIR = 0.4
"""The same of the head."""
_NOTE = 0.9
"""Letters of a note beside those of the name."""
_INDENT = 1.1
"""How far a sub-line stands to the right, in ems."""


@dataclass(frozen=True, slots=True)
class ColumnOf(Generic[Line]):
    """One column of figures: its heading and the text of a line, "" where the line has none."""

    title: str
    text: Callable[[Line], str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table laid out: letter size, widths of columns and heights of rows in points."""

    size: float
    widths: list[float]
    heights: list[float]
    """Of the head and of each row; `MEASURED` where unknown."""
    head: Sequence[str]
    rows: Sequence[list[str]]

    @property
    def height(self) -> float | None:
        """How high the whole is, in points; None when a row has to be measured."""
        return sum(self.heights) if all(self.heights) else None

    def as_value(self) -> Value:
        """As the template takes it."""
        return {
            "size": self.size,
            "widths": self.widths,
            "heights": self.heights,
            "head": self.head,
            "rows": self.rows,
        }


def sheet(head: Sequence[str], rows: Sequence[list[str]], room: float = PAGE_WIDTH, largest: float = LETTERS) -> Sheet:
    """Lay out a table.

    Args:
        head: titles of all columns, that of the names first.
        rows: `[kind, name, note, *figures]`; kinds are group (no figures), line, part and total.
        room: width of the table in points.
        largest: letter size to start from.
    """
    regular, bold = typeface.regular(), typeface.bold()
    ems = [max(bold.widest_word(title), bold.width(title) / 2) for title in head[1:]]
    for row in rows:
        if len(row) > 3:
            # The bold letters of the totals hold no words, so only they are measured as bold.
            face = bold if row[0] == "total" else regular
            ems = [max(em, min(face.width(cell), _WIDEST_FIGURE)) for em, cell in zip(ems, row[3:], strict=True)]
    size = next(
        (size for size in _SIZES if size <= largest and room - _points(ems, size) >= _NAME_ROOM * size), _SIZES[-1]
    )
    names = max(room - _points(ems, size), _NARROWEST_NAMES)
    name_ems = (names - _NAME_GAP) / size
    return Sheet(
        size=size,
        widths=[round(names, 1), *(round(em * size + _GAP, 1) for em in ems)],
        heights=[
            _head_height(head, [name_ems, *ems]) * size,
            *(_height(row, name_ems, room / size) * size for row in rows),
        ],
        head=head,
        rows=rows,
    )


def _points(ems: Sequence[float], size: float) -> float:
    return sum(ems) * size + _GAP * len(ems)


def _head_height(head: Sequence[str], ems: Sequence[float]) -> float:
    counts = [typeface.bold().line_count(title, em) for title, em in zip(head, ems, strict=True)]
    return _LINE * max(count or 2 for count in counts) + _HEAD_AIR


def _height(row: list[str], room: float, whole: float) -> float:
    """Height of a row in ems, or `MEASURED` when it cannot be known from here.

    Args:
        row: as `sheet` takes it.
        room: width of the names in ems.
        whole: width of the table in ems.
    """
    kind, name, note, *figures = row
    face = typeface.bold() if kind in {"group", "total"} else typeface.regular()
    names = face.line_count(name, {"part": room - _INDENT, "group": whole}.get(kind, room))
    notes = face.line_count(note, (room - _INDENT) / _NOTE) if note else 0
    if names is None or notes is None or any(face.width(cell) > _WIDEST_FIGURE for cell in figures):
        return MEASURED
    return _LINE * (names + notes * _NOTE) + _AIR


def table_of(
    title: str, columns: Sequence[ColumnOf[Line]], lines: Sequence[Line], name: Callable[[Line], str]
) -> Sheet:
    """A table of names and those columns in which at least one line has a figure."""
    kept = [column for column in columns if any(column.text(line) for line in lines)]
    rows = [["line", name(line), "", *(column.text(line) or DASH for column in kept)] for line in lines]
    return sheet([title, *(column.title for column in kept)], rows)
