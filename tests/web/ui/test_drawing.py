"""Icons and the window motif."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template import Context, Template, TemplateSyntaxError

import kvita
from kvita.web.ui.facade import WALLS, Wall, lit_panes
from kvita.web.ui.icons import ICONS


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_an_icon_refers_to_the_sprite_and_is_silent() -> None:
    drawn = ElementTree.fromstring(render('{% icon "drop" %}'))  # noqa: S314 - our own text
    assert drawn.attrib == {"class": "i", "aria-hidden": "true"}
    assert drawn[0].attrib == {"href": "/static/kvita/icons.svg#drop"}


def test_an_icon_takes_a_modifier_and_a_name_from_the_context() -> None:
    assert 'class="i turn i--s"' in render('{% icon name "turn i--s" %}', name="down")


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(LookupError, match="no icon is called 'drpo'"):
        render('{% icon "drpo" %}')


def test_icon_needs_a_name() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% icon %}")


@pytest.mark.parametrize("name", ICONS)
def test_every_drawing_is_a_path_inside_24_px(name: str) -> None:
    path = ICONS[name]
    assert re.fullmatch(r"[A-Za-z0-9 .\-]+", path)
    assert path[0] == "M"
    assert re.fullmatch(r"[a-z]+", name)


def test_every_icon_that_a_template_names_is_drawn() -> None:
    package = Path(kvita.__path__[0])
    for path in package.rglob("templates/**/*.html"):
        named = set(re.findall(r'\{% icon "([^"]*)"', path.read_text(encoding="utf-8")))
        assert named <= set(ICONS), path.relative_to(package)


@pytest.mark.parametrize("wall", WALLS.values())
def test_lit_windows_stand_on_the_grid_of_the_wall(wall: Wall) -> None:
    panes = lit_panes(wall, "551412")
    assert panes
    assert len(panes) < wall.columns * wall.rows / 3
    for pane in panes:
        assert (pane.x - wall.left) % wall.step_x == 0
        assert (pane.y - wall.top) % wall.step_y == 0
        assert pane.x + wall.pane_w <= wall.width
        assert pane.y + wall.pane_h <= wall.height


def test_a_house_keeps_its_face_and_differs_from_others() -> None:
    wall = WALLS["entry"]
    assert lit_panes(wall, "a") == lit_panes(wall, "a") != lit_panes(wall, "b")


def test_the_facade_draws_every_lit_window_once_and_is_silent() -> None:
    drawn = render('{% facade "due" "551412" %}')
    assert drawn.count('class="on"') == len(lit_panes(WALLS["due"], "551412"))
    assert 'aria-hidden="true"' in drawn
