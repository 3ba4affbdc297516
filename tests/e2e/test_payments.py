"""The resident of 660020 sees the payments of the manual; history, account card, switch, sign-out."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, sign_in
from tests.e2e.demo import Demo
from tests.e2e.manual import PORTAL, RESIDENT_551412, RESIDENT_660020

pytestmark = pytest.mark.browser
PLACE = 'ООО УК "Солнечный город"'
# As the manual prints them: accounting month, day of payment, day of accounting, month paid for, place, sum.
PAYMENTS = [
    ["Сентябрь 2017", "12 сентября 2017", "22 сентября 2017", "Август 2017", PLACE, "3 000,00 ₽"],
    ["Август 2017", "21 августа 2017", "31 августа 2017", "Июль 2017", PLACE, "6 596,01 ₽"],
    ["Июль 2017", "13 июля 2017", "20 июля 2017", "Июнь 2017", PLACE, "10 000,00 ₽"],
    ["Июнь 2017", "29 июня 2017", "30 июня 2017", "Май 2017", PLACE, "10 000,00 ₽"],
]


def cells(page: Page, part: str) -> list[list[str]]:
    """Return what stands in the cells of a table for those who see it."""
    script = """rows => rows.map(row => [...row.cells].map(cell => {
      const shown = cell.cloneNode(true);
      for (const unseen of shown.querySelectorAll(".vh, .only-phone, .only-narrow")) unseen.remove();
      return shown.textContent.trim().replaceAll("\u00a0", " ");
    }))"""
    found: list[list[str]] = page.locator(f"table {part} tr").evaluate_all(script)
    return found


def test_four_payments_with_both_dates_and_months(enter: Enter) -> None:
    page = enter(PORTAL, RESIDENT_660020)
    page.get_by_role("link", name="Последний платёж").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Платежи")
    assert cells(page, "thead") == [
        ["Расчетный месяц", "Дата платежа", "Дата учёта", "За какой месяц оплачено", "Место платежа", "Сумма платежа"]
    ]
    assert cells(page, "tbody") == PAYMENTS
    assert cells(page, "tfoot") == [["Итого", "29 596,01 ₽"]]
    page.get_by_label("С месяца").select_option(label="Июль 2017")
    page.get_by_label("По месяц").select_option(label="Август 2017")
    page.get_by_role("button", name="Показать").click()
    expect(page.locator("tfoot")).to_contain_text("16 596,01")
    assert cells(page, "tbody") == PAYMENTS[1:3]


def test_history_and_card_of_the_account(enter: Enter) -> None:
    page = enter(PORTAL, RESIDENT_551412)
    page.get_by_role("navigation", name="Разделы").get_by_role("link", name="Ещё").click()
    page.get_by_role("link", name="История и движение финансов").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("История и платежи")
    august = page.locator("tbody tr", has_text="Август 2017")
    for sum_ in ("3 963,51", "2 042,84", "−792,36", "−4 117,35", "1 096,64"):
        expect(august).to_contain_text(sum_)
    august.get_by_role("link", name="Август 2017", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Начисления за август 2017")
    page.get_by_role("navigation", name="Разделы").get_by_role("link", name="Ещё").click()
    page.get_by_role("link", name="Лицевой счёт").first.click()
    facts = page.get_by_role("main")
    for name, value in (
        ("Платежный код", "551412"),
        ("Телефон", "Не указан"),
        ("Общая площадь", "74,8 м²"),
        ("Отапливаемая площадь", "74,8 м²"),
        ("Подъезд", "5"),
        ("Количество квартир", "Не указано"),
    ):
        pair = facts.locator("dl > div", has=page.get_by_text(name, exact=True)).first
        expect(pair.locator("dd")).to_have_text(value)
    row = page.locator("tbody tr", has_text="Холодная вода").first
    expect(row).to_contain_text("МУП «Городской водоканал»")
    expect(row).to_contain_text("18,84 ₽ за м³")


def test_the_switch_leads_to_the_same_section_of_the_other_account(enter: Enter) -> None:
    page = enter(PORTAL, RESIDENT_551412)
    page.get_by_role("navigation", name="Разделы").get_by_role("link", name="Счета").click()
    page.locator("header .switch summary").click()
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        panel = page.locator("header .switch__panel").bounding_box()
        assert panel is not None
        assert panel["x"] >= 0
        assert panel["x"] + panel["width"] <= width
    page.locator("header .switch").get_by_role("link", name="551507").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Начисления")
    expect(page.locator("header .switch summary")).to_contain_text("551507")
    page.get_by_role("link", name="на главную").first.click()  # the account used last is opened again
    expect(page.locator("header .switch summary")).to_contain_text("551507")


@pytest.mark.usefixtures("changes")
def test_who_signs_out_is_out(new_page: Enter, demo: Demo) -> None:
    page = new_page()
    sign_in(page, demo, PORTAL, RESIDENT_660020)
    home = page.url
    page.get_by_role("navigation", name="Разделы").get_by_role("link", name="Ещё").click()
    page.get_by_role("button", name="Выход").click()
    expect(page.get_by_text("Вы вышли из кабинета")).to_be_visible()
    page.goto(home)
    expect(page.get_by_role("heading", level=1)).to_have_text("Войти в личный кабинет")


def test_a_wrong_password_is_refused_without_telling_which_half_was_wrong(new_page: Enter, demo: Demo) -> None:
    page = new_page()
    page.goto(demo.address(PORTAL, "/login/"))
    told = []
    for login in (RESIDENT_660020, "nobody@example.com"):
        page.get_by_label("Email").fill(login)
        page.get_by_label("Пароль", exact=True).fill("не тот пароль")
        page.get_by_role("button", name="Войти").click()
        expect(page).to_have_title("Ошибка: Вход — Личный кабинет абонента")
        expect(page.get_by_role("alert")).to_be_focused()
        told.append(page.get_by_role("alert").inner_text())
        expect(page.get_by_label("Email")).to_have_value(login)
    assert told[0] == told[1]


def test_after_the_sign_in_the_page_asked_for_opens(new_page: Enter, demo: Demo, enter: Enter) -> None:
    asked = enter(PORTAL, RESIDENT_660020).url + "payments/"
    page = new_page()
    page.goto(asked)
    page.get_by_label("Email").fill(RESIDENT_660020)
    page.get_by_label("Пароль", exact=True).fill(demo.password(PORTAL, RESIDENT_660020))
    page.get_by_role("button", name="Войти").click()
    expect(page).to_have_url(asked)


@pytest.mark.parametrize("number", ["120307", "120307а"])
def test_uigkh_is_entered_by_the_account_number(new_page: Enter, demo: Demo, number: str) -> None:
    page = new_page()
    page.goto(demo.address("uigkh", "/login/"))
    page.get_by_label("Номер лицевого счёта").fill(number)
    page.get_by_label("Пароль", exact=True).fill(demo.password("uigkh", "120307"))
    page.get_by_role("button", name="Войти").click()
    expect(page.locator("header .switch summary")).to_contain_text("120307")
