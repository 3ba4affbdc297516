"""Weight of a first visit: bytes over the wire of pages with all they load, as a real browser fetches them.

Chromium with an empty cache on a phone's screen; the bytes are those of the answers, compressed as served, with their
headers. Run: `python -m bench weight`.
"""

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.harness import print_table
from bench.harness_data import SMALL, product, workplace
from bench.harness_load import LOOPBACK
from bench.harness_servers import BASE, running
from bench.harness_site import Visitor, site

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
KINDS = {"Document": "HTML", "Stylesheet": "CSS", "Script": "JavaScript", "Font": "fonts"}
OTHER = "pictures, other"
COLUMNS = ("HTML", "CSS", "JavaScript", "fonts", OTHER)
SIGN_IN = "/login/"
GOAL = 150_000
SCRIPT_GOAL = 20_000


def main() -> None:
    """Measure and print the table."""
    browser_path = next(filter(None, map(shutil.which, [os.environ.get("KVITA_CHROMIUM", ""), *BROWSERS])), None)
    if browser_path is None:
        print("No Chromium on this machine (Debian: apt install chromium): the weight was not measured.")
        return
    with workplace() as place, product(place, accounts=SMALL) as made:
        with site(made) as asked:
            visitor = asked.sign_in(1)[0]
        with running(BASE, made) as server, _browser(browser_path) as browser:
            home, charges = visitor.paths["home"], visitor.paths["charges"]
            visits = {
                "sign-in page, first visit": [SIGN_IN],
                "home, first visit": [home],
                "home after the sign-in page": [SIGN_IN, home],
                "charges after home": [home, charges],
            }
            rows = [(name, *_weigh(browser, server.port, visitor, paths)) for name, paths in visits.items()]
    print_table(("page", "requests", "kB in all", *COLUMNS), rows)
    print(
        f"kB of 1,000 bytes. Goals of a first visit: {GOAL // 1000} kB in all, {SCRIPT_GOAL // 1000} kB of JavaScript."
    )


@contextmanager
def _browser(path: str) -> Iterator[Browser]:
    # Every name leads to this machine: portals have names of their own, and nothing is to be asked of another host.
    arguments = [f"--host-resolver-rules=MAP * {LOOPBACK}", "--no-sandbox"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


def _weigh(browser: Browser, port: int, visitor: Visitor, paths: Sequence[str]) -> tuple[object, ...]:
    """Visit the pages one after the other with a cache that was empty; return what the last one took."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, locale="ru-RU")
    try:
        base = f"http://{visitor.host}:{port}"
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        kinds: dict[str, str] = {}
        weights: dict[str, int] = {}
        network.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: _kind(event)}))
        network.on(
            "Network.loadingFinished",
            lambda event: weights.update({event["requestId"]: int(event["encodedDataLength"])}),
        )
        for path in paths:
            if path != SIGN_IN:
                context.add_cookies([{"name": "sessionid", "value": visitor.cookie, "url": base}])
            weights.clear()
            answer = page.goto(base + path, wait_until="networkidle")
            if answer is None or answer.status != 200 or not page.url.startswith(base + path):
                raise RuntimeError(f"{base}{path} did not open")
    finally:
        context.close()
    sums: Counter[str] = Counter()
    for request, weight in weights.items():
        sums[kinds.get(request, OTHER)] += weight
    loaded = sum(1 for weight in weights.values() if weight)
    return (loaded, *(f"{weight / 1000:.1f}" for weight in (sums.total(), *(sums[kind] for kind in COLUMNS))))


def _kind(event: dict[str, Any]) -> str:
    return KINDS.get(event["type"], OTHER)


if __name__ == "__main__":
    main()
