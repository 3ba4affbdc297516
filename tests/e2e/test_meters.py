"""The resident of 551412 sends readings: six meters, one mistake, all saved in the end."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PHONE, Enter, account_path, sign_in
from tests.e2e.demo import BASE, Demo
from tests.e2e.manual import PORTAL, RESIDENT_551412, meters, parse

pytestmark = pytest.mark.browser
REDDISH = """one => { const [red, green, blue] = getComputedStyle(one).color.match(/[0-9]+/g).map(Number)
  return red > 2 * green && red > 2 * blue }"""
IN_THE_WINDOW = "2017-09-15T10:00:00+03:00"
AFTER_THE_WINDOW = "2017-09-26T10:00:00+03:00"
# What each scale shows on 15 September, by the service and the serial number.
READINGS = {
    ("Холодная вода", "18848646"): "400,5",
    ("Подогрев воды", "18852076"): "302.25",
    ("Холодная вода", "18851987к"): "56",
    ("Подогрев воды", "18851960к"): "40",
    ("Электроснабжение", "02455782"): "6 998,5",
    ("Ночное электроснабжение", "02455782"): "1967",
}


@pytest.fixture
def home(enter: Enter, clock: Callable[[str], None]) -> Page:
    clock(IN_THE_WINDOW)
    return enter(PORTAL, RESIDENT_551412)


def reading(page: Page, service: str, serial: str) -> Locator:
    """Return the field of a scale: its label names the service and the meter."""
    return page.get_by_role("textbox", name=f": {service}, №\u00a0{serial}")


def test_the_six_meters_stand_in_the_table_with_four_decimals(home: Page) -> None:
    home.goto(home.url + "meters/2017-09/")
    expect(home.locator("tbody tr")).to_have_count(6)
    rows = home.locator("tbody tr").all_inner_texts()
    for printed in meters():
        value = f"{parse(printed['Пред. показания']):,.4f}".replace(",", "\u00a0").replace(".", ",")
        found = [row for row in rows if printed["Услуга"] in row and printed["Заводской номер"] in row and value in row]
        assert found, f"{printed['Услуга']} {printed['Заводской номер']}: {value}"


@pytest.mark.usefixtures("changes")
def test_readings_are_entered_corrected_saved_and_taken_back(home: Page) -> None:
    home.get_by_role("link", name="Передать показания").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Приборы учёта")
    for (service, serial), value in READINGS.items():
        reading(home, service, serial).fill(value)
    wrong = reading(home, "Холодная вода", "18848646")
    wrong.fill("39")  # less than 396
    home.get_by_role("button", name="Сохранить").click()
    expect(home).to_have_title("Ошибка: Приборы учёта — Личный кабинет абонента")
    expect(home.get_by_role("alert")).to_be_focused()
    home.get_by_role("alert").get_by_role("link").click()
    expect(wrong).to_be_focused()
    expect(wrong).to_have_value("39")
    expect(home.get_by_text("Принято 5 из 6")).to_be_visible()
    wrong.fill("400,5")
    home.get_by_role("button", name="Сохранить").click()
    expect(home.get_by_text("Принято 6 из 6")).to_be_visible()
    for (service, serial), value in READINGS.items():
        assert parse(reading(home, service, serial).input_value()) == parse(value)

    home.get_by_role("link", name="История").click()
    for printed in meters():
        row = home.get_by_role("row", name=re.compile(rf"^{printed['Услуга']}[ ,].*{printed['Заводской номер']}"))
        now = parse(READINGS[printed["Услуга"], printed["Заводской номер"]])
        used = now - Decimal(printed["Пред. показания"])
        expect(row).to_contain_text(f"{now:,.4f}".replace(",", " ").replace(".", ","))
        expect(row).to_contain_text(f"{used:.4f}".replace(".", ","))
        expect(row).to_contain_text("Принято")

    home.get_by_role("link", name="Передать").click()
    home.get_by_role("button", name=re.compile("Отменить показание.*Холодная вода, №\\s18851987к")).click()
    expect(home.get_by_text("Принято 5 из 6")).to_be_visible()
    expect(reading(home, "Холодная вода", "18851987к")).to_have_value("")


def test_outside_the_window_nothing_can_be_entered(home: Page, clock: Callable[[str], None]) -> None:
    clock(AFTER_THE_WINDOW)
    home.goto(home.url + "meters/")
    expect(home.get_by_text("Приём показаний закрыт до 10 октября")).to_be_visible()
    expect(home.get_by_role("textbox")).to_have_count(0)
    expect(home.get_by_text("Следующий приём — с 10 по 25 октября")).to_be_visible()


def test_values_are_entered_from_the_table_of_a_month_and_have_a_history(home: Page) -> None:
    home.goto(home.url + "meters/2017-09/")
    home.get_by_role("link", name="Ввести значения").click()
    expect(home.get_by_role("button", name="Сохранить")).to_be_visible()
    expect(home.get_by_role("heading", name="Показания, которых нет: что будет начислено")).to_be_visible()
    field = reading(home, "Холодная вода", "18848646")
    expect(field).to_have_attribute("inputmode", "decimal")
    field.fill("400.5")
    expect(home.get_by_text("Расход 4,5 м³, ещё не сохранено")).to_be_visible()
    home.get_by_role("link", name=re.compile("Прошлые показания ?: Холодная вода, №\\s18848646")).click()
    expect(home.get_by_role("img", name=re.compile("Расход: Холодная вода"))).to_be_visible()
    row = home.get_by_role("row", name=re.compile(r"^1\s+сентября.*396,0000"))
    expect(row).to_contain_text("Рассчитано")
    row.get_by_role("link", name=re.compile("Строка «Холодная вода» за август")).click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Начисления за август 2017")


SPAN = """() => { const cards = [...document.querySelectorAll('form .meters')]
  return cards.at(-1).getBoundingClientRect().bottom - cards[0].getBoundingClientRect().top }"""


@pytest.mark.parametrize("now", [IN_THE_WINDOW, BASE])
def test_six_meters_take_a_screen_and_a_half_of_a_phone(home: Page, clock: Callable[[str], None], now: str) -> None:
    clock(now)  # the verification of four of them runs out in between, and each says so
    home.goto(home.url + "meters/")
    expect(home.locator("form .meter")).to_have_count(6)
    if now == BASE:
        expect(home.locator(".meters__due")).to_have_count(4)
    assert home.evaluate(SPAN) <= 1.5 * PHONE["height"]
    field = reading(home, "Холодная вода", "18848646")
    expect(field).to_have_accessible_description("Ещё не передано")
    box, was = field.bounding_box(), home.locator(".meter__was").first.bounding_box()
    assert box is not None
    assert was is not None
    assert box["y"] < was["y"] + was["height"]  # beside it, not below


MORNING = "2026-11-17T10:00:00+07:00"
AN_HOUR_LATER = "2026-11-17T11:00:00+07:00"


@pytest.mark.usefixtures("changes")
def test_a_slip_is_told_in_red_and_a_reading_taken_back_until_sign_out(
    new_page: Enter, demo: Demo, clock: Callable[[str], None]
) -> None:
    clock(MORNING)
    page = new_page()
    sign_in(page, demo, "uigkh", "120307")
    page.goto(demo.address("uigkh", account_path(page) + "meters/"))
    fields = page.locator("input.num")
    count = fields.count()
    for field in fields.all()[1:]:
        field.fill(str(parse(field.get_attribute("data-was") or "") + 1))
    fields.first.fill("1")
    page.get_by_role("button", name="Сохранить").click()
    refused = page.locator(".meter--bad")
    expect(refused).to_contain_text("Статус ввода")
    expect(refused).to_contain_text("Не принято. 1 меньше прошлого показания")
    expect(refused.locator(".meter__msg .i")).to_be_visible()
    assert refused.locator(".meter__msg").evaluate(REDDISH)
    expect(page.locator(".meter--good")).to_have_count(count - 1)

    page.get_by_role("button", name=re.compile("Отменить показание")).first.click()
    expect(page.get_by_text(re.compile("Показание по счётчику № .* отменено"))).to_be_visible()
    page.get_by_role("link", name="История", exact=True).click()
    row = page.locator("tbody tr", has_text="Не принято")
    expect(row.locator("[data-t='Статус ввода'] .reason")).to_contain_text("1 меньше прошлого показания")
    expect(row.locator("[data-t='Статус показания']")).to_have_text("Кабинет")
    page.get_by_role("link", name="Передать", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("Отменить показание"))).to_have_count(count - 2)

    months = page.get_by_role("navigation", name="Месяц")
    page.get_by_role("link", name="История", exact=True).click()
    for _ in range(2):
        months.get_by_role("link").first.click()
    expect(page.locator("[data-t='Статус ввода']", has_text="Рассчитано").first).to_be_visible()

    page.goto(demo.address("uigkh", account_path(page) + "more/"))
    page.get_by_role("button", name="Выход").click()
    clock(AN_HOUR_LATER)
    sign_in(page, demo, "uigkh", "120307")
    page.goto(demo.address("uigkh", account_path(page) + "meters/"))
    expect(page.locator(".meter--good")).to_have_count(count - 2)
    expect(page.get_by_role("button", name=re.compile("Отменить показание"))).to_have_count(0)
