"""Style sheets: app.css with its imports inlined, and the sheets of their own, all minified."""

import re
from pathlib import Path

import rcssmin

SOURCE = "src/kvita/web/ui/css"
TARGET = "src/kvita/web/ui/static/kvita/css"
SHEETS = ("app.css", "dark.css", "print.css", "gallery.css", "office.css")
IMPORT = re.compile(r'^@import "(?P<path>[^"]+)"(?: layer\((?P<layer>\w+)\))?;$', re.MULTILINE)


def inputs(root: Path) -> tuple[Path, ...]:
    """Return every source sheet."""
    return tuple(sorted((root / SOURCE).rglob("*.css")))


def outputs(root: Path) -> tuple[Path, ...]:
    """Return the built sheets."""
    return tuple(root / TARGET / name for name in SHEETS)


def build(root: Path) -> None:
    """Join and minify."""
    (root / TARGET).mkdir(parents=True, exist_ok=True)
    for name in SHEETS:
        source = joined(root / SOURCE / name)
        (root / TARGET / name).write_text(rcssmin.cssmin(source) + "\n", encoding="utf-8")


def joined(sheet: Path) -> str:
    """Return the sheet with `@import "part.css" layer(name)` replaced by the part inside `@layer name { … }`.

    Addresses inside a part stay as they are: they are written relative to the built sheet.
    """

    def inline(match: re.Match[str]) -> str:
        body = (sheet.parent / match["path"]).read_text(encoding="utf-8")
        return f"@layer {match['layer']} {{\n{body}}}" if match["layer"] else body

    return IMPORT.sub(inline, sheet.read_text(encoding="utf-8"))
