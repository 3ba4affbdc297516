"""Tags that draw: icons, the window motif."""

from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kvita.web.ui.facade import WALLS, lit_panes
from kvita.web.ui.icons import ICONS

register = template.Library()


@lru_cache(maxsize=1)
def sprite_address() -> str:
    """Return the address of the built sprite; looked up once a process, a page has tens of icons."""
    return static("kvita/icons.svg")


@register.simple_tag
def icon(name: str, modifier: str = "") -> SafeString:
    """Draw an icon of the sprite: `{% icon "drop" %}`, `{% icon "down" "turn" %}`; `i--s` is the small one.

    Raises:
        LookupError: no drawing has this name.
    """
    if name not in ICONS:
        raise LookupError(f"no icon is called {name!r}; the drawings are in kvita.web.ui.icons")
    classes = f"i {modifier}".strip()
    address = f"{sprite_address()}#{name}"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, address)


@register.inclusion_tag("ui/parts/facade.html")
def facade(name: str, seed: object = "") -> dict[str, Any]:
    """Draw a wall of windows: `{% facade "due" account.number %}`; also "entry" and "site"."""
    wall = WALLS[name]
    return {
        "name": name,
        "wall": wall,
        "panes": lit_panes(wall, str(seed)),
        "frame_x": wall.pane_w * 6 // 10,
        "curtain_w": wall.pane_w * 4 // 10,
        "wall_w": wall.columns * wall.step_x,
        "wall_h": wall.rows * wall.step_y,
    }
