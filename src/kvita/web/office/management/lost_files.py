"""Files of the store that no row knows any more: what a process left that was killed between the file and its row."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.apps import apps
from django.db import models

# A file is written before the row that names it is committed; no request and no import lasts so long.
SAFE_AGE: Final = 24 * 60 * 60  # seconds
_OTHERS: Final = 0o077


@dataclass(frozen=True, slots=True)
class SweptFiles:
    """How many files were deleted, and of how many files and folders others lost the right to read."""

    deleted: int
    closed: int


def sweep_files(root: Path, *, now: float, safe_age: int = SAFE_AGE) -> SweptFiles:
    """Delete files below `root` that no column of any table names and that nobody has touched for `safe_age` seconds.

    `now` is the time of the machine in seconds, by which files are dated; the clock of the demo has no say. What
    stays is closed to other users of the machine.
    """
    found = list(_files(root))  # before the names are read: what comes meanwhile is not among them
    known = known_files()
    deleted = closed = 0
    for path in found:
        try:
            is_old = now - path.stat().st_mtime > safe_age
            if is_old and path.relative_to(root).as_posix() not in known:
                path.unlink()
                deleted += 1
            else:
                closed += _close(path, 0o600)
        except FileNotFoundError:  # somebody has replaced it in the meantime
            continue
    folders = [Path(folder) for folder, _, _ in os.walk(root)]
    return SweptFiles(deleted, closed + sum(_close(folder, 0o700) for folder in folders))


def known_files() -> set[str]:
    """Return the names, below the store, of all files that rows refer to."""
    known: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                names = model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
                known.update(name for name in names if name)
    return known


def _files(root: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(root):
        yield from (Path(folder) / name for name in names)


def _close(path: Path, mode: int) -> bool:
    is_open = bool(path.stat().st_mode & _OTHERS)
    if is_open:
        path.chmod(mode)
    return is_open
