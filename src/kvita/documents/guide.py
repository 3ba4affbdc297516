"""What the guide of a cabinet says, as plain values: chapters with steps. Page and PDF show the same."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with steps in order."""

    title: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The whole guide. Texts are plain, of any length; an empty one is left out."""

    title: str
    cabinet: str
    """Name of the cabinet."""
    site: str
    """Its address, to be typed: «cabinet.example.ru»."""
    link: str
    """The same with its scheme, for the QR."""
    chapters: tuple[Chapter, ...]
    help: str = ""
    """Whom to call when something does not work."""
