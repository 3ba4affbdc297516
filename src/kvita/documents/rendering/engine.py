"""The Typst compiler of this process: one, with the typefaces and templates it has already read."""

import re
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final, Literal

import typst

from kvita.documents.rendering import typeface

Standard = Literal["ua-1", "a-2a"]
"""Accessible PDF, and PDF for archives."""

_PAGES: Final = re.compile(rb"/Type/Pages/Count (\d+)")

TEMPLATES: Final = Path(__file__).parent / "templates"

# A compiler used by two threads at once raises "Already borrowed"; a second one would not be quicker, since the
# compiler holds the interpreter while it works.
_one_at_a_time = Lock()


@cache
def _compiler() -> typst.Compiler:
    typeface.letters()  # says so when the files are not there
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[typeface.FOLDER])
    return typst.Compiler(root=TEMPLATES, font_paths=fonts, ignore_system_fonts=True)


def compile_pdf(source: bytes, *, standard: Standard | None = None) -> bytes:
    """Compile a source that imports a template of this package.

    Args:
        source: Typst source; see `source.literal` for what may come from outside.
        standard: profile the file has to obey; what breaks it is an error of the compiler.

    Raises:
        TypefaceMissingError: the static files are not built.
        typst.TypstError: the source or the template is wrong.
    """
    with _one_at_a_time:
        pdf = _compiler().compile(input=source, format="pdf", pdf_standards=standard or [])
    if not isinstance(pdf, bytes):
        raise TypeError(f"the compiler gave {type(pdf).__name__} for a PDF")
    return pdf


def page_count(pdf: bytes) -> int:
    """Number of pages of a file that `compile_pdf` made."""
    return max(int(count) for count in _PAGES.findall(pdf))
