"""XLSX as an archive: is it whole, and is it safe to unpack?"""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kvita.exchange.readers import limits
from kvita.exchange.readers.refusals import FileRefusedError

BROKEN: Final = FileRefusedError(
    "file_broken", "Файл XLSX повреждён или скачан не до конца. Откройте его в Excel и сохраните заново."
)
_BOMB: Final = FileRefusedError(
    "file_bomb", "Файл XLSX при распаковке вырастает в сотни раз: так бывает у вредоносных файлов. Сохраните как CSV."
)
_DOCTYPE: Final = FileRefusedError(
    "file_bomb", "Внутри XLSX есть определения DOCTYPE: так бывает у вредоносных файлов. Сохраните таблицу как CSV."
)
EMPTY_ROWS: Final = FileRefusedError(
    "rows_empty",
    f"В таблице больше {limits.MOST_EMPTY_ROWS} пустых строк. Скопируйте заполненные строки на новый лист.",
)
_DEEP: Final = FileRefusedError(
    "file_bomb", "Части XLSX вложены тысячу раз: так бывает у вредоносных файлов. Сохраните таблицу как CSV."
)
_STRINGS: Final = "xl/sharedStrings.xml"
_SHEETS: Final = "xl/worksheets/"
_STYLES: Final = "xl/styles.xml"
# XML may be in UTF-16 too, whatever the part is called.
_DEFINITIONS: Final = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_TAIL: Final = max(map(len, _DEFINITIONS)) - 1


def check_archive(path: Path) -> None:
    """Raise `FileRefusedError` unless the archive holds a workbook of sane size that nobody has built to hurt.

    Python's `zipfile` never unpacks more of a part than its directory says, so the directory can be trusted as a bound.
    Every part is looked through: which of them the workbook calls a sheet, its own directory decides.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_directory(parts, path.stat().st_size)
            for part in parts:
                _check_part(archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise BROKEN from None


def _check_directory(parts: list[zipfile.ZipInfo], size: int) -> None:
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise FileRefusedError("file_kind", "Это архив, а не таблица XLSX. Сохраните таблицу как XLSX или CSV (UTF-8).")
    if len(parts) > limits.MOST_PARTS or len(names) != len(parts):
        raise BROKEN
    for part in parts:
        limit = limits.LARGEST_OTHER_PART
        if part.filename.startswith(_SHEETS):
            limit = limits.LARGEST_SHEET
        elif part.filename == _STRINGS:
            limit = limits.LARGEST_STRINGS
        if part.file_size > limits.BOMB_SIZE and part.file_size > limits.BOMB_RATIO * max(1, part.compress_size):
            raise _BOMB
        if part.file_size > limit:
            raise FileRefusedError("file_large", "Файл XLSX слишком большой. Сохраните таблицу как CSV (UTF-8).")
    whole = sum(part.file_size for part in parts)
    if whole > limits.BOMB_SIZE and whole > limits.BOMB_RATIO * size:
        raise _BOMB  # many small parts, each below the limit of one


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part piece by piece: one endless text or row, or a document type that multiplies itself, is refused."""
    watch = _Watch(part.filename)
    with archive.open(part) as stream:
        before = b""
        while piece := stream.read(limits.LONGEST_TEXT // 2):
            joined = before + piece  # a word may be cut by the end of a piece
            if any(word in joined for word in _DEFINITIONS):
                raise _DOCTYPE
            watch.see(piece)
            before = piece[-_TAIL:]


def _opened(text: bytes) -> int:
    """Return how many tags are left open: each begins with `<`, and ends in itself (`/>`) or by another (`</`)."""
    return text.count(b"<") - 2 * text.count(b"</") - text.count(b"/>")


def _cells(text: bytes) -> int:
    return text.count(b"<c ") + text.count(b"<c>") + text.count(b"<c/>")


@dataclass(slots=True)
class _Watch:
    """How far it is in a part since a tag, since a row, and how much stands before the rows."""

    name: str
    seen: int = 0
    since_tag: int = 0
    since_row: int = 0
    is_below_head: bool = False
    styles: int = 0
    depth: int = 0
    last: bytes = b""
    cells: int = 0
    empty_rows: int = 0

    def see(self, piece: bytes) -> None:
        """Take the next piece in. Raises `FileRefusedError`."""
        self.seen += len(piece)
        self.since_tag = len(piece) - piece.rfind(b"<") if b"<" in piece else self.since_tag + len(piece)
        if self.name.endswith((".xml", ".rels")):
            self._see_depth(piece)
        if self.name == _STRINGS or self.name.startswith(_SHEETS):
            self._see_texts()
        if self.name.startswith(_SHEETS):
            self._see_rows(piece)
        elif self.name == _STYLES:
            self.styles += piece.count(b"<")
            if self.styles > limits.MOST_STYLES:
                raise FileRefusedError("file_large", "В XLSX слишком много оформления. Сохраните таблицу как CSV.")

    def _see_depth(self, piece: bytes) -> None:
        """Tags within tags are counted by their signs: a parser would hold all that are open."""
        piece = piece.replace(b"\0", b"")  # UTF-16
        joined = self.last + piece  # `</` may be cut by the end of a piece
        self.depth += _opened(joined) - _opened(self.last)
        self.last = piece[-1:]
        if self.depth > limits.DEEPEST_TAG:
            raise _DEEP

    def _see_texts(self) -> None:
        if self.since_tag > limits.LONGEST_TEXT:
            raise FileRefusedError("cell_long", "В ячейке XLSX слишком длинный текст. Сократите его.")

    def _see_rows(self, piece: bytes) -> None:
        """A row is held in memory as a whole, and so is what stands above the first one."""
        self.is_below_head = self.is_below_head or b"sheetData" in piece
        self.since_row = len(piece) - piece.rfind(b"row ") if b"row " in piece else self.since_row + len(piece)
        _, row, below = piece.rpartition(b"<row")
        self.cells = _cells(below) if row else self.cells + _cells(piece)
        if self.cells > limits.MOST_CELLS:
            raise FileRefusedError(
                "columns_many", f"В строке XLSX больше {limits.MOST_CELLS} ячеек. Уберите лишние столбцы."
            )
        self.empty_rows += piece.count(b"<row") - piece.count(b"</row")
        if self.empty_rows > limits.MOST_EMPTY_ROWS:
            raise EMPTY_ROWS
        if not self.is_below_head and self.seen > limits.LARGEST_HEAD:
            raise BROKEN
        if self.since_row > limits.LARGEST_ROW and b"</row" not in piece:
            raise FileRefusedError("cell_long", "В строке XLSX слишком много текста. Сохраните таблицу как CSV.")
