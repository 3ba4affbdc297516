"""The Typst compiler of this process: one, with the typefaces and templates it has already read."""

from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final, Literal

import typst

Standard = Literal["ua-1", "a-2a"]
"""Accessible PDF, and PDF for archives."""

TYPEFACE: Final = "Golos Text"
FONTS: Final = Path(__file__).parent.parent / "fonts"
TEMPLATES: Final = Path(__file__).parent / "templates"

# A compiler used by two threads at once raises "Already borrowed"; a second one would not be quicker, since the
# compiler holds the interpreter while it works.
_one_at_a_time = Lock()


class TypefaceMissingError(RuntimeError):
    """The TTF files of the print are not there yet."""


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    if TYPEFACE not in fonts.families():
        raise TypefaceMissingError(f"no {TYPEFACE} in {FONTS}: build the static files first (make static)")
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
