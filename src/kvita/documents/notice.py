"""A printed sheet of one matter: a confirmation of a payment, requisites with a payment code. Plain values.

Text is plain text, of any length and with any characters; an empty value leaves its row out.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the sheet says, from top to bottom."""

    title: str
    subtitle: str = ""
    issuer: tuple[str, ...] = ()
    """Who says it: name first, then address, phone, each a line."""
    total: tuple[str, str] = ("", "")
    """Label and value of what matters most, printed large."""
    rows: tuple[tuple[str, str], ...] = ()
    """Label and value."""
    notes: tuple[str, ...] = ()
    """Sentences below the rows."""
    qr: bytes = b""
    """Payment QR of GOST R 56042; empty where there is none."""
    qr_caption: str = ""
    created_on: date
    """The only date that goes into the file's own data, never the clock."""
