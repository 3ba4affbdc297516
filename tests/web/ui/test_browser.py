"""The gallery in a real browser: accessibility, width, behaviours, the content policy."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import expect

from kvita.web.ui.views import gallery
from tests.web.ui.conftest import OpenPage

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def gallery_page() -> str:
    return gallery(RequestFactory().get("/")).content.decode()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_axe_finds_nothing(open_page: OpenPage, width: int, scheme: str) -> None:
    page = open_page(gallery_page(), width=width, scheme=scheme)
    page.evaluate("for (const box of document.querySelectorAll('details:not(.switch)')) box.open = true")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(result => result.violations.map("
        "one => [one.id, one.nodes.map(node => node.target.join(' '))]))",
        RULES,
    )
    assert found == []


@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_sticks_out_sideways(open_page: OpenPage, width: int, size: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["kvita_text"] = size
    page = open_page(gallery(request).content.decode(), width=width)
    page.evaluate("for (const box of document.querySelectorAll('details:not(.switch)')) box.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_controls_are_large_enough_for_a_thumb(open_page: OpenPage) -> None:
    page = open_page(gallery_page(), width=390)
    small = page.evaluate(
        """() => [...document.querySelectorAll(".btn, .link, .input, .iconbtn, .nav a, .check, summary, .seg a")]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.9)
          .map((one) => one.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_the_typeface_is_ours_and_the_rare_letters_come_apart(open_page: OpenPage) -> None:
    page = open_page(gallery_page())
    loaded = page.evaluate(
        """() => document.fonts.ready.then(() => [...document.fonts]
          .filter((face) => face.status === "loaded" && face.family.includes("Golos Text")).length)"""
    )
    assert loaded == 3  # 400 and 600, and the Tatar letters of one line in 400


def test_a_password_can_be_shown_and_is_hidden_when_sent(open_page: OpenPage) -> None:
    page = open_page(gallery_page())
    field = page.get_by_label("Пароль", exact=True).first
    button = page.get_by_role("button", name="Показать пароль").first
    button.click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Скрыть пароль").first.click()
    expect(field).to_have_attribute("type", "password")


def test_without_script_there_is_no_button_that_does_nothing(open_page: OpenPage) -> None:
    page = open_page(gallery_page(), scripts=False)
    expect(page.get_by_role("button", name="Показать пароль")).to_have_count(0)
    expect(page.get_by_role("button", name="Печать")).to_be_hidden()
    expect(page.get_by_role("button", name="Отправить код ещё раз")).to_be_visible()


def test_the_summary_of_errors_takes_the_focus_and_leads_to_the_field(open_page: OpenPage) -> None:
    page = open_page(gallery_page())
    expect(page.locator(".errors")).to_be_focused()
    page.get_by_role("link", name="Номер лицевого счёта: В номере 4 цифры").click()
    expect(page.locator("#id_account")).to_be_focused()


def test_the_consumption_shows_while_it_is_typed(open_page: OpenPage) -> None:
    page = open_page(gallery_page())
    for typed, said in (
        ("6998", "Расход 140\u00a0кВт·ч, ещё не сохранено"),
        ("6 998,5", "Расход 140,5\u00a0кВт·ч, ещё не сохранено"),
        ("6858", "Расход 0\u00a0кВт·ч, ещё не сохранено"),
        ("12345678901,0000001", "Расход 12\u00a0345\u00a0672\u00a0043,0000001\u00a0кВт·ч, ещё не сохранено"),
        ("6857,9", "Меньше прошлого показания 6\u00a0858. Проверьте цифры"),
        ("12a", "Введите число, как на счётчике"),
        ("", "Ещё не передано"),
    ):
        page.locator("#m3").fill(typed)
        expect(page.locator("#m3-m")).to_have_text(said, use_inner_text=True)


def test_the_switch_closes_on_escape_and_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page(gallery_page())
    summary = page.locator(".switch > summary")
    summary.click()
    expect(page.get_by_role("link", name="Спортивная, 9")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Спортивная, 9")).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.mouse.click(1200, 800)
    expect(page.get_by_role("link", name="Спортивная, 9")).to_be_hidden()


def test_a_form_is_sent_once(open_page: OpenPage) -> None:
    page = open_page(gallery_page())
    counted = page.evaluate(
        """() => {
          let sent = 0;
          const form = document.querySelector("form.card");
          document.addEventListener("submit", (event) => {
            if (!event.defaultPrevented) sent += 1;
            event.preventDefault();
          });
          const button = form.querySelector("button[type=submit]");
          button.click();
          button.click();
          return [sent, button.getAttribute("aria-disabled")];
        }"""
    )
    assert counted == [1, "true"]


def test_the_countdown_gives_way_to_the_button(open_page: OpenPage) -> None:
    page = open_page(gallery_page().replace('data-countdown="59"', 'data-countdown="1"'))
    expect(page.get_by_role("button", name="Отправить код ещё раз")).to_be_visible()
    expect(page.locator("[data-countdown]")).to_be_hidden()


def test_the_page_on_paper_has_no_controls(open_page: OpenPage) -> None:
    page = open_page(gallery_page())
    page.emulate_media(media="print")
    for css in (".nav", ".top", ".btn", ".savebar"):
        expect(page.locator(css).first).to_be_hidden()
    expect(page.get_by_text("Итого к оплате")).to_be_visible()


def test_error_pages_hold_the_policy(open_page: OpenPage) -> None:
    page = open_page(render_to_string("500.html"), width=320)
    expect(page.get_by_role("link", name="Попробовать снова")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
