"""The QR drawn here against an independent decoder and an independent encoder."""

import re
from random import Random

import pytest
import segno

from kvita.documents.rendering import qr
from tests.documents.pictures import codes_in

ROOM = {1: 14, 9: 180, 10: 213, 17: 504, 26: 1059, 40: 2331}
"""Bytes that some versions hold at level M, from table 7 of the standard."""


def decoded(rows: list[bytes]) -> list[bytes]:
    quiet, scale = 4, 3
    side = (len(rows) + 2 * quiet) * scale
    margin = b"\xff" * (quiet * scale)
    lines = [margin + b"".join((b"\x00" if dark else b"\xff") * scale for dark in row) + margin for row in rows]
    blank = [b"\xff" * side] * (quiet * scale)
    return codes_in(side, side, b"".join([*blank, *(line for line in lines for _ in range(scale)), *blank]))


@pytest.mark.parametrize("length", [1, 15, 62, 180, 181, 213, 300, 455, 500, 812, 1059, 1700, 2331])
def test_payloads_of_any_length_are_read_back(length: int) -> None:
    payload = Random(length).randbytes(length)
    assert decoded(qr.modules(payload)) == [payload]


def test_every_version_holds_what_the_standard_says() -> None:
    sizes = {len(qr.modules(bytes(length))) for length in range(1, 2332, 10)}
    assert sizes == {17 + 4 * version for version in range(1, 41)}
    for version, length in ROOM.items():
        assert len(qr.modules(bytes(length))) == 17 + 4 * version
        if version < 40:
            assert len(qr.modules(bytes(length + 1))) == 17 + 4 * (version + 1)


@pytest.mark.parametrize("length", ROOM.values())
def test_a_full_symbol_equals_that_of_an_independent_encoder(length: int) -> None:
    payload = Random(length).randbytes(length)
    theirs = segno.make_qr(payload, error="m", mode="byte", mask=0, boost_error=False)
    assert qr.modules(payload) == [bytes(row) for row in theirs.matrix]


def test_too_long_a_payload_is_refused() -> None:
    with pytest.raises(ValueError, match="2332 bytes"):
        qr.modules(bytes(2332))


def test_the_drawing_has_a_stroke_for_each_run_of_dark_modules() -> None:
    rows = qr.modules(b"ST00012|Name=x")
    drawing = qr.svg(b"ST00012|Name=x")
    path = re.search(r' d="([^"]+)"', drawing)
    assert path is not None
    drawn = [bytearray(len(rows)) for _ in rows]
    for line in re.findall(r"M0 (\d+)([^M]*)", path[1]):
        x = 0
        for move, dark in re.findall(r"(?:m(\d+) 0)?h(\d+)", line[1]):
            x += int(move or 0)
            drawn[int(line[0])][x : x + int(dark)] = b"\x01" * int(dark)
            x += int(dark)
    assert list(map(bytes, drawn)) == rows
    assert f'viewBox="-4 -4.5 {len(rows) + 8} {len(rows) + 8}"' in drawing
