"""What the typeface of the print has: its letters and how wide they are.

The table layout of Typst measures every row whose height it does not know, which costs a third of the time of a
bill; so the heights of most rows are worked out here. And a letter that the typeface lacks would leave a hole
both on paper and in the text of the file; so `source` asks first.
"""

import struct
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

FAMILY: Final = "Golos Text"
FOLDER: Final = Path(__file__).parent.parent / "fonts"

_UNKNOWN: Final = 1.3
"""Width of a letter that is not in the typeface, in ems: more than any that is."""
_KERNING: Final = 1.02
"""How much pairs of letters may be spread at most."""
_REGULAR, _BOLD = 400, 700


class TypefaceMissingError(RuntimeError):
    """The TTF files of the print are not built."""


class _Widths(dict[str, float]):
    def __missing__(self, sign: str) -> float:
        return _UNKNOWN


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One weight of the typeface."""

    widths: dict[str, float]
    """Letters with their widths in ems; others count as wider than any."""

    def width(self, text: str) -> float:
        """The most that a line of this text can take, in ems."""
        return _width(self, text)

    def widest_word(self, text: str) -> float:
        """The same of its longest word: no column can be narrower without breaking a word."""
        return max(map(self.width, _words(text)))

    def line_count(self, text: str, room: float) -> int | None:
        """The most lines that a text takes in so many ems; None when a word has to be broken."""
        lines, left, space = 0, 0.0, self.width(" ")
        for word in _words(text):
            taken = self.width(word)
            if taken > room:
                return None
            if taken > left:
                lines, left = lines + 1, room
            left -= taken + space
        return lines

    def largest_size(self, text: str, room: float, wanted: float) -> float:
        """The letter size in points, up to `wanted`, in which a text takes one line of `room` points.

        Never below a third of what is wanted: a text that needs less wraps.
        """
        fitting = room / self.width(text) if text else wanted
        return round(max(min(wanted, fitting), wanted / 3), 1)


@lru_cache(maxsize=4096)  # words of bills come again and again
def _width(face: Face, text: str) -> float:
    return sum(map(face.widths.__getitem__, text)) * _KERNING


def regular() -> Face:
    """The letters of plain text.

    Raises:
        TypefaceMissingError: the static files are not built.
    """
    return _face(_REGULAR)


def bold() -> Face:
    """The letters of sums, headings and codes; raises as `regular`."""
    return _face(_BOLD)


@cache
def letters() -> frozenset[str]:
    """All signs that both weights have; raises as `regular`."""
    return frozenset(regular().widths) & frozenset(bold().widths)


@cache
def _face(weight: int) -> Face:
    for path in sorted(FOLDER.glob("*.ttf")):
        tables = _tables(path.read_bytes())
        if struct.unpack_from(">H", tables["OS/2"], 4)[0] == weight:
            return Face(_widths(tables))
    raise TypefaceMissingError(f"no {FAMILY} of weight {weight} in {FOLDER}: build the static files (make static)")


def _tables(font: bytes) -> dict[str, bytes]:
    count = struct.unpack_from(">H", font, 4)[0]
    entries = (struct.unpack_from(">4sIII", font, 12 + 16 * index) for index in range(count))
    return {tag.decode(): font[start : start + length] for tag, _, start, length in entries}


def _widths(tables: dict[str, bytes]) -> _Widths:
    em = struct.unpack_from(">H", tables["head"], 18)[0]
    full = struct.unpack_from(">H", tables["hhea"], 34)[0]
    widths = _Widths(
        # Glyphs past the last full entry have the width of that one.
        (chr(code), struct.unpack_from(">H", tables["hmtx"], 4 * min(glyph, full - 1))[0] / em)
        for code, glyph in _glyphs(tables["cmap"]).items()
    )
    # Tables ask for figures of one width; those of Golos Text are nearly so, and none is wider than the zero.
    widths.update(dict.fromkeys("0123456789", widths["0"]))
    return widths


def _glyphs(cmap: bytes) -> dict[int, int]:
    """Glyph of each code point of the basic plane, by the subtable of format 4 that every TTF has."""
    count = struct.unpack_from(">H", cmap, 2)[0]
    starts = (struct.unpack_from(">I", cmap, 8 + 8 * index)[0] for index in range(count))
    table = next(cmap[start:] for start in starts if struct.unpack_from(">H", cmap, start)[0] == 4)
    segments = struct.unpack_from(">H", table, 6)[0] // 2
    ends, firsts, deltas, offsets = (
        struct.unpack_from(f">{segments}H", table, 14 + 2 * segments * part + (2 if part else 0)) for part in range(4)
    )
    glyphs = {}
    for index, (first, end, delta, offset) in enumerate(zip(firsts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                place = 16 + 2 * (3 * segments + index) + offset + 2 * (code - first)
                glyph = struct.unpack_from(">H", table, place)[0]
            if glyph := (glyph + delta) % 0x10000 if glyph or not offset else 0:
                glyphs[code] = glyph
    return glyphs


def _words(text: str) -> list[str]:
    return text.replace("\u00ad", " ").split(" ")
