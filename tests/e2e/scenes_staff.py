"""Ways to the pages by which staff get a password and a second step of their own."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.scenes_profile import PASSWORD

ACCOUNTANT = "buh-innova"
ORGANIZATIONS = "/office/housing/managingorganization/"


def go_to(page: Page, path: str) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + path)


def print_link(page: Page) -> None:
    """Print the link by which a member of staff comes to a password."""
    go_to(page, "/office/desk/staff/")
    page.get_by_role("listitem").filter(has_text=ACCOUNTANT).get_by_role("button", name="Напечатать ссылку").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Вход для сотрудника")


def follow_link(page: Page) -> None:
    """Type the printed address."""
    print_link(page)
    link = page.get_by_role("main").locator("code").inner_text()
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("пароль")


def be_told_to_set_up(page: Page) -> None:
    """Demand a second step of the staff of an organisation, and come as one of them who has none."""
    go_to(page, ORGANIZATIONS)
    page.get_by_role("link", name="Солнечный город").first.click()
    page.locator("[name=settings-0-staff_second_step]").check()
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page).to_have_url(re.compile(re.escape(ORGANIZATIONS) + "$"))
    page.context.clear_cookies()
    go_to(page, "/office/login/")
    page.locator("input[name=username]").fill(ACCOUNTANT)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Заведите второй шаг входа")
