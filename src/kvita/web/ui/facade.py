"""The window motif: a wall of dark windows of which some are lit. Pure geometry; the template draws it."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

# Of 256: about one window in six is lit, half of those have a curtain.
LIT_BELOW: Final = 44
CURTAIN_BELOW: Final = 22


@dataclass(frozen=True, slots=True)
class Pane:
    """A lit window: its upper left corner and whether it has a curtain."""

    x: int
    y: int
    curtain: bool


@dataclass(frozen=True, slots=True)
class Wall:
    """Measures of a wall in px of its own `viewBox`."""

    columns: int
    rows: int
    left: int
    pane_w: int
    pane_h: int
    step_x: int
    step_y: int
    width: int
    height: int
    top: int = 8


WALLS: Final = {
    "due": Wall(6, 8, left=16, pane_w=28, pane_h=30, step_x=40, step_y=46, width=260, height=368),
    "entry": Wall(10, 15, left=6, pane_w=40, pane_h=44, step_x=52, step_y=60, width=520, height=900),
    "site": Wall(14, 7, left=6, pane_w=38, pane_h=44, step_x=50, step_y=60, width=700, height=420),
}


def lit_panes(wall: Wall, seed: str) -> list[Pane]:
    """Return the lit windows, the same ones for the same seed: a house keeps its face from page to page."""
    panes = []
    for row in range(wall.rows):
        for column in range(wall.columns):
            chance = blake2b(f"{seed}:{column}:{row}".encode(), digest_size=1).digest()[0]
            if chance < LIT_BELOW:
                x, y = wall.left + column * wall.step_x, wall.top + row * wall.step_y
                panes.append(Pane(x, y, chance < CURTAIN_BELOW))
    return panes
