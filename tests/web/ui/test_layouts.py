"""Layouts: what they read from the context, themes, error pages."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from kvita.calc.money import Money
from kvita.web.ui.navigation import AccountOption, NavItem
from kvita.web.ui.samples import gallery_context
from kvita.web.ui.views import gallery
from tests.web.ui.markup import Markup, broken_promises

ERROR_PAGES = ("403.html", "403_csrf.html", "404.html", "429.html", "500.html")
LINKS = [
    AccountOption("551412", "Гарифа Ахунова, д. 14, кв. 16", "/a/1/", is_current=True, due=Money(153715)),
    AccountOption("626200", "Спортивная, д. 9, кв. 16Д", "/a/2/", due=Money(0)),
]


def page(template: str, cookies: dict[str, str] | None = None, **context: object) -> Markup:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies or {})
    text = render_to_string(template, {"request": request, **context})
    assert broken_promises(text) == []
    return Markup(text)


def cabinet(cookies: dict[str, str] | None = None, **context: object) -> Markup:
    return page("ui/cabinet.html", cookies, **{"account_links": LINKS, "nav_items": [], **context})


def test_a_page_is_russian_scalable_and_has_a_way_past_the_header() -> None:
    html = cabinet()
    assert html.one("html").attributes["lang"] == "ru"
    viewport = html.one("meta", name="viewport").attributes["content"]
    assert "user-scalable" not in viewport
    assert "maximum-scale" not in viewport
    skip = html.one("a", class_="skip")
    assert skip.attributes["href"] == "#" + html.one("main").attributes["id"]
    assert html.all("a")[0] is skip


def test_the_account_switch_shows_the_open_account_and_what_the_others_owe() -> None:
    html = cabinet(account_add_url="/link/")
    summary = html.one("summary")
    assert "Гарифа Ахунова, д. 14, кв. 16" in summary.text
    assert "551412" in summary.text
    current = html.one("a", aria_current="true")
    assert "к оплате 1 537,15 ₽" in current.text
    assert "всё оплачено" in html.one("a", href="/a/2/").text
    assert html.one("a", href="/link/").text == "Добавить лицевой счёт"


def test_without_accounts_the_switch_offers_to_add_one() -> None:
    html = cabinet(account_links=[], account_add_url="/link/")
    assert html.all("details") == []
    assert html.one("a", href="/link/").text == "Добавить лицевой счёт"


def test_the_open_section_is_marked() -> None:
    items = [NavItem("home", "Главная", "/a/1/", "home"), NavItem("meters", "Счётчики", "/a/1/meters/", "meter")]
    html = cabinet(nav_items=items, nav_active="meters")
    assert html.one("a", aria_current="page").text == "Счётчики"
    assert html.one("nav").attributes["aria-label"] == "Разделы"


@pytest.mark.parametrize(
    ("theme", "media"),
    [
        ("", ["screen and (prefers-color-scheme: dark)"]),
        ("auto", ["screen and (prefers-color-scheme: dark)"]),
        ("dark", ["screen"]),
        ("light", []),
        ("<b>", ["screen and (prefers-color-scheme: dark)"]),
    ],
)
def test_the_server_chooses_the_theme(theme: str, media: list[str]) -> None:
    sheets = cabinet({"kvita_theme": theme}).all("link", rel="stylesheet")
    dark = [sheet.attributes["media"] for sheet in sheets if sheet.attributes["href"].endswith("dark.css")]
    assert dark == media


@pytest.mark.parametrize(("choice", "size"), [("large", "large"), ("normal", None), ("huge", None), ("", None)])
def test_large_text(choice: str, size: str | None) -> None:
    assert cabinet({"kvita_text": choice}).one("html").attributes.get("data-size") == size


def test_htmx_may_neither_run_text_as_code_nor_bring_styles() -> None:
    config = cabinet().one("meta", name="htmx-config").attributes["content"]
    for promise in ('"allowEval":false', '"includeIndicatorStyles":false', '"historyCacheSize":0'):
        assert promise in config


def test_requests_of_htmx_carry_the_token() -> None:
    html = cabinet(csrf_token="token-of-the-session")
    assert html.one("body").attributes["hx-headers"] == '{"X-CSRFToken": "token-of-the-session"}'


def test_the_entry_layout_draws_the_house_and_no_sections() -> None:
    html = page("ui/entry.html")
    assert len(html.all("svg", class_="facade")) == 1
    assert html.all("nav") == []
    assert html.one("main").attributes["id"] == "main"


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_needs_no_context_and_offers_a_way_out(name: str) -> None:
    text = render_to_string(name)
    assert broken_promises(text) == []
    html = Markup(text)
    assert html.one("title").text == f"{html.one('h1').text} — Кабинет жильца"
    assert [a for a in html.all("a", class_="btn") if a.attributes["href"] == "/"]
    assert html.all("script") == []


def test_too_many_attempts_says_how_long_to_wait() -> None:
    assert "через 2 минуты" in page("429.html", retry_minutes=2).one("main").text


def test_the_gallery_keeps_the_promises_of_every_page() -> None:
    text = gallery(RequestFactory().get("/dev/ui/")).content.decode()
    assert broken_promises(text) == []
    html = Markup(text)
    assert [len(html.all(tag)) for tag in ("h1", "main")] == [1, 1]
    assert len(html.all("details", class_="charge")) == len(gallery_context()["lines"]) + 1
