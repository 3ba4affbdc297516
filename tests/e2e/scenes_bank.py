"""The ways to the pages of banks and payments at the desk, and to the confirmation of a payment."""

import re
from collections.abc import Callable

from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.conftest import account_path
from tests.e2e.manual import RESIDENT_551412
from tests.e2e.scenes_profile import PASSWORD
from tests.remittances.samples import registry, sber_line


def desk(page: Page, path: str) -> None:
    """Open a page of the desk."""
    page.goto("/".join(page.url.split("/")[:3]) + f"/office/desk/{path}")


def open_files(page: Page) -> None:
    desk(page, "bank/")


def _upload(page: Page, data: bytes) -> None:
    open_files(page)
    file: FilePayload = {"name": "registry.txt", "mimeType": "text/plain", "buffer": data}
    page.get_by_label("Файл банка").set_input_files(file)
    page.get_by_role("button", name="Проверить файл").click()


def refuse_file(page: Page) -> None:
    """Upload what is no file of a bank."""
    _upload(page, "просто письмо".encode())
    expect(page.get_by_role("alert")).to_be_visible()


def check_file(page: Page) -> None:
    """Upload a registry with one row for nobody and one that cannot be read."""
    day = "01-08-2017"
    known = sber_line("551507", "5,00", operation="603901234568", day=day)
    _upload(page, registry(sber_line("000", "10,00", day=day), "мусор", known))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Проверка реестра")


def open_file(page: Page) -> None:
    open_files(page)
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Реестр №")


def take_file_back(page: Page) -> None:
    open_file(page)
    page.get_by_role("link", name="Отменить зачисление").click()


def open_queue(page: Page) -> None:
    desk(page, "bank/queue/")


def open_row(page: Page) -> None:
    open_queue(page)
    page.get_by_role("link", name="Найти счёт").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Платёж")


def open_export(page: Page) -> None:
    desk(page, "bank/export/")


def open_reconciliation(page: Page) -> None:
    desk(page, "reconciliation/")


def open_payment(page: Page) -> None:
    """Follow the sum of the newest payment from the list."""
    page.goto(page.url.rstrip("/") + "/payments/")
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("link", name="Подтверждение, PDF")).to_be_visible()


def choose_services(page: Page) -> None:
    """Open what one of several payees is paid for."""
    address = page.url.rstrip("/") + "/pay/"
    page.goto(address)
    payee = page.locator("input[name=to]").first.input_value()
    page.goto(f"{address}?to={payee}")
    expect(page.get_by_role("link", name="К получателям")).to_be_visible()


def open_payees(name: str) -> Callable[[Page], None]:
    """Go to pay where several are owed, and follow the first link of this name."""

    def steps(page: Page) -> None:
        page.goto(page.url.rstrip("/") + "/pay/")
        page.get_by_role("main").get_by_role("link", name=name).first.click()
        expect(page.get_by_role("link", name="К получателям")).to_be_visible()

    return steps


def _pay_as_a_resident(page: Page, amount: str, card: str) -> None:
    """Let the resident of 551412 pay in a browser of their own."""
    browser = page.context.browser
    assert browser is not None
    own = browser.new_page(locale="ru-RU")
    own.goto("/".join(page.url.split("/")[:3]) + "/login/")
    own.locator("input[name=name]").fill(RESIDENT_551412)
    own.get_by_label("Пароль", exact=True).fill(PASSWORD)
    own.get_by_role("button", name="Войти").click()
    expect(own.get_by_role("region", name="К оплате")).to_be_visible()
    own.goto("/".join(page.url.split("/")[:3]) + account_path(own) + "pay/")
    own.get_by_role("radio", name="Другая сумма").check()
    own.get_by_label("Сумма, ₽").fill(amount)
    own.get_by_role("button", name="Продолжить").click()
    own.get_by_role("button", name="Оплатить").click()
    own.get_by_role("button", name=card).click()
    expect(own.get_by_role("heading", level=1)).to_have_text(re.compile("Платёж прошёл|Разбираемся с платежом"))
    own.close()


def _open_attempt(page: Page, show: str) -> None:
    desk(page, f"payments/?show={show}")
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Платёж")


def open_strange_payment(page: Page) -> None:
    """Open a payment of which the bank took another sum; end the case without a word about it."""
    _pay_as_a_resident(page, "100", "2200 0000 0000 0053")
    _open_attempt(page, "waiting")
    page.get_by_role("button", name="Закончить, денег не зачислять").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def ask_for_a_large_refund(page: Page) -> None:
    """Give back more than one may alone: it waits for the second pair of eyes."""
    _pay_as_a_resident(page, "6000", "2200 0000 0000 0004")
    _open_attempt(page, "all")
    page.get_by_label("Почему возвращаем").fill("Заплатили дважды")
    page.get_by_role("button", name="Вернуть").click()
    expect(page.get_by_role("region", name="Возвраты")).to_contain_text("Ждёт второго сотрудника")


def _fill_connection(page: Page, secret: str) -> None:
    desk(page, "connections/new/")
    if page.get_by_label("Организация").count():
        page.get_by_label("Организация").select_option(index=1)
    page.get_by_label("Номер магазина или логин").fill("54401")
    page.get_by_label("Секретный ключ").fill(secret)
    page.get_by_role("button", name="Сохранить").click()


def spoil_connection(page: Page) -> None:
    """Connect a bank without its key."""
    _fill_connection(page, "")
    expect(page.get_by_role("alert").first).to_be_visible()


def open_connection(page: Page) -> None:
    """Connect a bank, and open what was stored."""
    _fill_connection(page, "test_key")
    page.get_by_role("link", name="ЮKassa, 54401").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ЮKassa, 54401")
