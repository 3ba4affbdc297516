"""Long lists on a phone: five rows and a link to the rest, without scripts; paper and wide screens have all of them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Enter

pytestmark = pytest.mark.browser
LISTS = ["history/", "payments/"]


@pytest.fixture
def home(enter: Enter) -> Page:
    return enter("innova", "karimova@example.com")


@pytest.mark.parametrize("path", LISTS)
def test_a_phone_shows_five_rows_and_the_others_on_a_link(home: Page, path: str) -> None:
    home.set_viewport_size({"width": 1280, "height": 900})
    home.goto(home.url + path)
    rows = home.locator(".fold tbody tr")
    count = rows.count()
    assert count > 6
    expect(home.locator(".fold tbody tr:visible")).to_have_count(count)
    home.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    expect(home.locator(".fold tbody tr:visible")).to_have_count(5)
    home.emulate_media(media="print")
    expect(home.locator(".fold tbody tr:visible")).to_have_count(count)
    home.emulate_media(media="screen")
    more = home.get_by_role("link", name=re.compile("^Показать ещё"))
    assert str(count - 5) in more.inner_text()
    more.click()
    expect(home.locator(".fold tbody tr:visible")).to_have_count(count)
    expect(rows.nth(5)).to_be_in_viewport()
    expect(home.locator(".fold__more")).to_be_hidden()
