"""The ways to the pages of bank files at the desk, and to the confirmation of a payment."""

from playwright.sync_api import FilePayload, Page, expect

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
    _upload(page, registry(sber_line("000", "10,00"), "мусор", sber_line("551507", "5,00", operation="603901234568")))
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
