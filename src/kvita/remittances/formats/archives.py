"""A bank file inside a ZIP archive: unpacked in memory, one file, no larger than a bank file may be."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Final

from kvita.remittances.formats.contents import LARGEST_FILE, BankFileError

SIGNATURE: Final = b"PK\x03\x04"
_EMPTY: Final = b"PK\x05\x06"
_MOST_PARTS: Final = 2_000
_BOOK: Final = "xl/workbook.xml"
# What lies beside the file itself: signatures, leftovers of archivers.
_BESIDE: Final = (".sig", ".sgn", ".p7s", ".p7b", ".cer", ".crt", ".ds_store", "thumbs.db", "desktop.ini")
# Papers that banks and archivers lay beside a registry; they are none themselves.
_PAPERS: Final = (".pdf", ".doc", ".docx", ".rtf", ".odt", ".jpg", ".jpeg", ".png", ".htm", ".html", ".md")
_BROKEN: Final = BankFileError("kind", "Архив повреждён или скачан не до конца. Скачайте его заново.")


def is_archive(data: bytes) -> bool:
    """Tell whether the bytes are a ZIP archive, a workbook among them."""
    return data.startswith((SIGNATURE, _EMPTY))


def is_workbook(data: bytes) -> bool:
    """Tell whether an archive is a table of Excel. Raises `BankFileError` for a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _BOOK in archive.namelist()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise _BROKEN from None


def unpack(data: bytes) -> tuple[bytes, str]:
    """Return the bytes of the only registry in the archive, and a note of what else lies in it.

    Raises `BankFileError`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part, papers = _only(archive.infolist())
            with archive.open(part) as stream:
                found = stream.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise _BROKEN from None
    if len(found) > LARGEST_FILE:
        raise _too_large()
    return found, f"В архиве лежат ещё {papers}: реестра в них нет, не читали." if papers else ""


def _only(parts: list[zipfile.ZipInfo]) -> tuple[zipfile.ZipInfo, str]:
    if len(parts) > _MOST_PARTS:
        raise _BROKEN
    files = [part for part in parts if not part.is_dir() and not _is_beside(part.filename)]
    if not files:
        raise BankFileError("empty", "В архиве нет ни одного файла. Скачайте его у банка заново.")
    papers = [part for part in files if part.filename.casefold().endswith(_PAPERS)]
    files = [part for part in files if part not in papers] or papers
    if len(files) > 1:
        names = _names(files)
        raise BankFileError("kind", f"В архиве несколько файлов: {names}. Распакуйте его и загрузите файлы по одному.")
    (part,) = files
    if part.flag_bits & 1:
        raise BankFileError("kind", "Архив с паролем. Распакуйте его и загрузите сам файл.")
    if part.file_size > LARGEST_FILE:
        raise _too_large()
    return part, _names([it for it in papers if it is not part])


def _names(parts: list[zipfile.ZipInfo]) -> str:
    return ", ".join(PurePosixPath(part.filename).name[:60] for part in parts[:5])


def _is_beside(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.casefold().endswith(_BESIDE)


def _too_large() -> BankFileError:
    return BankFileError("large", f"Файл в архиве больше {LARGEST_FILE // 1024 // 1024} МБ. Разделите его на части.")
