"""Ways to the pages of the profile, each in a state that a resident can meet."""

import re
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.e2e.keys import plug_in_authenticator

PASSWORD = "demo-kvita"
PROFILE = "/profile/"


def open_profile(page: Page) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + PROFILE)


def spoil_contacts(page: Page) -> None:
    open_profile(page)
    page.get_by_label("Мобильный телефон").fill("12345")
    page.get_by_role("region", name="Контактные данные").get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("alert")).to_be_visible()


def ask_for_an_sms(page: Page) -> None:
    """Give a phone, and ask for the code that proves it."""
    open_profile(page)
    page.get_by_label("Мобильный телефон").fill("8 917 123-45-99")
    page.get_by_role("region", name="Контактные данные").get_by_role("button", name="Сохранить").click()
    page.get_by_label("Ваш пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Продолжить").click()
    page.get_by_role("button", name="Прислать код по SMS").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Подтвердите телефон")


def spoil_sms_code(page: Page) -> None:
    ask_for_an_sms(page)
    page.get_by_label("Код подтверждения").fill("000")
    page.get_by_role("button", name="Подтвердить").click()
    expect(page.get_by_role("alert")).to_be_visible()


def want_sms_without_a_phone(page: Page) -> None:
    open_profile(page)
    page.get_by_label("SMS: Сумма к оплате").check()
    page.get_by_role("region", name="Оповещения").get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("alert")).to_be_visible()


def follow(*names: str) -> Callable[[Page], None]:
    """Follow links of the profile one after the other; answer who is there when asked."""

    def steps(page: Page) -> None:
        open_profile(page)
        for name in names:
            before = page.url
            page.get_by_role("main").get_by_role("link", name=re.compile(name)).first.click()
            expect(page).not_to_have_url(before)
        answer(page)

    return steps


def answer(page: Page) -> None:
    if urlsplit(page.url).path == "/profile/sure/":
        page.get_by_label("Ваш пароль", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Продолжить").click()


def be_asked(page: Page) -> None:
    open_profile(page)
    page.get_by_role("link", name="Добавить ключ").click()
    page.get_by_label("Ваш пароль", exact=True).fill("не тот")
    page.get_by_role("button", name="Продолжить").click()
    expect(page.get_by_role("alert")).to_be_visible()


def spoil_password(page: Page) -> None:
    open_profile(page)
    page.get_by_role("link", name="Изменить пароль").click()
    page.get_by_label("Новый пароль", exact=True).fill("1")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("alert")).to_be_visible()


def switch_code_on(page: Page) -> None:
    follow("Включить код из приложения")(page)
    secret = re.sub(r"\s", "", page.locator("code").inner_text())
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page.get_by_label("Код из приложения").fill(code)
    page.get_by_role("button", name="Включить").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Запасные коды")


def switch_code_off(page: Page) -> None:
    switch_code_on(page)
    open_profile(page)
    page.get_by_role("link", name="Выключить код из приложения").click()


def add_key(page: Page) -> None:
    plug_in_authenticator(page)
    follow("Добавить ключ")(page)
    page.get_by_role("button", name="Добавить ключ").click()
    page.get_by_role("link", name="Готово, коды сохранены").click()


def name_key(page: Page) -> None:
    add_key(page)
    page.get_by_role("link", name="Назвать иначе").click()


def take_key_away(page: Page) -> None:
    add_key(page)
    page.get_by_role("link", name="Удалить ключ").click()


def ask_for_deletion(page: Page) -> None:
    follow("Удалить кабинет")(page)
    page.get_by_role("button", name="Удалить кабинет").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Войти в личный кабинет")


def sign_in_again(page: Page) -> None:
    ask_for_deletion(page)
    page.locator("input[name=name]").fill("hasanova@example.com")
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Оставить кабинет?")


def open_the_letter(page: Page) -> None:
    """Ask for another e-mail and follow the link of the letter."""
    open_profile(page)
    start = "/".join(page.url.split("/")[:3])
    page.get_by_label("Электронная почта").fill("new@example.com")
    page.get_by_role("region", name="Контактные данные").get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text(re.compile("Подтвердите, что это вы|Ждём подтверждения")).first).to_be_visible()
    if page.get_by_label("Ваш пароль", exact=True).count():
        answer_here(page)
    expect(page.get_by_text("Ждём подтверждения: new@example.com")).to_be_visible()
    letters = page.evaluate("fetch('/dev/outbox.json').then(answer => answer.text())")
    found = re.findall(r"/profile/email/[\w-]{40,}/", letters)
    page.goto(start + found[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Подтвердите новую почту")


def answer_here(page: Page) -> None:
    page.get_by_label("Ваш пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Продолжить").click()
