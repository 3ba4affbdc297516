"""A bank file inside a ZIP archive: unpacked in memory, one file, no larger than a bank file may be."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Final

from kvita.remittances.formats.contents import LARGEST_FILE, BankFileError

SIGNATURE: Final = b"PK\x03\x04"
_MOST_PARTS: Final = 2_000
_BOOK: Final = "xl/workbook.xml"
# What lies beside the file itself: signatures, leftovers of archivers.
_BESIDE: Final = (".sig", ".sgn", ".p7s", ".p7b", ".cer", ".crt", ".ds_store", "thumbs.db", "desktop.ini")
_BROKEN: Final = BankFileError("kind", "Архив повреждён или скачан не до конца. Скачайте его заново.")


def is_archive(data: bytes) -> bool:
    """Tell whether the bytes are a ZIP archive, a workbook among them."""
    return data.startswith(SIGNATURE)


def is_workbook(data: bytes) -> bool:
    """Tell whether an archive is a table of Excel. Raises `BankFileError` for a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _BOOK in archive.namelist()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise _BROKEN from None


def unpack(data: bytes) -> bytes:
    """Return the bytes of the only file in the archive. Raises `BankFileError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = _only(archive.infolist())
            with archive.open(part) as stream:
                found = stream.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise _BROKEN from None
    if len(found) > LARGEST_FILE:
        raise _too_large()
    return found


def _only(parts: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    if len(parts) > _MOST_PARTS:
        raise _BROKEN
    files = [part for part in parts if not part.is_dir() and not _is_beside(part.filename)]
    if not files:
        raise BankFileError("empty", "В архиве нет ни одного файла.")
    if len(files) > 1:
        names = ", ".join(PurePosixPath(part.filename).name[:60] for part in files[:5])
        raise BankFileError("kind", f"В архиве несколько файлов: {names}. Распакуйте его и загрузите файлы по одному.")
    (part,) = files
    if part.flag_bits & 1:
        raise BankFileError("kind", "Архив с паролем. Распакуйте его и загрузите сам файл.")
    if part.file_size > LARGEST_FILE:
        raise _too_large()
    return part


def _is_beside(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.casefold().endswith(_BESIDE)


def _too_large() -> BankFileError:
    return BankFileError("large", f"Файл в архиве больше {LARGEST_FILE // 1024 // 1024} МБ. Разделите его на части.")
