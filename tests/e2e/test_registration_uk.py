"""The way in of a portal whose staff check applications: with a code for an own password, and with an issued one."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, sign_in_at_the_desk
from tests.e2e.demo import Demo
from tests.e2e.test_registration import PASSWORD, code_of, expect_account, fill_password, free, newest_message, start

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("changes")]


def apply(page: Page, demo: Demo, account: dict[str, Any]) -> None:
    start(page, demo, "uk")
    page.get_by_label("ФИО").fill(account["full_name"])
    page.get_by_label("Номер лицевого счёта").fill(account["number"])
    page.get_by_label("Номер мобильного телефона").fill("8-900-123-45-67")
    page.get_by_label("Адрес электронной почты").fill("novosel@example.com")
    if page.get_by_label("Пароль", exact=True).count():
        fill_password(page, again="Пароль (повторно)")
    page.get_by_label("Цифры с картинки").fill(demo.captcha(page.locator("input[name=captcha_0]").input_value()))
    page.get_by_label("Настоящее положение принимаю").check()
    page.get_by_role("button", name="Отправить заявку").click()
    expect(page.get_by_text("Заявка отправлена, мы её проверяем")).to_be_visible()


def approve(page: Page, demo: Demo, account: dict[str, Any]) -> None:
    """Let the applicant in, as the registrar does."""
    sign_in_at_the_desk(page, demo, "uk", "registrar-uk")
    page.goto(demo.address("uk", f"/office/desk/applications/?q={account['number']}"))
    page.get_by_role("link", name=account["full_name"]).first.click()
    page.get_by_role("radio", name=re.compile("Подтвердить")).check()
    page.get_by_role("button", name=re.compile("Сохранить")).click()
    expect(page.get_by_role("status").first).to_contain_text("подтверждена")


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "no-js"])
def test_uk_with_own_password(new_page: Enter, demo: Demo, scripts: bool) -> None:
    page, account = new_page(java_script_enabled=scripts), free(demo, "novy-dvor")
    start(page, demo, "uk")
    button = page.get_by_role("button", name="Отправить заявку")
    expect(button).to_be_enabled(enabled=not scripts)
    expect(page.get_by_text("Кнопка заработает, когда вы отметите согласие")).to_be_visible(visible=scripts)
    page.get_by_label("ФИО").fill("Иванов Иван Иванович")
    page.get_by_role("button", name="Показать другую картинку").click()
    expect(page.get_by_label("ФИО")).to_have_value("Иванов Иван Иванович")
    apply(page, demo, account)
    approve(new_page(), demo, account)
    page.get_by_label("Код подтверждения").fill(code_of(demo))
    page.get_by_role("button", name="Завершить регистрацию").click()
    expect_account(page, account)


def test_uk_with_a_password_from_the_sms(new_page: Enter, demo: Demo) -> None:
    demo.change(
        "UPDATE housing_portalsettings SET password_origin = 'ISSUED_BY_SMS' WHERE portal_id ="
        " (SELECT id FROM housing_portal WHERE slug = 'uk')"
    )
    page, account = new_page(), free(demo, "novy-dvor")
    apply(page, demo, account)
    approve(new_page(), demo, account)
    issued = re.search(r"пароль (\w+)", newest_message(demo)["text"])
    assert issued is not None
    page.goto(demo.address("uk", "/login/"))
    page.locator("input[name=name]").fill(account["number"])
    page.get_by_label("Пароль", exact=True).fill(issued.group(1))
    page.get_by_role("button", name="Войти", exact=True).click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button").last.click()
    expect_account(page, account)
