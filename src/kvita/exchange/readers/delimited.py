"""CSV: text with `;`, `,` or tab between cells, in chunks that end at the end of a line."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

import polars as pl

from kvita.exchange.readers.headers import Column, known_names
from kvita.exchange.readers.inspection import Inspection
from kvita.exchange.readers.limits import CHUNK_BYTES, LONGEST_LINE
from kvita.exchange.readers.refusals import FileRefusedError
from kvita.exchange.readers.rows import RawRows, rows_from_lists

SEPARATORS: Final = {";": "точка с запятой", ",": "запятая", "\t": "табуляция"}
_ENCODINGS: Final = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 с BOM", "cp1251": "Windows-1251"}
_LONG_LINE: Final = "длиннее 64 кБ. Похоже, это не таблица или в файле потеряны концы строк."


class DelimitedReader:
    """Reads a CSV file whose encoding is known.

    Lines without quotes go through Polars; a chunk with quotes goes through the `csv` module, which also finds rows
    of another width.
    """

    def __init__(self, inspection: Inspection, columns: Sequence[Column]) -> None:
        self._inspection = inspection
        self._encoding = "utf-8" if inspection.encoding == "utf-8-sig" else inspection.encoding
        with inspection.path.open("rb") as file:
            self._header_line, self._skipped = self._read_header(file)
        self._separator = max(SEPARATORS, key=lambda sign: known_names(self._split(sign), columns))
        self._header = self._split(self._separator)

    @property
    def note(self) -> str:
        """Encoding and separator in words."""
        return f"{_ENCODINGS[self._inspection.encoding]}, {SEPARATORS[self._separator]}"

    def header(self) -> Sequence[str]:
        """Return the cells of the first line that is not empty."""
        return self._header

    def rows(self) -> Iterator[RawRows]:
        """Yield the lines after the header."""
        line, done_bytes = self._skipped, 0
        with self._inspection.path.open("rb") as file:
            self._read_header(file)
            done_bytes = file.tell()
            for block in _whole_lines(file, first_line=line):
                done_bytes += len(block)
                done = min(100, done_bytes * 100 // max(1, self._inspection.size))
                text = self._decode(block, line)
                count = text.count("\n") + (not text.endswith("\n"))
                yield self._fast_rows(text, line, count, done) or self._exact_rows(text, line, done)
                line += count

    def _read_header(self, file: BinaryIO) -> tuple[str, int]:
        """Return the header line and how many lines it and the empty ones before it take."""
        if self._inspection.encoding == "utf-8-sig":
            file.read(len(codecs.BOM_UTF8))
        for number in range(1, 100):
            line = file.readline(LONGEST_LINE + 1)
            if len(line) > LONGEST_LINE:
                raise FileRefusedError("line_long", f"Строка {number} {_LONG_LINE}")
            if line.strip(b" \t\r\n;,"):
                return self._decode(line, number - 1).strip("\n"), number
        raise FileRefusedError("file_empty", "В файле нет заголовка: первые строки пустые.")

    def _split(self, separator: str) -> list[str]:
        try:
            return next(csv.reader([self._header_line], delimiter=separator), [])
        except csv.Error:
            return []

    def _decode(self, block: bytes, lines_before: int) -> str:
        try:
            return block.decode(self._encoding).replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = lines_before + block.count(b"\n", 0, error.start) + 1
            raise FileRefusedError(
                "file_encoding",
                f"Строка {line}: знак, которого нет в кодировке {_ENCODINGS[self._inspection.encoding]}. "
                "Сохраните файл как CSV (UTF-8).",
            ) from None

    def _fast_rows(self, text: str, line: int, count: int, done: int) -> RawRows | None:
        """Return rows of a chunk without quotes where every line has all its cells; None for any other."""
        width = len(self._header)
        if '"' in text or text.count(self._separator) != count * (width - 1):
            return None
        schema = {f"c{index}": pl.String for index in range(width)}
        try:
            frame = pl.read_csv(
                text.encode(), separator=self._separator, has_header=False, schema=schema, quote_char=None,
                empty_string_is_null=False,
            )  # fmt: skip
        except pl.exceptions.ComputeError:
            return None
        if frame.height != count:
            return None
        numbers = pl.int_range(line + 1, line + 1 + count, eager=True).alias("line")
        return RawRows(frame.insert_column(0, numbers), (), done)

    def _exact_rows(self, text: str, line: int, done: int) -> RawRows:
        csv.field_size_limit(LONGEST_LINE)
        reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=self._separator, strict=True)
        rows: list[tuple[int, list[str]]] = []
        number = line + 1
        try:
            for cells in reader:
                rows.append((number, cells))
                number = line + reader.line_num + 1
        except csv.Error:
            raise FileRefusedError(
                "quotes", f"Строка {number}: кавычки стоят неверно или не закрыты. Пересохраните файл как CSV."
            ) from None
        return rows_from_lists(rows, width=len(self._header), done=done)


def _whole_lines(file: BinaryIO, *, first_line: int) -> Iterator[bytes]:
    """Yield blocks of about `CHUNK_BYTES` that end where a row ends. Raises `FileRefusedError` for a line too long."""
    rest, line = b"", first_line
    while more := file.read(CHUNK_BYTES):
        block = rest + more
        _refuse_long_line(block, line)
        cut = _row_end(block)
        if cut == 0 and len(block) > 2 * CHUNK_BYTES:
            raise FileRefusedError("quotes", f"После строки {line} кавычка открыта и не закрыта. Пересохраните файл.")
        rest = block[cut:]
        if cut:
            line += block.count(b"\n", 0, cut)
            yield block[:cut]
    if rest:
        yield rest


def _row_end(block: bytes) -> int:
    """Return where the last whole row ends: after a line end that has an even number of quotes before it."""
    cut = block.rfind(b"\n") + 1
    quotes = block.count(b'"', 0, cut)
    while cut and quotes % 2:
        previous = block.rfind(b"\n", 0, cut - 1) + 1
        quotes -= block.count(b'"', previous, cut)
        cut = previous
    return cut


def _refuse_long_line(block: bytes, lines_before: int) -> None:
    """Raise when there is no line end for 64 kB."""
    position = 0
    while position + LONGEST_LINE < len(block):
        end = block.rfind(b"\n", position, position + LONGEST_LINE + 1)
        if end < 0:
            line = lines_before + block.count(b"\n", 0, position) + 1
            raise FileRefusedError("line_long", f"Строка {line} {_LONG_LINE}")
        position = end + 1
