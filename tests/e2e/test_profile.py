"""The profile in a real browser: a key instead of a password, a code of an app, an account that goes and comes back."""

import io
import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.conftest import Enter, sign_in
from tests.e2e.demo import Demo
from tests.e2e.keys import plug_in_authenticator
from tests.e2e.manual import PORTAL, RESIDENT_551412
from tests.e2e.test_keyboard import follow, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("changes")]
SPARE_CODES = "Запасные коды"


def answer_who_is_there(page: Page, demo: Demo) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Подтвердите, что это вы")
    page.get_by_label("Ваш пароль", exact=True).fill(demo.password(PORTAL, RESIDENT_551412))
    page.get_by_role("button", name="Продолжить").click()


def leave(page: Page) -> None:
    page.get_by_role("button", name="Выход").locator("visible=true").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Войти в личный кабинет")


def test_a_key_is_made_and_opens_the_cabinet(new_page: Enter, demo: Demo) -> None:
    page = new_page()
    plug_in_authenticator(page)
    sign_in(page, demo, PORTAL, RESIDENT_551412)
    page.goto(demo.address(PORTAL, "/profile/"))
    page.get_by_role("link", name="Добавить ключ").click()
    answer_who_is_there(page, demo)
    page.get_by_label("Как назвать ключ").fill("Мой телефон")
    page.get_by_role("button", name="Добавить ключ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SPARE_CODES)
    page.get_by_role("link", name="Готово, коды сохранены").click()
    expect(page.get_by_role("region", name="Вход и безопасность")).to_contain_text("Мой телефон")

    leave(page)
    page.get_by_role("button", name=re.compile("отпечатком, лицом или PIN")).click()
    expect(page.get_by_role("region", name="К оплате")).to_be_visible()

    page.goto(demo.address(PORTAL, "/profile/"))
    page.get_by_role("link", name="Удалить ключ Мой телефон").click()
    answer_who_is_there(page, demo)
    page.get_by_role("button", name="Удалить ключ").click()
    expect(page.get_by_role("region", name="Вход и безопасность")).not_to_contain_text("Мой телефон")


def code_of(secret: str, *, steps: int = 0) -> str:
    """Return what the app shows now, or some steps of half a minute from now."""
    return str(format_hotp_value(hotp_value(re.sub(r"\s", "", secret), int(time.time()) // 30 + steps)))


def test_a_code_of_the_app_is_set_up_and_asked_for_without_scripts(new_page: Enter, demo: Demo) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, demo, PORTAL, RESIDENT_551412)
    page.goto(demo.address(PORTAL, "/profile/"))
    page.get_by_role("link", name="Включить код из приложения").click()
    answer_who_is_there(page, demo)
    secret = page.locator("code").inner_text()
    page.get_by_label("Код из приложения").fill(code_of(secret))
    page.get_by_role("button", name="Включить").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SPARE_CODES)
    expect(page.get_by_role("region", name="Коды").get_by_role("listitem")).to_have_count(10)
    page.get_by_role("link", name="Готово, коды сохранены").click()

    leave(page)
    page.locator("input[name=name]").fill(RESIDENT_551412)
    page.get_by_label("Пароль", exact=True).fill(demo.password(PORTAL, RESIDENT_551412))
    page.get_by_role("button", name="Войти", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Второй шаг входа")
    page.get_by_label("Код из приложения или запасной код").fill(code_of(secret, steps=1))  # each works once
    page.get_by_role("button", name="Войти", exact=True).click()
    expect(page.get_by_role("region", name="К оплате")).to_be_visible()


def test_an_account_goes_and_comes_back_by_keyboard(new_page: Enter, demo: Demo) -> None:
    page = new_page(viewport={"width": 1280, "height": 800})
    sign_in(page, demo, PORTAL, RESIDENT_551412)
    follow(page, page.get_by_role("navigation", name="Разделы").get_by_role("link", name="Профиль"), "Профиль")
    follow(page, page.get_by_role("link", name="Отвязать счёт 551507"), "Отвязать счёт 551507?")
    follow(page, page.get_by_role("button", name="Отвязать счёт"), "Профиль")
    accounts = page.get_by_role("region", name="Лицевые счета")
    expect(accounts).not_to_contain_text("551507")
    tab_to(page, page.get_by_role("button", name="Вернуть отвязанный счёт"))
    page.keyboard.press("Enter")
    expect(accounts).to_contain_text("551507")


def test_the_switch_stays_on_the_profile_and_the_look_on_every_page(new_page: Enter, demo: Demo) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, demo, PORTAL, RESIDENT_551412)
    page.goto(demo.address(PORTAL, "/profile/"))
    page.locator("header .switch summary").click()
    page.locator("header .switch").get_by_role("link", name="551507").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Профиль")
    expect(page.locator("header .switch summary")).to_contain_text("551507")
    page.get_by_text("Крупный", exact=True).click()
    page.get_by_text("Тёмная", exact=True).click()
    page.get_by_role("button", name="Применить").click()
    page.locator("header .brand").click()
    expect(page.locator("html")).to_have_attribute("data-size", "large")


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "PNG")
    return out.getvalue()


def test_a_photo_is_shown_and_taken_away(new_page: Enter, demo: Demo) -> None:
    page = new_page()
    sign_in(page, demo, PORTAL, RESIDENT_551412)
    page.goto(demo.address(PORTAL, "/profile/"))
    chosen = FilePayload(name="me.png", mimeType="image/png", buffer=picture())
    page.get_by_label("Фотография", exact=True).set_input_files(chosen)
    page.get_by_role("button", name="Загрузить фотографию").click()
    shown = page.get_by_role("img", name="Ваша фотография")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 320)  # once it is loaded
    page.get_by_role("button", name="Удалить фотографию").click()
    expect(shown).to_have_count(0)
