"""The first pass over a file: its kind, encoding and fingerprint, without holding it in memory."""

import codecs
import hashlib
import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from kvita.exchange.readers.limits import CHUNK_BYTES
from kvita.exchange.readers.refusals import FileRefusedError

_SIGNATURES: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "картинка PNG"),
    (b"\xff\xd8\xff", "картинка JPEG"),
    (b"GIF8", "картинка GIF"),
    (b"{\\rtf", "документ RTF"),
    (b"\x1f\x8b", "архив GZIP"),
    (b"Rar!", "архив RAR"),
    (b"7z\xbc\xaf", "архив 7Z"),
    (b"<?xml", "XML"),
    (b"<html", "веб-страница"),
    (b"<!DOC", "веб-страница"),
)
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HOW_TO_SAVE: Final = "Сохраните таблицу как XLSX или CSV (UTF-8)."


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the first pass found. `encoding` is empty for XLSX."""

    path: Path
    size: int
    sha256: str
    is_workbook: bool
    encoding: str


def inspect_file(path: Path) -> Inspection:
    """Read the file once. Raises `FileRefusedError` when it cannot be a table."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, has_nul, size, start = True, False, 0, b""
    try:
        with path.open("rb") as file:
            while block := file.read(CHUNK_BYTES):
                start = start or block[:CHUNK_BYTES]
                size += len(block)
                digest.update(block)
                has_nul = has_nul or b"\0" in block
                is_utf8 = is_utf8 and _decodes(decoder, block, final=False)
    except OSError as error:
        raise FileRefusedError(
            "file_unreadable", f"Файл не читается: {path.name} ({os.strerror(error.errno or 0)})."
        ) from None
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    is_workbook = start.startswith(b"PK\x03\x04")
    if not is_workbook:
        _refuse_foreign(start, has_nul=has_nul)
    encoding = "" if is_workbook else _encoding(start, is_utf8=is_utf8)
    return Inspection(path, size, digest.hexdigest(), is_workbook, encoding)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_foreign(start: bytes, *, has_nul: bool) -> None:
    """Raise when the bytes are not the text of a table."""
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileRefusedError("file_empty", "Файл пустой. Проверьте, тот ли файл выбран.")
    if start.startswith(_OLD_EXCEL):
        raise FileRefusedError("file_kind", "Это старый формат Excel (.xls). Откройте файл и сохраните как XLSX.")
    for signature, name in _SIGNATURES:
        if start.lstrip(b"\xef\xbb\xbf \t\r\n")[: len(signature)] == signature:
            raise FileRefusedError("file_kind", f"Это {name}, а нужна таблица. {_HOW_TO_SAVE}")
    if start.startswith(_UTF16) or (has_nul and _is_utf16(start)):
        raise FileRefusedError("file_encoding", f"Файл в кодировке UTF-16 («Текст Юникод»). {_HOW_TO_SAVE}")
    if has_nul:
        raise FileRefusedError("file_kind", f"Это не текст и не XLSX. {_HOW_TO_SAVE}")


def _is_utf16(start: bytes) -> bool:
    """Tell whether every other byte is mostly the same small one, as Latin and Cyrillic text in UTF-16 has it."""
    sample = start[:2_000]
    halves = (sample[::2], sample[1::2])
    return any(half and sum(byte in (0x00, 0x04) for byte in half) > len(half) * 0.9 for half in halves)


def _encoding(start: bytes, *, is_utf8: bool) -> str:
    if is_utf8:
        return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
    for encoding, name in (("cp866", "DOS (cp866)"), ("koi8-r", "КОИ-8")):
        if _cyrillic(start, encoding) > _cyrillic(start, "cp1251"):
            raise FileRefusedError("file_encoding", f"Файл в кодировке {name}. {_HOW_TO_SAVE}")
    return "cp1251"


def _cyrillic(start: bytes, encoding: str) -> int:
    """Return how much the bytes look like Russian words in this encoding: small letters after letters count."""
    text = start[:200_000].decode(encoding, errors="replace")
    words = sum(
        1
        for before, letter in pairwise(text)
        if "а" <= letter <= "я" and ("а" <= before <= "я" or "А" <= before <= "Я" or not before.isalpha())
    )
    strange = sum("\u2500" <= char <= "\u259f" or char == "\ufffd" for char in text)
    return words - 3 * strange
