"""Pictures from strangers: whatever comes in, a small clean square goes out, or a sentence that says what to do."""

import contextlib
import io
import random
import struct
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kvita.core.errors import DomainError
from kvita.core.pictures import MAX_BYTES, MAX_PIXELS, draw_square

GPS_IFD, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F
RED, BLUE = (220, 20, 20), (20, 20, 220)


def picture(size: tuple[int, int] = (400, 300), kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode != "P" else 0).save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def refusal(data: bytes) -> str:
    with pytest.raises(DomainError) as caught:
        draw_square(data, side=320)
    return caught.value.code


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "I;16"), ("WEBP", "RGB")],
)
def test_every_allowed_kind_becomes_a_square_jpeg(kind: str, mode: str) -> None:
    drawn = opened(draw_square(picture(kind=kind, mode=mode), side=96))
    assert (drawn.format, drawn.size, drawn.mode) == ("JPEG", (96, 96), "RGB")


def test_place_camera_and_comments_are_gone() -> None:
    exif = Image.Exif()
    exif[MAKER] = "SecretCamera"
    exif.get_ifd(GPS_IFD)[1] = "N"
    exif.get_ifd(GPS_IFD)[2] = (55.0, 45.0, 7.0)
    given_in = picture(exif=exif.tobytes(), comment=b"flat 16, key under the mat")
    assert b"SecretCamera" in given_in
    out = draw_square(given_in, side=320)
    assert dict(opened(out).getexif()) == {}
    assert not [word for word in (b"SecretCamera", b"Exif", b"mat", b"ICC_PROFILE") if word in out]


def test_a_photo_taken_sideways_stands_upright() -> None:
    sideways = Image.new("RGB", (200, 200), RED)
    sideways.paste(BLUE, (0, 0, 100, 200))  # blue on the left; turned by a quarter to the right it is on top
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    out = io.BytesIO()
    sideways.save(out, "JPEG", exif=exif.tobytes(), quality=95)
    drawn = opened(draw_square(out.getvalue(), side=96))
    above, below = drawn.getpixel((48, 10)), drawn.getpixel((48, 86))
    assert isinstance(above, tuple)
    assert isinstance(below, tuple)
    assert above[2] > 150 > above[0]
    assert below[0] > 150 > below[2]


def test_what_was_clear_is_white() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(clear, "PNG")
    assert opened(draw_square(clear.getvalue(), side=96)).getpixel((5, 5)) == (255, 255, 255)


def test_a_file_behind_the_picture_does_not_come_through() -> None:
    polyglot = picture() + b"<script>alert(1)</script>PK\x03\x04<?php system('id'); ?>"
    out = draw_square(polyglot, side=320)
    assert b"script" not in out
    assert b"php" not in out


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a\x01\x00\x01\x00",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0 not really",
        b"MZ" * 500,
        picture()[:-200],
        picture(kind="PNG", mode="RGBA")[:60],
        picture(kind="GIF", mode="P"),
        picture(kind="BMP"),
        picture(kind="TIFF"),
        picture(kind="ICO", size=(32, 32)),
    ],
    ids=["empty", "svg", "gif-head", "pdf", "jpeg-head", "exe", "cut-jpeg", "cut-png", "gif", "bmp", "tiff", "ico"],
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    assert refusal(data) == "picture_broken"


def test_nine_megabytes_are_refused_unread() -> None:
    assert refusal(picture() + b"\x00" * (MAX_BYTES + 1)) == "picture_too_big"


def png_bomb(side: int) -> bytes:
    """A PNG of `side` × `side` black points: a few kilobytes that become gigabytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * ((side // 8 + 1) * side), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [6_000, 12_000, 20_000])
def test_a_bomb_is_refused_before_it_is_unpacked(side: int) -> None:
    bomb = png_bomb(side)
    assert len(bomb) < 200_000
    tracemalloc.start()
    assert refusal(bomb) == "picture_too_big"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_photo_of_a_good_phone_passes() -> None:
    side = (8_000, 6_000)
    assert side[0] * side[1] <= MAX_PIXELS["JPEG"]
    assert opened(draw_square(picture(side, mode="L"), side=320)).size == (320, 320)


@given(st.integers(0, 2**32), st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_damaged_files_are_drawn_or_refused(seed: int, kind: str) -> None:
    chance, data = random.Random(seed), bytearray(picture((60, 40), kind))
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    with contextlib.suppress(DomainError):
        assert opened(draw_square(bytes(data), side=48)).size == (48, 48)
