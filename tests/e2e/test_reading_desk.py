"""Staff at the desk: a phone call without a mouse, doubtful readings decided, both as the resident is told."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, Enter
from tests.e2e.manual import PORTAL
from tests.e2e.scenes import ACCOUNTANT
from tests.e2e.test_keyboard import tab_to

pytestmark = pytest.mark.browser
IN_THE_WINDOW = "2017-09-15T10:00:00+03:00"


@pytest.fixture
def desk(enter: Enter) -> Page:
    return enter(PORTAL, ACCOUNTANT, DESK)


def at(page: Page, path: str) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + DESK + path)


@pytest.mark.usefixtures("changes")
def test_a_phone_call_takes_a_number_values_and_enter(desk: Page, clock: Callable[[str], None]) -> None:
    clock(IN_THE_WINDOW)
    at(desk, "readings/phone/")
    expect(desk.get_by_label("Лицевой счёт или адрес")).to_be_focused()
    desk.keyboard.type("551412")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("кв. 16")
    first = desk.get_by_role("textbox", name="Сейчас").first
    expect(first).to_be_focused()
    desk.keyboard.type("1")  # less than before
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("меньше прошлого показания").first).to_be_visible()
    expect(first).to_be_focused()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("400,5")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("551412: записано")).to_be_visible()
    expect(desk.get_by_label("Лицевой счёт или адрес")).to_be_focused()


class Keys:
    """A keyboard that counts: what twenty seconds a flat are made of."""

    def __init__(self, page: Page) -> None:
        self._keyboard = page.keyboard
        self.count = 0

    def type(self, text: str) -> None:
        self._keyboard.type(text)
        self.count += len(text)

    def press(self, key: str) -> None:
        self._keyboard.press(key)
        self.count += 1


@pytest.mark.usefixtures("changes")
def test_a_flat_takes_its_number_its_values_and_one_key_after_each(desk: Page, clock: Callable[[str], None]) -> None:
    clock(IN_THE_WINDOW)
    at(desk, "readings/phone/")
    expect(desk.get_by_label("Лицевой счёт или адрес")).to_be_focused()
    keys = Keys(desk)
    keys.type("551412")
    keys.press("Enter")
    fields = desk.get_by_role("textbox", name="Сейчас")
    expect(fields.first).to_be_focused()
    desk.wait_for_load_state()
    count, typed = fields.count(), 0
    assert count >= 2
    for number in range(count):
        expect(fields.nth(number)).to_be_focused()
        value = desk.evaluate("Math.floor(parseFloat(document.activeElement.dataset.was.replace(/\\s/g, ''))) + 2")
        keys.type(str(value))
        typed += len(str(value))
        keys.press("Tab" if number < count - 1 else "Enter")
    expect(desk.get_by_text("551412: записано")).to_be_visible()
    expect(desk.get_by_label("Лицевой счёт или адрес")).to_be_focused()
    assert keys.count == len("551412") + 1 + typed + count


@pytest.mark.usefixtures("changes")
def test_doubtful_readings_are_accepted_and_refused_without_a_mouse(desk: Page) -> None:
    at(desk, "readings/")
    rows = desk.locator("tbody tr")
    count = rows.count()
    assert count >= 2
    tab_to(desk, rows.first.get_by_role("button", name="Принять"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Принято: 1")).to_be_visible()
    expect(rows).to_have_count(count - 1)
    tab_to(desk, rows.first.get_by_role("button", name="Отклонить"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Отклонить")
    tab_to(desk, desk.get_by_role("button", name="Отклонить"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Отклонено: 1")).to_be_visible()
    expect(rows).to_have_count(count - 2)
