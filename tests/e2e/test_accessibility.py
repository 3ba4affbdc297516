"""Every page in every state: axe in light and dark at 390 and 1280 px, nothing sticks out, one heading, a language."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from kvita.config.urls import build_urls
from tests.e2e.conftest import DESK, Enter
from tests.e2e.demo import Demo
from tests.e2e.layout import unreadable
from tests.e2e.manual import PORTAL, RESIDENT_551412
from tests.e2e.scenes import NO_SCENES, SCENES, Scene, go
from tests.policy.routes import walk

pytestmark = pytest.mark.browser
PATHS = (
    "",
    "more/",
    "charges/2017-08/",
    "charges/2017-07/",
    "charges/2017-08/table/",
    "history/",
    "account/",
    "payments/",
    "meters/",
    "meters/2017-08/",
    "pay/",
)
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN_ALL = "open => { for (const box of document.querySelectorAll('details:not(.switch)')) box.open = open }"
RUN = """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then(result =>
  result.violations.map(one => [one.id, one.nodes.map(node => node.target.join(" ") + ": " + node.failureSummary)]))"""
SHAPE = """() => ({
  lang: document.documentElement.lang,
  title: document.title,
  headings: document.querySelectorAll("h1").length,
  twice: [...document.querySelectorAll("[id]")].map(one => one.id).filter((id, place, all) => all.indexOf(id) < place),
})"""
OVERFLOW = """() => document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll("body *")]
      .filter(one => one.getBoundingClientRect().right > innerWidth + 0.5 && !one.closest(".scroll"))
      .map(one => one.outerHTML.slice(0, 120)).slice(-3)
  : []"""


def axe(page: Page) -> list[list[object]]:
    found: list[list[object]] = page.evaluate(RUN, RULES)
    return found


@pytest.fixture
def page(request: pytest.FixtureRequest, enter: Enter, new_page: Enter, demo: Demo) -> Page:
    scene: Scene = request.param
    if scene.changes:
        request.getfixturevalue("changes")
    if scene.now:
        request.getfixturevalue("clock")(scene.now)
    if scene.login:
        page = enter(scene.portal, scene.login, DESK if scene.desk else "/", reduced_motion="reduce")
    else:
        page = new_page(reduced_motion="reduce")
        page.goto(demo.address(scene.portal, "/login/"))
    scene.steps(page)
    page.wait_for_load_state()  # the last step may have been a click
    return page


@pytest.mark.parametrize(
    "page", SCENES, indirect=True, ids=lambda scene: f"{scene.route}-{scene.name}".replace(" ", "-")
)
def test_page(page: Page) -> None:
    shape = page.evaluate(SHAPE)
    assert (shape["lang"], shape["headings"], shape["twice"]) == ("ru", 1, [])
    assert " — " in shape["title"]

    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = {"phone": axe(page)}
    page.evaluate(OPEN_ALL, True)
    page.emulate_media(color_scheme="dark")
    found["phone, dark, opened"] = axe(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(OPEN_ALL, False)
    found["desk, dark"] = axe(page)
    page.evaluate(OPEN_ALL, True)
    page.emulate_media(color_scheme="light")
    found["desk, opened"] = axe(page)
    assert {state: violations for state, violations in found.items() if violations} == {}

    sticking_out = {}
    for size in ("normal", "large"):
        page.evaluate("size => { document.documentElement.dataset.size = size }", size)
        for width in (640, 320):  # 320 px is also a screen of 640 at a zoom of 200 %
            page.set_viewport_size({"width": width, "height": 640})
            sticking_out[size, width] = page.evaluate(OVERFLOW)
    assert {state: elements for state, elements in sticking_out.items() if elements} == {}
    if "/office/" not in page.url:  # the desk is worked at on a desk
        page.evaluate("() => { document.documentElement.dataset.size = 'normal' }")
        assert unreadable(page) == {}


def test_titles_tell_pages_apart(enter: Enter) -> None:
    page = enter(PORTAL, RESIDENT_551412)
    titles = {}
    for path in PATHS:
        go(path)(page)
        titles[path] = page.title()
    assert len(set(titles.values())) == len(PATHS), titles


def test_every_page_is_looked_at() -> None:
    routes = {route.name for route in walk(build_urls(demo=True)) if not route.name.startswith("admin:")}
    assert routes - NO_SCENES == {scene.route for scene in SCENES if scene.route}
