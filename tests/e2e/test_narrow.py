"""Every page that a resident can reach, on narrow screens and with large text: nothing cut, nothing printed over."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter
from tests.e2e.demo import Demo
from tests.e2e.layout import unreadable
from tests.e2e.manual import PORTAL, RESIDENT_551412

pytestmark = pytest.mark.browser
DEBTORS = (
    ("ugra", "dronov@example.com"),
    ("tszh", "agapov"),
    ("uk", "1000123423"),
    ("uigkh", "120325"),
    ("innova", "lisitsyn@example.com"),
)
OVERPAID = (("ugra", "lykova@example.com"), ("uk", "1000123417"))
WALKS = (
    *((portal, None) for portal, _ in DEBTORS),
    *DEBTORS,
    *OVERPAID,
    ("tszh", "ryabinina"),
    (PORTAL, RESIDENT_551412),
)
NO_PAGE = re.compile(r"\.(pdf|svg|jpg|png|wav)$|/(logout|office|dev|captcha|static|media)/|/guide/pdf/")
OPEN_ALL = (
    "() => { for (const box of document.querySelectorAll('details:not(.switch, .months__all)')) box.open = true }"
)
LINKS = "() => [...document.querySelectorAll('a[href]')].map(link => link.href.split('#')[0])"


def kind(address: str) -> str:
    """Return what all pages of one kind have in common: months and numbers of things do not tell them apart."""
    path = re.sub(r"/[0-9a-f]{8}-[0-9a-f-]{27}(?=/)", "/id", urlsplit(address).path)
    return re.sub(r"/\d{4}-\d\d(?=/)", "/month", re.sub(r"/\d+(?=/)", "/id", path))


def faults_from(page: Page, *more: str) -> dict[str, dict[str, list[str]]]:
    """Walk from this page and from `more` over all others of the portal, one of each kind; return what cannot be read.

    `more` are paths to which a form of the portal leads, where others have a link.
    """
    host = "/".join(page.url.split("/")[:3]) + "/"
    waiting, seen, found = [page.url, *(host + path for path in more)], set(), {}
    while waiting:
        address = waiting.pop(0)
        if kind(address) in seen or not address.startswith(host) or NO_PAGE.search(urlsplit(address).path):
            continue
        seen.add(kind(address))
        answer = page.goto(address)
        assert answer is not None
        assert answer.status < 400, f"{answer.status} {address}"
        waiting += page.evaluate(LINKS)
        page.evaluate(OPEN_ALL)
        faults = unreadable(page)
        if faults:
            found[kind(address)] = faults
    assert len(seen) > 3, seen
    return found


@pytest.mark.parametrize(("portal", "login"), WALKS)
def test_every_page_can_be_read_narrow_and_enlarged(
    enter: Enter, new_page: Enter, demo: Demo, portal: str, login: str | None
) -> None:
    if login is None:
        page = new_page(reduced_motion="reduce")
        page.goto(demo.address(portal, "/login/"))
        assert faults_from(page, "registration/") == {}
    else:
        page = enter(portal, login, reduced_motion="reduce")
        assert faults_from(page) == {}


def test_the_list_of_months_fits_the_screen(enter: Enter) -> None:
    page = enter(PORTAL, RESIDENT_551412, reduced_motion="reduce")
    page.goto(page.url + "charges/")
    page.locator(".months__all summary").click()
    expect(page.locator(".months__panel")).to_be_visible()
    assert unreadable(page) == {}
