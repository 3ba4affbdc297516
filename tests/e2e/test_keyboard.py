"""The walk once more without a mouse: Tab reaches everything, down the page, and the focus is seen."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter
from tests.e2e.demo import Demo
from tests.e2e.manual import DUE, PORTAL, RESIDENT_551412

pytestmark = pytest.mark.browser
MORNING = "2017-09-15T10:00:00+03:00"
# What the focused element shows, and where it stands: its outline, or its halo, or those of the row it fills.
FOCUS = """() => {
  const one = document.activeElement;
  const shown = [one, one.nextElementSibling, one.closest("label, summary, li, .choice__item")].filter(Boolean);
  const ring = shown.some(each => {
    const style = getComputedStyle(each);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  });
  const box = one.getBoundingClientRect();
  const bars = [...document.querySelectorAll(".nav, .savebar")].filter(bar => !bar.contains(one));
  const covered = bars.some(bar => {
    const over = bar.getBoundingClientRect();
    return getComputedStyle(bar).position !== "static" && over.top <= box.top + 1 && over.bottom >= box.bottom - 1;
  });
  return {ring, covered, top: box.top + scrollY, visible: box.bottom > 0 && box.top < innerHeight};
}"""
STEPS = 80


def tab_to(page: Page, target: Locator, *, key: str = "Tab") -> None:
    """Press the key until the target has the focus; every stop on the way must be seen."""
    for _ in range(STEPS):
        page.keyboard.press(key)
        focus = page.evaluate(FOCUS)
        where = page.evaluate("document.activeElement.outerHTML.slice(0, 150)")
        assert focus["ring"], f"no visible focus: {where}"
        assert focus["visible"], f"the focus is off the screen: {where}"
        assert not focus["covered"], f"the focus is under a bar: {where}"
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{STEPS} presses of {key} do not reach {target}")


def follow(page: Page, target: Locator, heading: str) -> None:
    """Go to a link or button, press it, and wait for the page with this heading."""
    tab_to(page, target)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


@pytest.mark.usefixtures("changes")
def test_from_the_sign_in_to_a_paid_bill(new_page: Enter, demo: Demo, clock: Callable[[str], None]) -> None:
    clock(MORNING)
    page = new_page()
    page.goto(demo.address(PORTAL, "/login/"))
    tab_to(page, page.get_by_label("Email"))
    page.keyboard.type(RESIDENT_551412)
    tab_to(page, page.get_by_label("Пароль", exact=True))
    page.keyboard.type(demo.password(PORTAL, RESIDENT_551412))
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="К оплате")).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
    expect(page.get_by_role("link", name="К содержанию")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the first stop after it is inside the content
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    follow(page, page.get_by_role("link", name="Из чего складывается сумма"), "Начисления за август 2017")
    line = page.locator("details.charge", has_text="Подогрев воды").first
    tab_to(page, line.locator("summary"))
    page.keyboard.press("Space")
    expect(line.get_by_role("heading", name="Как посчитано")).to_be_visible()
    page.keyboard.press("Space")
    expect(line.get_by_role("heading", name="Как посчитано")).to_be_hidden()

    page.reload()  # the focus begins at the top
    sections = page.get_by_role("navigation", name="Разделы")
    follow(page, sections.get_by_role("link", name="Приборы учёта"), "Приборы учёта")
    fields = page.get_by_role("main").get_by_role("textbox")
    for place, value in enumerate(("400", "302", "56", "40", "6998", "1967")):
        tab_to(page, fields.nth(place))
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Принято 6 из 6")).to_be_visible()

    home = "Лицевой счёт 551412, главная"
    follow(page, page.locator("header .brand"), home)
    due = page.get_by_role("region", name="К оплате")
    follow(page, due.get_by_role("link", name="Оплатить"), "Оплата")
    tab_to(page, page.get_by_role("radio", name="Всё к оплате"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Другая сумма")).to_be_checked()
    expect(page.get_by_label("Сумма, ₽")).to_be_visible()
    page.keyboard.press("ArrowUp")
    follow(page, page.get_by_role("button", name="Продолжить"), "Проверьте платёж")
    follow(page, page.get_by_role("button", name=f"Оплатить {DUE}"), "Оплата картой")
    tab_to(page, page.get_by_label("Номер карты"))
    page.keyboard.type("2200000000000004")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Платёж прошёл")
    follow(page, page.get_by_role("main").get_by_role("link", name="На главную"), home)
    expect(due).to_contain_text("0,00")

    follow(page, sections.get_by_role("link", name="Ещё"), "Ещё")
    follow(page, page.get_by_role("button", name="Выход"), "Войти в личный кабинет")


@pytest.mark.parametrize(
    "path", ["", "charges/2017-08/", "history/", "payments/", "account/", "meters/2017-08/", "pay/"]
)
def test_the_focus_walks_down_the_page(enter: Enter, path: str) -> None:
    page = enter(PORTAL, RESIDENT_551412, viewport={"width": 1280, "height": 800})
    page.goto(page.url + path)
    count = page.evaluate(
        """() => [...document.querySelectorAll("main a[href], main button, main input, main select, main summary")]
          .filter(one => one.checkVisibility() && one.type !== "hidden").length"""
    )
    page.locator("main").focus()
    tops, stops = [], 0
    while stops < min(count, 40):
        page.keyboard.press("Tab")
        if not page.evaluate("document.querySelector('main').contains(document.activeElement)"):
            break
        stops += 1
        focus = page.evaluate(FOCUS)
        where = page.evaluate("document.activeElement.outerHTML.slice(0, 150)")
        assert focus["ring"], f"no visible focus: {where}"
        assert focus["visible"], f"the focus is off the screen: {where}"
        column = page.evaluate("document.activeElement.getBoundingClientRect().left > innerWidth * 0.62")
        if not column:  # the second column is read after the first
            tops.append(focus["top"])
    assert stops > 1
    jumps = [(before, after) for before, after in pairwise(tops) if after < before - 60]
    assert jumps == []
