"""Scripts: htmx as released, and the project's own behaviours joined into one small file."""

from pathlib import Path

import rjsmin

SOURCE = "src/kvita/web/ui/js"
TARGET = "src/kvita/web/ui/static/kvita/js"
HTMX = "node_modules/htmx.org/dist/htmx.min.js"


def inputs(root: Path) -> tuple[Path, ...]:
    """Return the behaviours and htmx."""
    return (*sorted((root / SOURCE).glob("*.js")), root / HTMX)


def outputs(root: Path) -> tuple[Path, ...]:
    """Return the two scripts."""
    return (root / TARGET / "app.js", root / TARGET / "htmx.min.js")


def build(root: Path) -> None:
    """Join the behaviours, each in its own block scope, and copy htmx."""
    own, htmx = outputs(root)
    own.parent.mkdir(parents=True, exist_ok=True)
    parts = (path.read_text(encoding="utf-8") for path in sorted((root / SOURCE).glob("*.js")))
    own.write_text('"use strict";\n' + "".join(f"{{\n{rjsmin.jsmin(part)}\n}}\n" for part in parts), encoding="utf-8")
    htmx.write_bytes((root / HTMX).read_bytes())
