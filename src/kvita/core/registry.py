"""Adapters by key: settings name them by dotted path, and each is loaded when it is first asked for."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.utils.module_loading import import_string


@cache
def _load(dotted_path: str) -> Any:
    return import_string(dotted_path)()


def load_adapters(paths: Mapping[str, str], keys: Iterable[str] | None = None) -> dict[str, Any]:
    """Return an instance of each adapter of `paths` (key → dotted path of a class), or of those in `keys` only.

    A key that is not connected in this installation is left out: a stored setting must not break a page. Raises
    `ImportError` for a path that leads nowhere.
    """
    wanted = paths if keys is None else [key for key in keys if key in paths]
    return {key: _load(paths[key]) for key in wanted}
