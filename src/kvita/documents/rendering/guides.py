"""The guide of a cabinet as PDF."""

from functools import lru_cache
from typing import Final

from kvita.documents.guide import Guide
from kvita.documents.rendering import qr
from kvita.documents.rendering.engine import compile_pdf
from kvita.documents.rendering.source import Value, drawing, literal

TEMPLATE: Final = "guide.typ"
KEPT: Final = 32
"""Guides kept drawn: anybody may ask for one, and it changes only with the settings of a portal."""


@lru_cache(maxsize=KEPT)
def render_guide(guide: Guide) -> bytes:
    """The guide as a PDF for all (PDF/UA-1); the same guide always gives the same bytes, drawn once by each process.

    Raises:
        ValueError: the address is longer than 2331 bytes.
        TypefaceMissingError: the static files are not built.
    """
    code = drawing(qr.svg(guide.link.encode()))
    source = f'#import "{TEMPLATE}": guide\n#guide({literal(_values(guide))}, {code})'
    return compile_pdf(source.encode(), standard="ua-1")


def _values(guide: Guide) -> Value:
    return {
        "title": guide.title,
        "cabinet": guide.cabinet,
        "site": guide.site,
        "chapters": [{"title": chapter.title, "steps": list(chapter.steps)} for chapter in guide.chapters],
        "help": guide.help,
    }
