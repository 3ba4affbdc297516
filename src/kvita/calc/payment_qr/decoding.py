"""Telling the encoding of a payment QR when the declared one lies."""

from typing import Final

from kvita.calc.payment_qr.fields import QREncoding

# The ten most frequent letters make up two thirds of any Russian text. Read in the wrong
# one of two single-byte encodings, the text has hardly any of them.
_FREQUENT: Final = frozenset("оеаинтсрвл")


def decode_payload(data: bytes, declared: QREncoding | None) -> tuple[str, QREncoding]:
    """Decode by the declared encoding where it makes sense, else by the likeliest one.

    Bytes above 127 that make valid UTF-8 are UTF-8: a text in another encoding does so
    only by rare chance. Between cp1251 and KOI8-R the declared one stands, unless the
    other reads far more like Russian. Plain ASCII is whatever it says it is.
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
    if _likeness(second_text) > 2 * _likeness(first_text):
        return second_text, second
    return first_text, first


def _likeness(text: str) -> int:
    """How much it reads like Russian: frequent letters, counting small ones twice."""
    return sum((character in _FREQUENT) + (character.casefold() in _FREQUENT) for character in text)
