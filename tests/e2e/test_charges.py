"""The resident of 551412 understands the sum: August 2017 as the manual prints it, on a phone."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.documents.pictures import codes_in, picture_of, words_in
from tests.e2e.conftest import Enter, account_path
from tests.e2e.demo import Demo
from tests.e2e.manual import DUE, MONEY_COLUMNS, PORTAL, RESIDENT_551412, charges, parse, written

pytestmark = pytest.mark.browser
NBSP = "\u00a0"


@pytest.fixture
def home(enter: Enter) -> Page:
    return enter(PORTAL, RESIDENT_551412)


def test_home_says_what_is_due_and_how_it_came_about(home: Page) -> None:
    panel = home.get_by_role("region", name="К оплате")
    expect(panel).to_contain_text(DUE)
    panel.get_by_role("link", name="Из чего складывается сумма").click()
    expect(home).to_have_title("Начисления за август 2017 — Личный кабинет абонента")
    expect(home.get_by_role("region", name="К оплате")).to_contain_text(DUE)


def test_the_list_of_charges_has_every_figure_of_the_manual(home: Page) -> None:
    home.get_by_role("navigation", name="Разделы").get_by_role("link", name="Счета").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Начисления за август 2017")
    for charge in charges():
        line = home.locator("details.charge", has=home.get_by_text(charge.service, exact=True)).first
        line.locator("summary").click()
        name = home.get_by_text(charge.service, exact=True)
        expect(line.locator(name).first).to_be_visible()
        if not any(charge.money):  # folded together: «Ещё 5 услуг без начислений»
            expect(line.locator("li", has=name)).to_contain_text(f"0,00{NBSP}₽")
            line.locator("summary").click()
            continue
        expect(line.locator(".charge__pay")).to_contain_text(written(charge.due))
        chain = {row[0]: parse(row[-1]) for row in chain_of(line.locator("dl.pairs").last.inner_text())}
        assert list(chain.values()) == [
            charge.column("Вх.сальдо"),
            charge.column("Начислено"),
            charge.column("Перерасчет"),
            -charge.column("Оплачено"),
            charge.column("Исх.сальдо"),
        ]
    expect(home.locator(".charges__total")).to_have_text(f"Итого к оплате{DUE}", use_inner_text=False)


def chain_of(text: str) -> list[list[str]]:
    """Return names and values of a list of pairs from its visible text."""
    words = [word for word in text.split("\n") if word.strip()]
    return [words[start : start + 2] for start in range(0, len(words), 2)]


def test_the_table_has_all_columns_and_every_figure_of_the_manual(home: Page) -> None:
    home.goto(home.url + "charges/2017-08/")
    home.get_by_role("navigation", name="Вид начислений").get_by_role("link", name="Таблица").click()
    table = home.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(
        ["Услуга", "Тариф", "Ед. измер.", "Расход", "Оплачено", "Вх. сальдо", "Начислено", "Перерасчёт", "Недоставка",
         "Исх. сальдо", "К оплате"]
    )  # fmt: skip
    shown = {cells[0]: cells[1:] for cells in rows_of(home, "tbody")}
    printed = {charge.service: charge for charge in charges()}
    assert shown.keys() == printed.keys()
    for service, cells in shown.items():
        charge = printed[service]
        assert parse(cells[0]) == charge.rate, service
        assert parse(cells[2]) == charge.volume, service
        assert tuple(map(parse, cells[3:])) == charge.money, service
    (total,) = rows_of(home, "tfoot")
    sums = [sum(charge.money[column] for charge in charges()) for column in range(len(MONEY_COLUMNS))]
    assert [parse(cell) for cell in total[4:]] == sums


def rows_of(page: Page, part: str) -> list[list[str]]:
    """Return the texts of the cells of a table, row by row."""
    script = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    found: list[list[str]] = page.locator(f"table {part} tr").evaluate_all(script)
    return found


def test_the_month_is_picked(home: Page) -> None:
    home.goto(home.url + "charges/2017-08/")
    home.get_by_role("navigation", name="Месяц").get_by_role("link", name="Июль 2017").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Начисления за июль 2017")
    expect(home).to_have_url(home.url.replace("2017-08", "2017-07"))
    home.locator("#month-all").click()
    home.get_by_role("link", name="Август 2017").first.click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Начисления за август 2017")


def test_a_line_explains_itself(home: Page) -> None:
    home.goto(home.url + "charges/2017-08/")
    line = home.locator("details.charge", has=home.locator(".charge__name", has_text="Подогрев воды")).first
    line.locator("summary").click()
    expect(line.get_by_role("heading", name="Как посчитано")).to_be_visible()
    expect(line).to_contain_text("4,06552")
    expect(line).to_contain_text(f"118,07{NBSP}₽".replace(NBSP, " "))
    expect(line).to_contain_text("14 дней ремонта сетей")


def test_the_bill_holds_the_same_figures_and_a_code_that_any_bank_reads(home: Page, demo: Demo) -> None:
    link = home.get_by_role("link", name="Квитанция за август")
    address = link.get_attribute("href") or ""
    assert urlsplit(address).path == f"{account_path(home)}bill/2017-08.pdf"
    pdf = fetch(home, demo, address)
    text = " ".join(words_in(pdf).split())
    for charge in charges():
        assert charge.service in text
        for name in ("Начислено", "Перерасчет", "Коплате"):
            assert written(charge.column(name)).replace(NBSP, " ") in text.replace(NBSP, " "), (charge.service, name)
    assert "1 537,15" in text.replace(NBSP, " ")
    picture = picture_of(pdf)
    (code,) = codes_in(picture.width, picture.height, picture.grey)
    service, *parts = code.decode().split("|")
    facts = dict(part.split("=", 1) for part in parts)
    assert service == "ST00012"
    assert facts["Sum"] == "153715"
    assert facts["PersAcc"] == "551412"


def fetch(page: Page, demo: Demo, address: str) -> bytes:
    """Load a file as this page's browser would."""
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    status, body = demo.ask("GET", address, host=urlsplit(page.url).netloc, cookie=cookies)
    assert status == 200
    return body
