"""Which column of a file is which: by its Russian name or a synonym, in any order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kvita.exchange.readers.refusals import FileRefusedError
from kvita.exchange.values.texts import comparable


@dataclass(frozen=True, slots=True)
class Column:
    """A column that an importer knows: its key in the program, its name in files, other names it goes by."""

    key: str
    title: str
    synonyms: tuple[str, ...] = ()
    required: bool = False

    @property
    def names(self) -> frozenset[str]:
        """All names, ready for comparison: case, «ё», spaces and punctuation do not matter."""
        return frozenset(comparable(name) for name in (self.title, *self.synonyms) if name)


OTHERS: Final = Column("other", "")
"""Stands among the columns of an importer that has to see those nobody knows too: keys `other:3` by their place."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns stand in a file: key → index, key → the name the file gives it, and names nobody knows.

    `width` is the number of cells of the header, which every row must have.
    """

    indexes: dict[str, int]
    titles: dict[str, str]
    unknown: tuple[str, ...]
    width: int


def match_header(cells: Sequence[str], columns: Sequence[Column]) -> Layout:
    """Find the columns in a header line.

    Raises `FileRefusedError`: "column_missing" (naming all), "column_twice".
    """
    by_name = {name: column for column in columns for name in column.names}
    indexes: dict[str, int] = {}
    titles: dict[str, str] = {}
    unknown: list[str] = []
    for index, cell in enumerate(cells):
        column = by_name.get(comparable(cell))
        if column is None:
            unknown += [cell.strip()] if cell.strip() else []
            if OTHERS in columns and cell.strip():
                key = f"{OTHERS.key}:{index}"
                indexes[key], titles[key] = index, cell.strip()
        elif column.key in indexes:
            raise FileRefusedError(
                "column_twice",
                f"Столбец «{column.title}» стоит в файле дважды: «{titles[column.key]}» и «{cell.strip()}». "
                "Оставьте один.",
            )
        else:
            indexes[column.key], titles[column.key] = index, cell.strip()
    _refuse_missing(columns, indexes, cells)
    return Layout(indexes, titles, tuple(dict.fromkeys(unknown)), len(cells))


def known_names(cells: Sequence[str], columns: Sequence[Column]) -> int:
    """Return how many cells of a would-be header are names of columns."""
    names = frozenset().union(*(column.names for column in columns))
    return sum(comparable(cell) in names for cell in cells)


def _refuse_missing(columns: Sequence[Column], indexes: dict[str, int], cells: Sequence[str]) -> None:
    missing = [f"«{column.title}»" for column in columns if column.required and column.key not in indexes]
    if missing:
        seen = ", ".join(f"«{cell.strip()[:40]}»" for cell in cells[:20] if cell.strip()) or "ничего"
        raise FileRefusedError(
            "column_missing",
            f"В первой строке нет обязательных столбцов: {', '.join(missing)}. В файле: {seen}. "
            "Добавьте столбцы с этими названиями; порядок любой.",
        )
