"""A browser for the gallery: pages come from the templates, files from the build, nothing from a network."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Route

STATIC = Path(__file__).parents[3] / "src" / "kvita" / "web" / "ui" / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
HOST = "http://kvita.test"
ColorScheme = Literal["light", "dark"]
OpenPage = Callable[..., Page]


def policy() -> str:
    """Return the Content-Security-Policy of the settings as the browser gets it."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a rendered page under the product's policy; anything the browser complains about fails the test."""
    complaints: list[str] = []
    opened: list[BrowserContext] = []

    def open_(html: str, *, width: int = 1280, scheme: ColorScheme = "light", scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
        )

        opened.append(context)

        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(HOST)
            if path == "/":
                headers = {"Content-Security-Policy": policy()}
                route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
                return
            file = STATIC / path.removeprefix("/static/").partition("?")[0]
            if path.startswith("/static/") and file.is_file():
                route.fulfill(path=file, content_type=TYPES[file.suffix])
            else:
                complaints.append(f"asked for {route.request.method} {route.request.url}")
                route.abort()

        context.route("**/*", answer)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{HOST}/")
        return page

    yield open_
    for context in opened:
        context.close()
    assert complaints == []
