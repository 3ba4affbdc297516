"""XLSX as an archive: is it whole, and is it safe to unpack?"""

import zipfile
import zlib
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
_STRINGS: Final = "xl/sharedStrings.xml"


def check_archive(path: Path) -> None:
    """Raise `FileRefusedError` unless the directory of the archive promises a workbook of sane size.

    Python's `zipfile` never unpacks more of a part than its directory says, so the directory can be trusted as a bound.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_directory(parts)
            for part in parts:
                if part.filename == _STRINGS or part.filename.startswith("xl/worksheets/sheet"):
                    _check_part(archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise BROKEN from None


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise FileRefusedError("file_kind", "Это архив, а не таблица XLSX. Сохраните таблицу как XLSX или CSV (UTF-8).")
    if len(parts) > limits.MOST_PARTS or len(names) != len(parts):
        raise BROKEN
    for part in parts:
        limit = limits.LARGEST_OTHER_PART
        if part.filename.startswith("xl/worksheets/"):
            limit = limits.LARGEST_SHEET
        elif part.filename == _STRINGS:
            limit = limits.LARGEST_STRINGS
        if part.file_size > limits.BOMB_SIZE and part.file_size > limits.BOMB_RATIO * max(1, part.compress_size):
            raise _BOMB
        if part.file_size > limit:
            raise FileRefusedError("file_large", "Файл XLSX слишком большой. Сохраните таблицу как CSV (UTF-8).")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part piece by piece: one endless text, or a document type that multiplies itself, is refused."""
    since_tag = 0
    with archive.open(part) as stream:
        while piece := stream.read(limits.LONGEST_TEXT // 2):
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                raise _BOMB
            since_tag = len(piece) - piece.rfind(b"<") if b"<" in piece else since_tag + len(piece)
            if since_tag > limits.LONGEST_TEXT:
                raise FileRefusedError("cell_long", "В ячейке XLSX слишком длинный текст. Сократите его.")
