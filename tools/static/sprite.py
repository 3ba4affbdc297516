"""The icon sprite: one `<symbol>` for each drawing of src/kvita/web/ui/icons.py."""

import runpy
from pathlib import Path

SOURCE = "src/kvita/web/ui/icons.py"
TARGET = "src/kvita/web/ui/static/kvita/icons.svg"


def inputs(root: Path) -> tuple[Path, ...]:
    """Return the table of drawings."""
    return (root / SOURCE,)


def outputs(root: Path) -> tuple[Path, ...]:
    """Return the sprite."""
    return (root / TARGET,)


def build(root: Path) -> None:
    """Write the sprite; stroke and size come from the class of the referring `<svg>`."""
    drawings: dict[str, str] = runpy.run_path(str(root / SOURCE))["ICONS"]
    symbols = "".join(
        f'<symbol id="{name}" viewBox="0 0 24 24"><path d="{path}"/></symbol>\n' for name, path in drawings.items()
    )
    target = root / TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}</svg>\n', encoding="utf-8")
