"""Paying in the sandbox: 1 537,15 of account 551412, refusals, banks that wait, a finger that taps twice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter, account_path
from tests.e2e.demo import Demo
from tests.e2e.manual import DUE, PORTAL, RESIDENT_551412

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("changes")]
NOTHING = "0,00\u00a0₽"
MORNING = "2017-09-11T10:00:00+03:00"
A_MINUTE_LATER = "2017-09-11T10:01:00+03:00"


@pytest.fixture
def home(enter: Enter, clock: Callable[[str], None]) -> Page:
    clock(MORNING)
    return enter(PORTAL, RESIDENT_551412)


def go_to_the_bank(page: Page) -> None:
    """Walk from home to the bank's page for all that is due."""
    page.get_by_role("region", name="К оплате").get_by_role("link", name="Оплатить").click()
    expect(page.get_by_role("radio", name="Всё к оплате")).to_be_checked()
    page.get_by_role("button", name="Продолжить").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте платёж")
    page.get_by_role("button", name=f"Оплатить {DUE}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Оплата картой")
    expect(page.get_by_text("Учебный банк").first).to_be_visible()


def test_all_that_is_due_is_paid(home: Page, demo: Demo) -> None:
    go_to_the_bank(home)
    home.get_by_label("Номер карты").fill("2200 0000 0000 0004")
    home.get_by_role("button", name=f"Оплатить {DUE}").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Платёж прошёл")
    expect(home.get_by_role("main")).to_contain_text(f"Было к оплате{DUE}Теперь к оплате{NOTHING}")
    home.reload()  # a page that is loaded again pays nothing again
    home.get_by_role("main").get_by_role("link", name="На главную").click()
    panel = home.get_by_role("region", name="К оплате")
    expect(panel).to_contain_text(NOTHING)
    expect(panel).to_contain_text("Всё оплачено")
    expect(panel).to_contain_text(f"Платёж {DUE} принят 11\u00a0сентября, он уже вычтен")
    home.get_by_role("link", name="Последний платёж").click()
    first = home.locator("tbody tr").first
    expect(first).to_contain_text("1 537,15")
    expect(first).to_contain_text("11 сентября 2017")
    status, letters = demo.ask("GET", "/dev/outbox.json")
    assert status == 200
    assert letters.decode().count("1\\u00a0537,15\\u00a0\\u20bd") + letters.decode().count(DUE) > 0


def test_the_bank_may_ask_for_a_code(home: Page) -> None:
    go_to_the_bank(home)
    home.get_by_role("button", name="2200 0000 0000 0012").click()
    home.get_by_label("Код из SMS").fill("1234")
    home.get_by_role("button", name="Подтвердить").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Платёж прошёл")


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ("2200 0000 0000 0020", "на карте недостаточно денег"),
        ("Отказаться и вернуться", "вы отказались от оплаты"),
    ],
)
def test_a_refusal_says_first_that_nothing_was_taken_and_can_be_tried_again(
    home: Page, choice: str, reason: str
) -> None:
    go_to_the_bank(home)
    home.get_by_role("button", name=choice).click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Платёж не прошёл")
    told = home.get_by_role("alert")
    expect(told).to_contain_text("С вас ничего не списали")
    expect(told).to_contain_text(reason, ignore_case=True)
    home.get_by_role("link", name="Попробовать ещё раз").click()
    home.get_by_role("button", name=f"Оплатить {DUE}").click()
    home.get_by_role("button", name="2200 0000 0000 0004").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Платёж прошёл")


def test_while_the_bank_is_silent_nobody_is_asked_to_pay_twice(home: Page, clock: Callable[[str], None]) -> None:
    start = account_path(home)
    go_to_the_bank(home)
    home.get_by_role("button", name="2200 0000 0000 0038").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Ждём ответа банка")
    expect(home.get_by_role("main")).to_contain_text("Второй раз платить не нужно")
    waiting = home.url
    home.goto(home.url.replace(account_path(home), f"{start}", 1))
    clock(A_MINUTE_LATER)
    home.goto(waiting)
    expect(home.get_by_role("heading", level=1)).to_have_text("Платёж прошёл")


def test_the_waiting_page_finds_out_by_itself(home: Page, clock: Callable[[str], None]) -> None:
    go_to_the_bank(home)
    home.get_by_role("button", name="2200 0000 0000 0038").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Ждём ответа банка")
    clock(A_MINUTE_LATER)
    expect(home.get_by_role("heading", level=1)).to_have_text("Платёж прошёл")


def test_what_the_bank_does_not_explain_is_left_to_people(home: Page) -> None:
    go_to_the_bank(home)
    home.get_by_role("button", name="2200 0000 0000 0053").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Разбираемся с платежом")
    expect(home.get_by_role("main")).to_contain_text("Второй раз платить не нужно")
    home.get_by_role("main").get_by_role("link", name="На главную").click()
    expect(home.get_by_role("region", name="К оплате")).to_contain_text(DUE)


def test_back_and_again_is_one_payment(home: Page) -> None:
    go_to_the_bank(home)
    home.get_by_role("button", name="2200 0000 0000 0004").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Платёж прошёл")
    paid = home.url
    home.go_back()
    home.go_back()
    if home.get_by_role("button", name=f"Оплатить {DUE}").count():
        home.get_by_role("button", name=f"Оплатить {DUE}").click()
    home.goto(paid)
    home.get_by_role("link", name="Все платежи").click()
    expect(home.locator("tbody tr", has_text="1 537,15")).to_have_count(1)
