"""A registrar refuses an application, thinks better of it within a minute, and prints letters for a house."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK, Enter

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("with_scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_decision_is_taken_back(enter: Enter, with_scripts: bool) -> None:
    page = enter("uk", "registrar-uk", DESK, java_script_enabled=with_scripts)
    page.get_by_role("navigation", name="Разделы").get_by_role("link", name=re.compile("^Регистрации")).click()
    first = page.locator(".queue__item b").first
    name = first.text_content() or ""
    first.click()
    page.get_by_role("radio", name="Отклонить").check()
    page.get_by_role("textbox", name="Причина").fill("Телефон не отвечает, уточните номер счёта")
    page.get_by_role("button", name="Сохранить и следующая").click()
    expect(page.get_by_role("status").first).to_contain_text(name)
    expect(page.locator(".queue__item b", has_text=name)).to_have_count(0)
    page.get_by_role("button", name="Отменить решение").click()
    expect(page.get_by_text("Решение отменено")).to_be_visible()
    expect(page.locator(".queue__item b").first).to_have_text(name)


@pytest.mark.usefixtures("changes")
def test_letters_for_a_house_are_downloaded(enter: Enter) -> None:
    page = enter("ugra", "registrar-ugra", DESK)
    page.get_by_role("navigation", name="Разделы").get_by_role("link", name="Коды регистрации").click()
    page.locator("main .rows__item").first.click()
    page.get_by_role("radio", name="Всем: прежние коды").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Выпустить коды и скачать письма").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    page.reload()
    expect(page.locator("tbody").get_by_text("выдан").first).to_be_visible()
