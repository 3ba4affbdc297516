"""A QR code as one path of a drawing: no picture of its own, nothing that the content policy would refuse."""

from dataclasses import dataclass
from typing import Final

import segno

QUIET: Final = 4  # modules of white around, which readers need


@dataclass(frozen=True, slots=True)
class QrDrawing:
    """A square of `side` units and the path of its dark modules."""

    side: int
    path: str


def draw_qr(text: str) -> QrDrawing:
    """Return the code for a short text."""
    rows = [bytes(row) for row in segno.make(text, micro=False, error="m").matrix]
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return QrDrawing(len(rows) + 2 * QUIET, path)
