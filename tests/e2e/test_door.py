"""The door in a real browser: a key instead of a password, a new password by letter, also without script."""

import pytest
from playwright.sync_api import expect

from tests.e2e import scenes_entry as way
from tests.e2e import scenes_profile as profile
from tests.e2e.conftest import Enter
from tests.e2e.demo import Demo

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("changes")]


def test_a_key_made_in_the_profile_opens_the_cabinet_without_a_password(enter: Enter) -> None:
    page = enter("innova", way.EMAIL)
    profile.add_key(page)
    page.context.clear_cookies()
    way.go_to(page, "/login/")
    page.get_by_role("button", name="Войти без пароля").click()
    page.wait_for_url("**/a/*/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_key_leaves_the_password_enough(enter: Enter) -> None:
    page = enter("innova", way.EMAIL)
    profile.add_key(page)
    way.sign_out_and_in(page)
    page.wait_for_url("**/a/*/")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_forgotten_password_is_replaced_by_the_letter(new_page: Enter, demo: Demo, scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts)
    page.goto(demo.address("innova", "/login/"))
    page.get_by_role("link", name="Забыли пароль?").click()
    page.locator("#id_name").fill(way.EMAIL)
    page.locator("#id_name").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте почту")
    page.goto(demo.address("innova", "/dev/outbox.json"))
    found = way.LINK.search(page.content())
    assert found
    way.go_to(page, found[0])
    page.get_by_label("Новый пароль", exact=True).fill("шкаф и море 7")
    page.keyboard.press("Enter")
    page.wait_for_url("**/a/*/")


def test_enter_sends_the_form_and_not_for_another_picture(new_page: Enter, demo: Demo) -> None:
    page = new_page()
    page.goto(demo.address("innova", "/login/"))
    way.meet_the_picture(page)
    page.get_by_label("Пароль", exact=True).fill("x")
    page.get_by_label("Пароль", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Впишите цифры с картинки")
    page.get_by_role("button", name="Показать другую картинку").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#id_name")).to_have_value("nobody@example.com")
