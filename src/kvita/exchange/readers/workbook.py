"""XLSX: the first sheet that has something, row by row."""

import datetime as dt
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import openpyxl

from kvita.exchange.readers.archives import BROKEN, check_archive
from kvita.exchange.readers.limits import CHUNK_ROWS, MOST_COLUMNS
from kvita.exchange.readers.refusals import FileRefusedError
from kvita.exchange.readers.rows import RawRows, rows_from_lists

_ERROR_TYPE: Final = "e"
_FORMULA_TYPE: Final = "f"


class WorkbookReader:
    """Reads the first sheet with a row in it. openpyxl streams the rows; the texts of the workbook stay in memory."""

    def __init__(self, path: Path) -> None:
        check_archive(path)
        self._path = path
        self._sheet = ""
        self._header_line, self._header = self._find_header()

    @property
    def note(self) -> str:
        """The sheet that is read."""
        return f"XLSX, лист «{self._sheet}»"

    def header(self) -> Sequence[str]:
        """Return the first row that is not empty, without empty cells at its end."""
        return self._header

    def rows(self) -> Iterator[RawRows]:
        """Yield the rows below the header."""
        width = len(self._header)
        batch: list[tuple[int, Sequence[str]]] = []
        for line, cells in self._lines(self._sheet):
            if line > self._header_line:
                batch.append((line, cells + [""] * (width - len(cells))))
            if len(batch) == CHUNK_ROWS:
                yield rows_from_lists(batch, width=width, done=0)
                batch = []
        yield rows_from_lists(batch, width=width, done=100)

    def _find_header(self) -> tuple[int, list[str]]:
        for name in self._sheet_names():
            for line, cells in self._lines(name):
                if cells:
                    self._sheet = name
                    return line, cells
                if line > 100:
                    break
        raise FileRefusedError("file_empty", "В файле XLSX нет ни одной заполненной строки.")

    def _sheet_names(self) -> list[str]:
        with self._book() as book:
            return [sheet.title for sheet in book.worksheets]

    def _lines(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """Yield (line, cells without the empty ones at the end)."""
        with self._book() as book:
            worksheet = book[sheet]
            worksheet.reset_dimensions()  # a file may lie about them
            yield from enumerate(map(_texts, worksheet.iter_rows()), start=1)

    @contextmanager
    def _book(self) -> Iterator[Any]:
        """Give the open workbook, whatever the file is called; a damaged one is refused wherever the damage shows."""
        try:
            with self._path.open("rb") as file, warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions it drops
                book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
                try:
                    yield book
                finally:
                    book.close()
        except FileRefusedError:
            raise
        except Exception:  # noqa: BLE001 - a damaged workbook raises whatever the damaged part leads to
            raise BROKEN from None


def _texts(row: Sequence[Any]) -> list[str]:
    cells = [_text(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise FileRefusedError(
            "columns_many", f"В файле {len(cells)} столбцов, а можно {MOST_COLUMNS}. Уберите лишние столбцы."
        )
    return cells


def _text(cell: Any) -> str:
    """Return what the cell shows, in a form that the parsers of values read."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == _FORMULA_TYPE:
        raise FileRefusedError(
            "formula",
            f"Ячейка {cell.coordinate}: формула, а нужно готовое число. Скопируйте таблицу и вставьте её как значения.",
        )
    if cell.data_type == _ERROR_TYPE:
        return f"#{value}".replace("##", "#")
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "ИСТИНА" if value else "ЛОЖЬ"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    # Excel stores 1537.15 as the nearest binary fraction and shows fifteen significant digits of it; so do we.
    return format(Decimal(format(value, ".15g")), "f")
