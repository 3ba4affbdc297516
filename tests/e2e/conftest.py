"""A real browser in front of the real program: one server and one Chromium a test process, people who sign in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
)

from tests.e2e.demo import BASE, Demo, build_world, run_demo

PATIENCE = 15_000  # milliseconds that a page may take on a busy machine; nothing waits longer than it must
PHONE = {"width": 390, "height": 844}
ColorScheme = Literal["light", "dark"]
Enter = Callable[..., Page]
Sessions = dict[tuple[str, str], Any]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Demo]:
    """The running demo of this test process."""
    own = tmp_path_factory.getbasetemp()
    world = build_world(own if worker_id == "master" else own.parent)
    with run_demo(world, own) as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """Wait as long as a busy machine may need; nothing waits longer than it must."""
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def sessions() -> Sessions:
    """Cookies of those who have signed in already."""
    return {}


@pytest.fixture
def clock(demo: Demo) -> Iterator[Callable[[str], None]]:
    """Set what time it is for the program; afterwards it is the moment of the world."""
    yield demo.set_clock
    demo.set_clock(BASE)


@pytest.fixture
def changes(demo: Demo) -> Iterator[None]:
    """This test changes the world of the demo, which is put right after it."""
    yield
    demo.restore()


@dataclass  # without slots: Playwright notes on the object which of its methods it calls
class Watch:
    """What must not happen on any page, with the page on which it did."""

    port: int
    complaints: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch all pages of a context."""
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script failed: {error.error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.scheme not in ("data", "blob") and not (host.endswith("localhost") and parts.port == self.port):
            self.complaints.append(f"asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and not response.request.is_navigation_request()):
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # The browser writes a line for every page that is a refusal (422, 404); those are asked for on purpose.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(f"{message.type} on {message.page.url if message.page else '?'}: {message.text}")


@pytest.fixture
def new_page(browser: Browser, demo: Demo) -> Iterator[Enter]:
    """Open an empty page of a new context (`java_script_enabled`, `color_scheme`, … go to Playwright).

    A request to another host, a violation of the content policy or a failing script fails the test at its end.
    """
    watch, contexts = Watch(demo.port), []

    def open_(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": PHONE, "locale": "ru-RU", **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch.over(context)
        return context.new_page()

    yield open_
    for context in contexts:
        context.close()
    assert watch.complaints == []


@pytest.fixture
def enter(new_page: Enter, demo: Demo, sessions: Sessions) -> Enter:
    """Open a page of somebody signed in: `enter("innova", "ivanov@example.com", "/")`; staff by `DESK`."""

    def open_(portal: str, login: str, path: str = "/", **options: Any) -> Page:
        if (portal, login) not in sessions:
            page = new_page()
            (sign_in_at_the_desk if path.startswith("/office/") else sign_in)(page, demo, portal, login)
            sessions[portal, login] = page.context.storage_state()
            demo.keep_session(next(one["value"] for one in page.context.cookies() if one["name"] == "sessionid"))
            page.context.close()
        page = new_page(storage_state=sessions[portal, login], **options)
        page.goto(demo.address(portal, path))
        return page

    return open_


DESK = "/office/desk/"  # a path below /office/ means: sign in as staff


def sign_in_at_the_desk(page: Page, demo: Demo, portal: str, login: str) -> None:
    """Sign in as a member of staff of an organisation of the portal does."""
    page.goto(demo.address(portal, f"/office/login/?next={DESK}"))
    page.locator("input[name=username]").fill(login)
    page.locator("input[name=password]").fill(demo.password(portal, login))
    page.get_by_role("button", name="Войти", exact=True).click()
    expect(page).to_have_url(demo.address(portal, DESK))


def sign_in(page: Page, demo: Demo, portal: str, login: str) -> None:
    """Sign in as a person does."""
    page.goto(demo.address(portal, "/login/"))
    page.locator("input[name=name]").fill(login)
    page.get_by_label("Пароль", exact=True).fill(demo.password(portal, login))
    page.get_by_role("button", name="Войти").click()
    expect(page).not_to_have_url(demo.address(portal, "/login/"))


def account_path(page: Page) -> str:
    """Return the beginning of the addresses of the account that this page is about: `/a/17/`."""
    first, number, *_ = urlsplit(page.url).path.strip("/").split("/")
    assert first == "a", page.url
    return f"/a/{number}/"
