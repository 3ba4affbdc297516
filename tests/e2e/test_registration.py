"""The five ways in, each walked from its first page to the account, with codes read from the outbox."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter
from tests.e2e.demo import Demo

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("changes")]
PASSWORD = "ромашка-2026"
Code = Callable[[], str]


def free(demo: Demo, organization: str) -> dict[str, Any]:
    """An account that nobody has linked."""
    found: list[dict[str, Any]] = demo.facts["registrations"]
    return next(one for one in found if one["organization"] == organization)


def newest_message(demo: Demo) -> dict[str, Any]:
    messages: list[dict[str, Any]] = json.loads(demo.ask("GET", "/dev/outbox.json")[1])["messages"]
    return messages[0]


def code_of(demo: Demo) -> str:
    found = re.search(r"\b\d{4,8}\b", newest_message(demo)["text"])
    assert found is not None
    return found.group()


def start(page: Page, demo: Demo, portal: str) -> None:
    page.goto(demo.address(portal, "/login/"))
    page.get_by_role("link", name="Зарегистрироваться").click()


def fill_password(page: Page, label: str = "Пароль", again: str = "") -> None:
    page.get_by_label(label, exact=True).fill(PASSWORD)
    if again:
        page.get_by_label(again).fill(PASSWORD)


def expect_account(page: Page, account: dict[str, Any]) -> None:
    expect(page.locator("header .switch summary")).to_contain_text(account["number"])


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_ugra(new_page: Enter, demo: Demo, scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts)
    start(page, demo, "ugra")
    page.get_by_label("E-mail").fill("novosel@example.com")
    fill_password(page)
    page.get_by_label("Согласен на обработку персональных данных").check()
    page.get_by_role("button", name="Зарегистрироваться").click()
    page.get_by_role("link", name="Наём жилья").click()
    rent, utilities = free(demo, "ugra-rent"), free(demo, "ugra-service")
    for account, phone in ((rent, "9001234567"), (utilities, "")):
        page.get_by_label("Номер лицевого счёта").fill(account["number"])
        page.get_by_label("Город").select_option(account["city"])
        page.get_by_label("Код регистрации").fill(account["registration_code"])
        if phone:
            page.get_by_label("Мобильный телефон").fill(phone)
        page.get_by_role("button", name="Добавить лицевой счёт").click()
        expect(page.get_by_text(f"Лицевой счёт {account['number']} добавлен")).to_be_visible()
        expect(page.get_by_role("region", name="Ваши лицевые счета")).to_contain_text(account["number"])
    letter = newest_message(demo)
    assert "Благодарим вас за регистрацию в сервисе" in letter["text"]
    page.goto(letter["links"][0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Email успешно подтверждён")
    expect(page.get_by_role("link", name="Зайти в настройки")).to_be_visible()
    page.get_by_role("link", name="Перейти в лицевой счёт").click()
    expect_account(page, rent)


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_tszh(new_page: Enter, demo: Demo, scripts: bool) -> None:
    page, account = new_page(java_script_enabled=scripts), free(demo, "gorodskoy-dom")
    start(page, demo, "tszh")
    expect(page.get_by_role("heading", level=1)).to_have_text("Введите регистрационные данные")
    for label, value in (("Логин", "novosel"), ("Email", "novosel@example.com")):
        page.get_by_label(label, exact=True).fill(value)
    fill_password(page, again="Подтверждение пароля")
    page.get_by_label("Согласен на обработку персональных данных").check()
    page.get_by_role("button", name="Зарегистрироваться").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте почту")
    page.goto(newest_message(demo)["links"][0])
    page.get_by_role("link", name="Перейти в лицевой счёт").click()
    page.get_by_role("main").get_by_role("link", name="Добавить лицевой счёт").click()
    page.get_by_role("link", name="Жилищно-коммунальные услуги").click()
    page.get_by_role("searchbox").fill("городской")
    page.get_by_role("button", name="Найти").click()
    expect(page.get_by_text("Вашей организации нет в списке?")).to_be_visible()
    page.get_by_role("link", name="Городской дом").click()
    page.get_by_label("Номер лицевого счёта").fill(account["number"].lstrip("0"))
    page.get_by_label("Фамилия").fill(account["surname"].upper())
    page.get_by_role("button", name="Добавить лицевой счёт").click()
    expect_account(page, account)


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_uigkh_by_sms(new_page: Enter, demo: Demo, scripts: bool) -> None:
    page, account = new_page(java_script_enabled=scripts), free(demo, "ui-gkh")
    start(page, demo, "uigkh")
    page.get_by_label("Номер лицевого счёта").fill(account["number"])
    page.get_by_label("Фамилия").fill(account["surname"])
    page.get_by_role("button", name="Продолжить").click()
    page.get_by_label("Адрес e-mail").fill("novosel@example.com")
    page.get_by_label("По SMS").check()
    page.get_by_label("Номер телефона").fill("8-900-123-45-67")
    page.get_by_role("button", name="Отправить смс").click()
    expect(page.get_by_text("Код отправлен на")).to_be_visible()
    page.get_by_label("Код подтверждения").fill(code_of(demo))
    page.get_by_role("button", name="ОК", exact=True).click()
    expect(page.get_by_text("Подтверждено")).to_be_visible()
    fill_password(page, "Новый пароль", "Подтверждение пароля")
    page.locator("#register").click()
    expect_account(page, account)


def test_uigkh_by_letter_at_once_inside(new_page: Enter, demo: Demo) -> None:
    page, account = new_page(), free(demo, "ui-gkh")
    start(page, demo, "uigkh")
    page.get_by_label("Номер лицевого счёта").fill(account["number"])
    page.get_by_label("Фамилия").fill(account["surname"])
    page.get_by_role("button", name="Продолжить").click()
    page.get_by_label("Адрес e-mail").fill("novosel@example.com")
    fill_password(page, "Новый пароль", "Подтверждение пароля")
    page.get_by_label("По электронной почте").check()
    page.locator("#register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте почту")
    page.goto(newest_message(demo)["links"][0])
    expect_account(page, account)


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_innova(new_page: Enter, demo: Demo, scripts: bool) -> None:
    page, account = new_page(java_script_enabled=scripts), free(demo, "solnechny")
    start(page, demo, "innova")
    page.get_by_label("Email").fill("novosel@example.com")
    fill_password(page, again="Подтверждение пароля")
    page.get_by_label("Согласен на обработку персональных данных").check()
    page.get_by_role("button", name="Зарегистрироваться").click()
    page.get_by_label("Email").fill("novosel@example.com")
    fill_password(page)
    page.get_by_role("button", name="Войти", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Добавить лицевой счёт").click()
    page.get_by_label("Платёжный код").fill(account["payment_code"])
    page.get_by_label("Фамилия").fill(account["surname"].lower())
    page.get_by_label("Номер квартиры").fill(account["premise_number"])
    page.get_by_role("button", name="Добавить", exact=True).click()
    expect(page.get_by_label("Как Вас зовут?")).to_be_visible()
    page.goto(demo.address("innova"))
    expect_account(page, account)
