"""Text of a file by what its bytes are, not by what it says they are."""

import codecs
import re
from collections import Counter
from typing import Final

from kvita.calc.invisible import drop_hidden
from kvita.remittances.formats.contents import BankFileError

NAMES: Final = {"utf-8": "UTF-8", "cp1251": "Windows-1251", "cp866": "DOS (cp866)", "koi8-r": "КОИ-8"}
_SINGLE_BYTE: Final = ("cp1251", "cp866", "koi8-r")
_SAMPLE: Final = 100_000  # bytes
_SIGNATURES: Final = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "таблица старого Excel"),
    (b"\x89PNG", "картинка"),
    (b"\xff\xd8\xff", "картинка"),
    (b"\x1f\x8b", "архив"),
    (b"Rar!", "архив"),
    (b"7z\xbc\xaf", "архив"),
)
# Bits of a letter by its frequency in Russian; other signs above ASCII count as odd.
_BITS: Final = (
    ("оеаинт", 3), ("срвл№«»", 4), ("кмдпу–—\xa0", 5), ("яыьзбгч", 6), ("йхжшю", 7), ("цщэфё", 8), ("ъ", 11),
)  # fmt: skip
_COST: Final = {letter: bits for letters, bits in _BITS for letter in letters}
_ODD: Final = 12
_SWAPPED: Final = 6
_CAPITAL_INSIDE: Final = re.compile("[a-zа-яё](?=[A-ZА-ЯЁ])")
# Four letters of Russian in a row as UTF-8 has them: no single-byte text of words looks like that.
_UTF8_LETTERS: Final = re.compile(rb"(?:[\xd0\xd1][\x80-\xbf]){4}")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and the encoding that the bytes are in.

    Raises `BankFileError`: "empty", or "kind" for what is no text at all.
    """
    if not data.strip():
        raise BankFileError("empty", "Файл пустой. Скачайте его у банка заново.")
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise BankFileError("kind", f"Это {name}, а нужен файл банка: TXT, CSV, XLSX, DBF или ZIP с ним.")
    if data.startswith(_UTF16):
        raise BankFileError("kind", "Файл в кодировке UTF-16. Сохраните его как текст в Windows-1251 или UTF-8.")
    if b"\0" in data:
        raise BankFileError("kind", "Это не текст: внутри нулевые байты. Скачайте файл у банка заново.")
    try:
        return drop_hidden(data.decode("utf-8-sig")), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_mixed(data, error.start)
        encoding = likeliest(data)
        return drop_hidden(data.decode(encoding, errors="replace")), encoding


def _refuse_mixed(data: bytes, foreign: int) -> None:
    """Refuse a file a part of which is UTF-8: read in one encoding, the other part would say nothing."""
    if found := _UTF8_LETTERS.search(data):
        one, other = (data.count(b"\n", 0, at) + 1 for at in (found.start(), foreign))
        raise BankFileError(
            "kind",
            f"В файле две кодировки: строка {one} в UTF-8, а строка {other} в другой. "
            "Скачайте файл у банка заново или загрузите его части отдельными файлами.",
        )


def likeliest(data: bytes) -> str:
    """Return the single-byte encoding in which the start of the data reads most like Russian."""
    sample = data[:_SAMPLE]
    return min(_SINGLE_BYTE, key=lambda encoding: _oddity(sample.decode(encoding, errors="replace")))


def _oddity(text: str) -> int:
    """Add up how unlikely the letters are: rare ones, capitals after small ones, signs that draw boxes."""
    counts = Counter(text.lower())
    letters = sum(_COST.get(sign, _ODD) * count for sign, count in counts.items() if sign > "\x7f")
    return letters + _SWAPPED * len(_CAPITAL_INSIDE.findall(text))
