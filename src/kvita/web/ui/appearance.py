"""How a person wants the pages to look. The choice lives in two cookies, so it also holds before signing in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

THEME_COOKIE: Final = "kvita_theme"
TEXT_SIZE_COOKIE: Final = "kvita_text"
COOKIE_AGE: Final = 60 * 60 * 24 * 365
THEMES: Final = ("auto", "light", "dark")
TEXT_SIZES: Final = ("normal", "large")


@dataclass(frozen=True, slots=True)
class Appearance:
    """Theme (`auto` follows the device) and size of text (`large` is 118.75 %)."""

    theme: str = "auto"
    text_size: str = "normal"


def read_appearance(cookies: Mapping[str, str]) -> Appearance:
    """Return the choice of the cookies; anything unknown is the default."""
    theme = cookies.get(THEME_COOKIE, "")
    text_size = cookies.get(TEXT_SIZE_COOKIE, "")
    return Appearance(
        theme=theme if theme in THEMES else "auto",
        text_size=text_size if text_size in TEXT_SIZES else "normal",
    )
