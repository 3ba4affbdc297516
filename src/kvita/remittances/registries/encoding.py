"""Text into the encoding that a bank takes, and into cells that cannot break a row."""

from typing import Final

END: Final = "\r\n"
# What the older encodings lack, and what stands for it.
_PLAIN: Final = {"«": '"', "»": '"', "„": '"', "“": '"', "”": '"', "–": "-", "—": "-", "\u2212": "-", "…": "...",
                 "№": "N", "\xa0": " ", "\u202f": " ", "\u2009": " ", "’": "'"}  # fmt: skip
# A spreadsheet runs a cell that starts so as a formula.
_DANGEROUS: Final = ("=", "+", "-", "@")


def encode(text: str, encoding: str) -> bytes:
    """Return the bytes; what the encoding lacks is written by plain signs, in the end by a question mark."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_fitting(sign, encoding) for sign in text).encode(encoding, errors="replace")


def cell(text: str, *, separator: str = ";") -> str:
    """Return the text as one cell: no separator, line end or other control character, nothing a spreadsheet runs."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text).replace(separator, ",")
    plain = " ".join(plain.split())
    return f"'{plain}" if plain.startswith(_DANGEROUS) else plain


def comma(kopecks: int) -> str:
    """Return `1500,00`."""
    return f"{'-' if kopecks < 0 else ''}{abs(kopecks) // 100},{abs(kopecks) % 100:02d}"


def point(kopecks: int) -> str:
    """Return `1500.00`."""
    return comma(kopecks).replace(",", ".")


def _fitting(sign: str, encoding: str) -> str:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return _PLAIN.get(sign, "?")
    return sign
