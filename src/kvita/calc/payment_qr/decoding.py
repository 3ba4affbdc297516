"""Telling the encoding of a payment QR when the declared one lies.

A Russian text in one single-byte encoding read in the other turns into rare letters with
small and capital ones swapped. So both readings get a cost, about the number of bits an
unlikely text takes, and the declared encoding is given up only for a far cheaper one.
"""

import re
from itertools import pairwise
from typing import Final

from kvita.calc.payment_qr.fields import QREncoding

# Bits of a letter by its frequency in Russian.
_BITS: Final = {
    letter: bits
    for letters, bits in {"оеаинт": 3, "срвл": 4, "кмдпу": 5, "яыьзбгч": 6, "йхжшю": 7, "цщэфё": 8, "ъ": 11}.items()
    for letter in letters
}
_PUNCTUATION: Final = frozenset("«»„“”’–—…№\xa0")
_ODD_CHARACTER: Final = 10
_SWAPPED_CASE: Final = 6
_MOST_MIX_UPS: Final = 3
_UNUSED_IN_1252: Final = frozenset("\x81\x8d\x8f\x90\x9d")
_REPLACED: Final = re.compile(r"\?{2}")
_RUSSIAN: Final = re.compile("[а-яё]", re.IGNORECASE)
_HALVES: Final = re.compile("[ÐÑ][\x80-\xff\u0152-\u2122]")
# What the declared encoding is believed, in the same bits.
_TRUST: Final = 12
# A text read by the first table that was written by the second.
_MIX_UPS: Final = tuple(
    (read_as, written) for read_as in ("cp1252", "latin-1", "cp1251", "koi8-r", "cp866")
    for written in ("utf-8", "cp1251", "koi8-r", "cp866") if read_as != written
)  # fmt: skip


def decode_payload(data: bytes, declared: QREncoding | None) -> tuple[str, QREncoding]:
    """Decode by the declared encoding where it makes sense, else by the likeliest one.

    Bytes above 127 that make valid UTF-8 are UTF-8: a text in another encoding does so
    only by rare chance. Plain ASCII is whatever it says it is. Undecodable bytes become
    replacement characters; nothing raises.
    """
    if data.isascii():
        return data.decode("ascii"), declared or "utf-8"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        first: QREncoding = "koi8-r" if declared == "koi8-r" else "cp1251"
    second: QREncoding = "cp1251" if first == "koi8-r" else "koi8-r"
    first_text = data.decode(first, errors="replace")
    second_text = data.decode(second, errors="replace")
    trust = _TRUST if declared == first else 0
    if _cost(second_text) + trust < _cost(first_text):
        return second_text, second
    return first_text, first


def undo_wrong_decoding(text: str) -> str:
    """Give back the letters of a text that somebody has decoded by a wrong table already: «ÎÎÎ» is «ООО».

    Only a reading far more Russian than the text itself is taken; one in which signs are lost stays as it is. What was
    decoded wrongly twice is given back twice.
    """
    for _ in range(_MOST_MIX_UPS):
        repaired = _undo_once(text)
        if repaired == text:
            break
        text = repaired
    return text


def are_letters_lost(text: str) -> bool:
    """Tell whether a text is what is left of letters: question marks for all of them, or halves of signs of UTF-8."""
    return bool(_REPLACED.search(text) and not _RUSSIAN.search(text)) or len(_HALVES.findall(text)) > 1


def _undo_once(text: str) -> str:
    best, least = text, _cost(text) - _TRUST
    for read_as, written in _MIX_UPS:
        try:
            candidate = _bytes_of(text, read_as).decode(written)
        except UnicodeError:
            continue
        if (cost := _cost(candidate)) < least:
            best, least = candidate, cost
    return best


def _bytes_of(text: str, read_as: str) -> bytes:
    """Return the bytes that a table has made this text of; browsers keep five bytes of Windows-1252 as they are."""
    if read_as != "cp1252":
        return text.encode(read_as)
    return b"".join(bytes([ord(sign)]) if sign in _UNUSED_IN_1252 else sign.encode(read_as) for sign in text)


def _cost(text: str) -> int:
    bits = sum(_bits(character) for character in text if not character.isascii())
    swapped = sum(small.islower() and capital.isupper() for small, capital in pairwise(text))
    return bits + _SWAPPED_CASE * swapped


def _bits(character: str) -> int:
    return 0 if character in _PUNCTUATION else _BITS.get(character.casefold(), _ODD_CHARACTER)
