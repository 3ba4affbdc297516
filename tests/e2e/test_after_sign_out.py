"""Who comes to the computer after a resident or a member of staff has left sees nothing of theirs."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter, sign_in
from tests.e2e.demo import Demo
from tests.e2e.manual import PORTAL, RESIDENT_551412

pytestmark = pytest.mark.browser


def test_back_after_the_sign_out_shows_no_bill(new_page: Enter, demo: Demo) -> None:
    page = new_page()
    sign_in(page, demo, PORTAL, RESIDENT_551412)
    page.wait_for_url("**/a/*/")
    page.goto(f"{page.url}charges/")
    expect(page.get_by_role("main")).to_contain_text("₽")
    page.goto(demo.address(PORTAL, "/profile/"))
    page.get_by_role("button", name="Выход").locator("visible=true").first.click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Войти в личный кабинет")
    for _ in range(3):
        page.go_back()
        expect(heading).to_have_text("Войти в личный кабинет")
        expect(page.get_by_role("main")).not_to_contain_text("₽")
