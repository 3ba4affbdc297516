"""A sound given in the parts that a player asks for (RFC 9110, section 14): Safari plays none that comes only whole."""

import re
from typing import Final

from django.http import HttpResponse

_ONE_PART: Final = re.compile(r"bytes=([0-9]{1,9})-([0-9]{0,9})")


def in_parts(content: bytes, *, asked: str, kind: str) -> HttpResponse:
    """Return what the header `Range` asks for: 206 with one part, 416 past the end, else all of it with 200."""
    size = len(content)
    headers = {"Accept-Ranges": "bytes"}
    part = _ONE_PART.fullmatch(asked)
    if part is None:
        return HttpResponse(content, content_type=kind, headers=headers)
    first = int(part[1])
    last = min(int(part[2] or size), size - 1)
    if first > last:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return HttpResponse(content[first : last + 1], status=206, content_type=kind, headers=headers)
