"""Rows as files: CSV with `;` in two encodings, XLSX. Memory stays the same however many rows there are."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from kvita.exchange.enums import ExportFormat
from kvita.exchange.exports.columns import Cell, ExportColumn
from kvita.exchange.exports.harmless import harmless

_ENCODINGS: Final = {ExportFormat.CSV_UTF8: "utf-8-sig", ExportFormat.CSV_CP1251: "cp1251"}
# Signs that people read well and Windows-1251 does not have.
_CP1251: Final = str.maketrans({"²": "2", "³": "3", "\u2212": "-", "\u202f": " ", "\u2009": " "})


def write_file(form: str, columns: Sequence[ExportColumn], rows: Iterable[Any], out: BinaryIO) -> None:
    """Write the rows in one of the formats: a line of titles, then a line for each row."""
    titles: Iterator[Sequence[Cell]] = iter([[column.title for column in columns]])
    lines = ([column.cell(row) for column in columns] for row in rows)
    if form == ExportFormat.XLSX:
        write_xlsx([*titles], lines, out)
    else:
        write_csv([*titles], lines, out, encoding=_ENCODINGS[ExportFormat(form)])


def write_csv(head: Sequence[Sequence[Cell]], lines: Iterable[Sequence[Cell]], out: BinaryIO, *, encoding: str) -> None:
    """Write CSV with `;`; signs that the encoding lacks become «?»."""
    text = io.TextIOWrapper(out, encoding=encoding, errors="replace", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    is_narrow = encoding == "cp1251"
    for line in (*head,):
        writer.writerow([_text(cell) for cell in line])
    for line in lines:
        cells = [_text(cell) for cell in line]
        writer.writerow([cell.translate(_CP1251) for cell in cells] if is_narrow else cells)
    text.detach()


def write_xlsx(head: Sequence[Sequence[Cell]], lines: Iterable[Sequence[Cell]], out: BinaryIO) -> None:
    """Write one sheet: numbers and days as such, everything else as text, never as a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Показания")
    for line in head:
        sheet.append([_typed(sheet, cell) for cell in line])
    for line in lines:
        sheet.append([_typed(sheet, cell) for cell in line])
    book.save(out)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return plain(cell)
    return f"{cell:%d.%m.%Y}" if isinstance(cell, dt.date) else harmless(cell)


def plain(number: Decimal) -> str:
    """Return `45,5`: a comma, no groups, no zeros at the end."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",")


def _typed(sheet: Any, cell: Cell) -> Any:
    made = WriteOnlyCell(sheet, value=cell)
    if isinstance(cell, str):
        made.data_type = "s"  # whatever it starts with
    elif isinstance(cell, dt.date):
        made.number_format = "DD.MM.YYYY"
    return made
