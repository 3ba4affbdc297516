"""Pictures from strangers: decoded within limits, drawn anew, so that nothing but the pixels comes through."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageOps

from kvita.core.errors import DomainError

MAX_BYTES: Final = 8 * 1024 * 1024
# Decoding takes memory by pixels, however small the file is. A JPEG is decoded smaller than it is, the others are not.
MAX_PIXELS: Final = {"JPEG": 50_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}
QUALITY: Final = 88
_CENTRE: Final = (0.5, 0.4)  # a face is above the middle of a portrait
_BROKEN: Final = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    MemoryError,
    struct.error,
    zlib.error,
)
_BOMBS: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_TOO_BIG: Final = "Файл больше 8 МБ. Уменьшите фотографию или выберите другую."
_TOO_MANY_PIXELS: Final = "В фотографии слишком много точек. Уменьшите её, например, до 4000 на 3000."
_NO_PICTURE: Final = "Это не фотография, или файл повреждён. Подойдут JPEG, PNG и WebP."


def draw_square(data: bytes, *, side: int) -> bytes:
    """Return the picture as a square JPEG of `side` pixels: turned upright, its middle, on white where it was clear.

    The pixels alone are taken over: no EXIF with the place and the camera, no comments, no other file behind the first
    (a polyglot). Only JPEG, PNG and WebP are decoded. Raises `DomainError` "picture_too_big" (bytes or pixels) and
    "picture_broken" (another format, cut off, damaged).
    """
    size = (side, side)
    return _drawn(data, size, lambda upright: ImageOps.fit(upright, size, centering=_CENTRE))[0]


def draw_within(data: bytes, *, side: int) -> tuple[bytes, tuple[int, int]]:
    """Return the whole picture as a JPEG of at most `side` pixels each way, and its width and height.

    Otherwise as `draw_square`; a small picture is not made larger.
    """

    def shrunk(upright: Image.Image) -> Image.Image:
        upright.thumbnail((side, side))
        return upright

    return _drawn(data, (side, side), shrunk)


def _drawn(
    data: bytes, size: tuple[int, int], fit: Callable[[Image.Image], Image.Image]
) -> tuple[bytes, tuple[int, int]]:
    if len(data) > MAX_BYTES:
        raise DomainError("picture_too_big", _TOO_BIG)
    try:
        with Image.open(io.BytesIO(data), formats=tuple(MAX_PIXELS)) as picture:
            if picture.width * picture.height > MAX_PIXELS[picture.format or "PNG"]:
                raise DomainError("picture_too_big", _TOO_MANY_PIXELS)
            picture.draft("RGB", size)
            fitted = fit(ImageOps.exif_transpose(picture).convert("RGBA"))
        return _on_white(fitted), fitted.size
    except _BOMBS as error:
        raise DomainError("picture_too_big", _TOO_MANY_PIXELS) from error
    except _BROKEN as error:
        raise DomainError("picture_broken", _NO_PICTURE) from error


def _on_white(picture: Image.Image) -> bytes:
    sheet = Image.new("RGB", picture.size, "white")
    sheet.paste(picture, mask=picture)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
