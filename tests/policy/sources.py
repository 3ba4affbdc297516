"""The files of the project and what a reader of source code asks of them."""

import ast
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "kvita"

# Made by the build or by tools, never written by hand (see .gitignore).
NOT_OURS = {".git", ".venv", "node_modules", "build", "dist", "var", "__pycache__", "staticfiles"}
BUILT = (PACKAGE / "web" / "ui" / "static" / "kvita", PACKAGE / "documents" / "fonts")


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Return the files of the project with one of the suffixes (all files without any), in a fixed order."""
    found = []
    for folder, names, leaves in os.walk(ROOT):
        names[:] = [
            name
            for name in sorted(names)
            if name not in NOT_OURS
            and not name.endswith(("_cache", ".egg-info"))
            and name != ".hypothesis"
            and Path(folder, name) not in BUILT
        ]
        found += [Path(folder, leaf) for leaf in sorted(leaves) if not suffixes or leaf.endswith(suffixes)]
    return tuple(found)


def modules(*, below: Path = PACKAGE, migrations: bool = False) -> Iterator[Path]:
    """Yield the Python files below a directory; migrations, which Django writes, only on demand."""
    for path in files(".py"):
        if path.is_relative_to(below) and (migrations or "migrations" not in path.parts):
            yield path


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """Return the path as people write it, from the root of the project."""
    return path.relative_to(ROOT).as_posix()


def imported_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of everything imported: `from a.b import c` gives `a.b.c`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for an attribute chain of names, or an empty string for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def expect_none(broken: Iterable[str], *, hint: str = "") -> None:
    """Fail with one line for each broken promise."""
    lines = list(broken)
    if lines:
        pytest.fail("\n".join([hint or "broken:", *(f"  {line}" for line in lines)]), pytrace=False)
