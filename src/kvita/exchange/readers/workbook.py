"""XLSX: the first sheet that has something, row by row.

The rows of a sheet are read as they stand in the file: openpyxl's own reading makes every row that a file skips, so
that `<row r="1000000">` costs a million rows. Here a gap costs nothing: the work is bounded by what the file holds.
"""

import datetime as dt
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser, iterparse

from kvita.exchange.readers.archives import BROKEN, EMPTY_ROWS, check_archive
from kvita.exchange.readers.limits import CHUNK_ROWS, LAST_ROW, MOST_CELLS, MOST_COLUMNS, MOST_EMPTY_ROWS
from kvita.exchange.readers.refusals import FileRefusedError
from kvita.exchange.readers.rows import RawRows, rows_from_lists

_ERROR_TYPE: Final = "e"
_FORMULA_TYPE: Final = "f"
_EMPTY_ABOVE: Final = 100  # rows


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

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        """Yield all rows of the sheet, whatever its first one is."""
        yield from self._lines(self._sheet)

    def _find_header(self) -> tuple[int, list[str]]:
        with self._book() as book:
            for sheet in book.worksheets:
                for line, cells in _lines(sheet):
                    if cells:
                        self._sheet = sheet.title
                        return line, cells
                    if line > _EMPTY_ABOVE:
                        break
        raise FileRefusedError("file_empty", "В файле XLSX нет ни одной заполненной строки.")

    def _lines(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """Yield (line, cells without the empty ones at the end)."""
        with self._book() as book:
            yield from _lines(book[sheet])

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


def read_sheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of the first sheet with something in it, its first row too. Raises `FileRefusedError`."""
    yield from WorkbookReader(path).lines()


def _lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that stand in the sheet with their numbers; rows that Excel cannot have are refused."""
    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source, sheet._shared_strings, data_only=False, epoch=book.epoch, date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        last = empty = 0
        for _, element in iterparse(source):
            if element.tag == DATA_TAG:
                return
            if element.tag != ROW_TAG:
                continue
            if len(element) > MOST_CELLS:
                raise FileRefusedError("columns_many", f"В строке больше {MOST_CELLS} ячеек. Уберите лишние столбцы.")
            line, cells = parser.parse_row(element)
            element.clear()
            parser.row_dimensions.clear()  # heights: not asked for, and kept for every row
            if not last < line <= LAST_ROW:
                raise FileRefusedError(
                    "rows_wrong",
                    f"Строка {line} после строки {last}: такого порядка строк в Excel не бывает, файл повреждён. "
                    "Откройте его в Excel и сохраните заново.",
                )
            last = line
            texts = _texts(cells)
            empty += not texts
            if empty > MOST_EMPTY_ROWS:
                raise EMPTY_ROWS
            yield line, texts


def _texts(cells: Sequence[dict[str, Any]]) -> list[str]:
    """Return the texts of a row from its first column on, without the empty ones at the end."""
    found: dict[int, str] = {}
    for cell in cells:
        if text := _text(cell):
            found[cell["column"]] = text
    width = max(found, default=0)
    if width > MOST_COLUMNS:
        raise FileRefusedError(
            "columns_many", f"В файле {width} столбцов, а можно {MOST_COLUMNS}. Уберите лишние столбцы."
        )
    return [found.get(column, "") for column in range(1, width + 1)]


def _text(cell: dict[str, Any]) -> str:
    """Return what the cell shows, in a form that the parsers of values read."""
    value = cell["value"]
    if value is None:
        return ""
    if cell["data_type"] == _FORMULA_TYPE:
        place = f"{get_column_letter(cell['column'])}{cell['row']}"
        raise FileRefusedError(
            "formula",
            f"Ячейка {place}: формула, а нужно готовое число. Скопируйте таблицу и вставьте её как значения.",
        )
    if cell["data_type"] == _ERROR_TYPE:
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
