"""The walk once more in a browser without JavaScript: every job is a link or a form."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter, sign_in
from tests.e2e.demo import Demo
from tests.e2e.manual import DUE, PORTAL, RESIDENT_551412, charges, written

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("changes")
def test_from_the_sign_in_to_a_paid_bill(new_page: Enter, demo: Demo, clock: Callable[[str], None]) -> None:
    clock("2017-09-15T10:00:00+03:00")
    page = new_page(java_script_enabled=False)
    sign_in(page, demo, PORTAL, RESIDENT_551412)
    page.get_by_role("link", name="Из чего складывается сумма").click()
    for charge in charges():
        line = page.locator("details.charge", has=page.get_by_text(charge.service, exact=True)).first
        if any(charge.money):
            expect(line.locator(".charge__pay")).to_contain_text(written(charge.due))
    line = page.locator("details.charge", has_text="Подогрев воды").first
    line.locator("summary").click()
    expect(line.get_by_role("heading", name="Как посчитано")).to_be_visible()
    page.get_by_role("navigation", name="Месяц").get_by_role("link", name="Июль 2017").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Начисления за июль 2017")

    page.get_by_role("navigation", name="Разделы").get_by_role("link", name="Приборы учёта").click()
    fields = page.get_by_role("main").get_by_role("textbox")
    for place, value in enumerate(("39", "302", "56", "40", "6998", "1967")):
        fields.nth(place).fill(value)
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("alert")).to_contain_text("Холодная вода")
    fields.first.fill("400,5")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Принято 6 из 6")).to_be_visible()
    page.get_by_role("button", name=re.compile("Отменить показание")).first.click()
    expect(page.get_by_text("Принято 5 из 6")).to_be_visible()

    page.locator("header .brand").click()
    page.get_by_role("region", name="К оплате").get_by_role("link", name="Оплатить").click()
    page.get_by_role("button", name="Продолжить").click()
    page.get_by_role("button", name=f"Оплатить {DUE}").click()
    page.get_by_role("button", name="2200 0000 0000 0038").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ждём ответа банка")
    clock("2017-09-15T10:01:00+03:00")
    page.get_by_role("link", name="Проверить сейчас").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Платёж прошёл")
    page.get_by_role("main").get_by_role("link", name="На главную").click()
    expect(page.get_by_role("region", name="К оплате")).to_contain_text("Всё оплачено")

    page.locator("header .switch summary").click()
    page.locator("header .switch").get_by_role("link", name="551507").click()
    expect(page.locator("header .switch summary")).to_contain_text("551507")
    page.get_by_role("navigation", name="Разделы").get_by_role("link", name="Ещё").click()
    page.get_by_role("link", name="История и движение финансов").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("История и платежи")
    page.get_by_role("navigation", name="Разделы").get_by_role("link", name="Ещё").click()
    page.get_by_role("button", name="Выход").click()
    expect(page.get_by_text("Вы вышли из кабинета")).to_be_visible()
