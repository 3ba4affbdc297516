"""The payment QR as a vector drawing.

segno draws the fixed parts of a symbol and tells them from the places of data, once a version and process. The data
of each bill are coded and placed here, by the steps of ISO/IEC 18004 for level M, bytes and one mask. That takes a
fifth of what a whole symbol by segno takes, which would be a third of the time of a bill.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, pairwise, zip_longest
from operator import itemgetter
from typing import Final

import segno

# Level M is the least that GOST R 56042 allows. Any of the eight masks is right; trying all of them for the best
# looking one would take most of the time.
_LEVEL: Final = "m"
_MASK: Final = 0
_QUIET_ZONE: Final = 4

# Table 9 of the standard for level M, versions 1 to 40: correction bytes of a block, number of blocks.
_CORRECTION: Final = (
    *(10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26),
    *(28,) * 19,
)
_BLOCKS: Final = (
    *(1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16),
    *(17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49),
)
_BYTE_MODE: Final = 0b0100
_PADDING: Final = bytes((0b11101100, 0b00010001))
_FIELD: Final = 0b100011101
"""The polynomial of the field of 256 elements."""
_STROKE: Final = re.compile(rb"\x00*\x01+")


class _Strokes(dict[bytes, str]):
    """Light modules and the dark ones after them, as a move and a line of an SVG path."""

    def __missing__(self, modules: bytes) -> str:
        dark = modules.count(1)
        light = len(modules) - dark
        self[modules] = (f"m{light} 0" if light else "") + f"h{dark}"
        return self[modules]


_STROKES: Final = _Strokes()


def svg(payload: bytes) -> str:
    """An SVG of the symbol with its quiet zone, black on nothing, one unit a module.

    Raises:
        ValueError: the payload is longer than the largest symbol of level M holds (2331 bytes).
    """
    rows = modules(payload)
    path = "".join(f"M0 {y}" + "".join(map(_STROKES.__getitem__, _STROKE.findall(row))) for y, row in enumerate(rows))
    # Strokes run through the middle of their modules, so the box begins half a module above the first.
    box = f"{-_QUIET_ZONE} {-_QUIET_ZONE}.5 {len(rows) + 2 * _QUIET_ZONE} {len(rows) + 2 * _QUIET_ZONE}"
    # Strokes a hair thicker than a module, so that no white seam shows between two rows.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">'
        f'<path stroke="#000" stroke-width="1.02" d="{path}"/></svg>'
    )


def width(payload: bytes) -> int:
    """Modules of a side of the symbol, its quiet zone included. Raises as `svg`."""
    return 17 + 4 * _version_for(len(payload)) + 2 * _QUIET_ZONE


def modules(payload: bytes) -> list[bytes]:
    """Rows of the smallest symbol that holds the payload: 1 is dark.

    Raises:
        ValueError: as `svg`.
    """
    version = _version_for(len(payload))
    mould = _mould(version)
    message = int.from_bytes(_message(payload, version), "big") << mould.spare_bits
    bits = f"{message ^ mould.masked:0{mould.bit_count}b}".encode().translate(_BIT_VALUES)
    flat = bytes(mould.places(bits + b"\x00\x01"))
    return [flat[start : start + mould.size] for start in range(0, len(flat), mould.size)]


_BIT_VALUES: Final = bytes.maketrans(b"01", b"\x00\x01")


@dataclass(frozen=True, slots=True)
class _Mould:
    """What all symbols of one version have in common."""

    size: int
    bit_count: int
    """Places for bits of the message."""
    spare_bits: int
    """Places left over after the last whole byte."""
    masked: int
    """Bits of the message that the mask turns over."""
    places: "itemgetter[tuple[int, ...]]"
    """Takes the bits of the message, a light and a dark module, and gives the modules of all rows."""


@cache
def _mould(version: int) -> _Mould:
    symbol = segno.make_qr(b"0", error=_LEVEL, version=version, mode="byte", mask=_MASK, boost_error=False).matrix
    size = len(symbol)
    fixed = _fixed_places(version, size)
    way = [place for place in _zigzag(size) if place not in fixed]
    order = {place: index for index, place in enumerate(way)}
    light = len(way)
    places = [order.get((y, x), light + symbol[y][x]) for y in range(size) for x in range(size)]
    turned = "".join("1" if (y + x) % 2 == 0 else "0" for y, x in way)
    return _Mould(size, len(way), len(way) % 8, int(turned, 2), itemgetter(*places))


def _fixed_places(version: int, size: int) -> set[tuple[int, int]]:
    """Finders with format information, timing, alignment crosses, version information."""
    near, far = range(9), range(size - 8, size)
    areas = [(near, near), (near, far), (far, near), (range(6, 7), range(size)), (range(size), range(6, 7))]
    if version > 6:
        areas += [(range(6), range(size - 11, size - 8)), (range(size - 11, size - 8), range(6))]
    centres = _alignment_centres(version, size)
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    crosses = [(y, x) for y in centres for x in centres if (y, x) not in corners]
    areas += [(range(y - 2, y + 3), range(x - 2, x + 3)) for y, x in crosses]
    return {(y, x) for rows, columns in areas for y in rows for x in columns}


def _alignment_centres(version: int, size: int) -> list[int]:
    if version == 1:
        return []
    count = version // 7 + 2
    # Even steps from the far side; version 32 alone leaves the rule.
    step = 26 if version == 32 else (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    return [6, *(size - 7 - index * step for index in range(count - 1))]


def _zigzag(size: int) -> Iterator[tuple[int, int]]:
    """The way of the message: columns in pairs from the right, up and down by turns, past the timing column."""
    upward = True
    for right in chain(range(size - 1, 6, -2), range(5, 0, -2)):
        for y in range(size - 1, -1, -1) if upward else range(size):
            yield y, right
            yield y, right - 1
        upward = not upward


def _version_for(length: int) -> int:
    for version in range(1, 41):
        if length + (2 if version < 10 else 3) <= _capacity(version):
            return version
    raise ValueError(f"{length} bytes are too many for a QR of level M")


def _capacity(version: int) -> int:
    """Bytes of a version left for data, header included."""
    modules = (16 * version + 128) * version + 64
    if version > 1:
        crosses = version // 7 + 2
        modules -= (25 * crosses - 10) * crosses - 55
    if version > 6:
        modules -= 36
    return modules // 8 - _CORRECTION[version - 1] * _BLOCKS[version - 1]


def _message(payload: bytes, version: int) -> bytes:
    """The payload with its header, padding and correction, its blocks interleaved."""
    capacity = _capacity(version)
    count_bytes = 1 if version < 10 else 2
    header = (_BYTE_MODE << 8 * count_bytes) | len(payload)
    # The header is half a byte too short and the end mark half a byte long, so together they fill whole bytes.
    bits = (header << 8 * len(payload) | int.from_bytes(payload, "big")) << 4
    data = bits.to_bytes(len(payload) + count_bytes + 1, "big")
    data += (_PADDING * capacity)[: capacity - len(data)]

    count = _BLOCKS[version - 1]
    short, longer = divmod(capacity, count)
    ends = accumulate([short] * (count - longer) + [short + 1] * longer)
    starts = [0, *ends]
    blocks = [data[start:end] for start, end in pairwise(starts)]
    checks = [_correction(block, _CORRECTION[version - 1]) for block in blocks]
    woven = chain(chain.from_iterable(zip_longest(*blocks)), chain.from_iterable(zip(*checks, strict=True)))
    return bytes(byte for byte in woven if byte is not None)


def _correction(block: bytes, length: int) -> bytes:
    """Reed-Solomon bytes of a block: the remainder by the generator polynomial."""
    multiples = _generator_multiples(length)
    top, rest = 8 * (length - 1), (1 << 8 * (length - 1)) - 1
    remainder = 0
    for byte in block:
        remainder = (remainder & rest) << 8 ^ multiples[byte ^ remainder >> top]
    return remainder.to_bytes(length, "big")


@cache
def _generator_multiples(length: int) -> tuple[int, ...]:
    """The generator polynomial of so many correction bytes times each element of the field."""
    polynomial, root = [1], 1
    for _ in range(length):
        shifted = [*polynomial, 0]
        polynomial = [high ^ _product(low, root) for high, low in zip(shifted, [0, *polynomial], strict=True)]
        root = _product(root, 2)
    return tuple(
        int.from_bytes(bytes(_product(factor, term) for term in polynomial[1:]), "big") for factor in range(256)
    )


def _product(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left > 0xFF:
            left ^= _FIELD
        right >>= 1
    return product
