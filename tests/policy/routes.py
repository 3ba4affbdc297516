"""The addresses of the program, walked from its URL configuration: nothing that answers is left out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver


@dataclass(frozen=True, slots=True)
class Route:
    """An address: its name with namespaces (`resident:home`), its pattern, and the names of its arguments."""

    name: str
    pattern: str
    arguments: tuple[str, ...]


def walk(
    patterns: Iterable[URLPattern | URLResolver], spaces: tuple[str, ...] = (), before: str = ""
) -> Iterator[Route]:
    """Yield every address below these patterns; one without a name is called by its pattern."""
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from walk(pattern.url_patterns, inner, path)
        else:
            yield Route(":".join((*spaces, pattern.name or path)), path, tuple(pattern.pattern.regex.groupindex))
