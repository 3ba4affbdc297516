"""Ways to the pages of the door, and through it: recovery, the second step, keys, the sign-in of staff."""

import re

from playwright.sync_api import Page, expect

from tests.e2e import scenes_profile as profile

EMAIL = "hasanova@example.com"
LINK = re.compile(r"/password/[0-9a-f]{32}[\w-]+/")


def go_to(page: Page, path: str) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + path)


def spoil_recovery(page: Page) -> None:
    go_to(page, "/password/")
    page.get_by_role("button", name="Отправить", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()


def ask_for_a_letter(page: Page) -> None:
    go_to(page, "/password/")
    page.locator("#id_name").fill(EMAIL)
    page.get_by_role("button", name="Отправить", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте почту")


def open_the_letter(page: Page) -> None:
    ask_for_a_letter(page)
    letters = page.evaluate("fetch('/dev/outbox.json').then(answer => answer.text())")
    found = LINK.search(letters)
    assert found
    go_to(page, found[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Придумайте новый пароль")


def ask_for_an_sms(page: Page) -> None:
    go_to(page, "/password/")
    page.locator("#id_name").fill("8 987 123-45-67")
    page.get_by_label("Код в SMS на телефон").check()
    page.get_by_role("button", name="Отправить", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Код из SMS")


def sign_out_and_in(page: Page) -> None:
    go_to(page, "/profile/")
    page.context.clear_cookies()
    go_to(page, "/login/")
    page.locator("#id_name").fill(EMAIL)
    page.get_by_label("Пароль", exact=True).fill(profile.PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()


def stand_at_the_second_step(page: Page) -> None:
    profile.switch_code_on(page)
    sign_out_and_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Второй шаг входа")


def meet_the_picture(page: Page) -> None:
    """Fail often enough to be shown the picture with digits."""
    go_to(page, "/login/")
    for _ in range(6):
        if page.get_by_label("Цифры с картинки").count():
            return
        page.locator("#id_name").fill("nobody@example.com")
        page.get_by_label("Пароль", exact=True).fill("не тот пароль")
        page.get_by_role("button", name="Войти", exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
