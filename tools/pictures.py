"""Make the pictures of README.md from the running demo: `python tools/pictures.py` (Chromium is needed).

The clock of the demo is set, and the account is that of the manual, so the pictures change only when the pages do.
"""

import base64
import os
import shutil
import struct
import sys
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import pypdfium2  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, Page, sync_playwright

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.e2e.demo import Demo, build_world, run_demo  # noqa: E402 - the root is on the path only now

PICTURES: Final = ROOT / "docs" / "pictures"
LARGEST: Final = 150_000  # bytes
NOW: Final = "2017-09-10T10:00:00+03:00"
WINDOW_OPEN: Final = "2017-09-15T10:00:00+03:00"
PORTAL, LOGIN = "innova", "hasanova@example.com"
PHONE_WIDTH, PHONE_HEIGHT = 390, 800
SHEET: Final = """<!doctype html><style>
  body { margin: 0; padding: 24px; display: flex; gap: 24px; background: #d9d4ca }
  img { display: block; width: 390px; border-radius: 20px }
</style>"""
# The browser itself writes WebP, a quarter of the size of its PNG.
TO_WEBP: Final = """([source, quality]) => new Promise((done, fail) => {
  const image = new Image();
  image.onerror = fail;
  image.onload = () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d").drawImage(image, 0, 0);
    done(canvas.toDataURL("image/webp", quality).split(",")[1]);
  };
  image.src = source;
})"""
Scheme = Literal["light", "dark"]


class Studio:
    """A browser in front of the demo."""

    def __init__(self, browser: Browser, demo: Demo) -> None:
        self.browser = browser
        self.demo = demo

    def enter(self, *, width: int = PHONE_WIDTH, height: int = PHONE_HEIGHT, scheme: Scheme = "light") -> Page:
        """Open the start page of the resident in a new window."""
        page = self.browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="ru-RU",
            reduced_motion="reduce",
        )
        page.goto(self.demo.address(PORTAL, "/login/"))
        page.locator("input[name=name]").fill(LOGIN)
        page.locator("input[name=password]").fill(self.demo.password(PORTAL, LOGIN))
        page.locator("main button.btn").click()
        page.wait_for_url("**/a/*/")
        return page

    def take(self, path: str, *, moment: str = NOW, before: Callable[[Page], None] | None = None) -> bytes:
        """Return the first screen of a page of the account on a phone."""
        self.demo.set_clock(moment)
        page = self.enter()
        page.goto(page.url + path)
        if before is not None:
            before(page)
        return _shot(page)

    def side_by_side(self, pictures: list[bytes]) -> bytes:
        """Return the pictures in one row."""
        width = len(pictures) * (PHONE_WIDTH + 24) + 24
        page = self.browser.new_page(viewport={"width": width, "height": PHONE_HEIGHT + 48})
        page.set_content(SHEET + "".join(f'<img src="{_data(picture)}">' for picture in pictures))
        page.wait_for_function("[...document.images].every(image => image.complete)")
        return page.screenshot()

    def save(self, name: str, picture: bytes, *, quality: float = 0.9) -> None:
        """Write a picture to docs/pictures; fails when it is too heavy for a README."""
        page = self.browser.new_page()
        written = base64.b64decode(page.evaluate(TO_WEBP, [_data(picture), quality]))
        if len(written) > LARGEST:
            sys.exit(f"{name}: {len(written)} bytes are more than {LARGEST}")
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / name).write_bytes(written)
        print(f"docs/pictures/{name}: {len(written) // 1024} kB")


def _shot(page: Page) -> bytes:
    page.evaluate("document.fonts.ready")
    return page.screenshot()


def _data(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _first_page(pdf: bytes, scale: float) -> bytes:
    """Return the first page of a PDF as a grey PNG."""
    bitmap = pypdfium2.PdfDocument(pdf)[0].render(scale=scale, grayscale=True)
    raw, width, height = bytes(bitmap.buffer), bitmap.width, bitmap.height
    rows = b"".join(b"\0" + raw[y * bitmap.stride : y * bitmap.stride + width] for y in range(height))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _some_readings(page: Page) -> None:
    for field, value in zip(page.locator("main input.num").all(), ("400,5", "302,2"), strict=False):
        field.fill(value)
    page.locator("h1").click()


def make(studio: Studio) -> None:
    """Make all pictures."""
    home = studio.take("")
    charges = studio.take("charges/2017-08/")
    meters = studio.take("meters/", moment=WINDOW_OPEN, before=_some_readings)
    pay = studio.take("pay/")
    studio.save("phone.webp", studio.side_by_side([home, charges, meters, pay]))
    studio.demo.set_clock(NOW)
    page = studio.enter(width=1280, height=1000)
    start = page.url
    page.goto(start + "charges/2017-08/")
    page.locator("details.charge", has_text="Подогрев воды").first.locator("summary").click()
    page.evaluate("scrollTo(0, 0)")
    studio.save("charges.webp", _shot(page))
    studio.save("home-dark.webp", _shot(studio.enter(width=1280, height=1000, scheme="dark")))
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    path = start.split(f":{studio.demo.port}", 1)[1] + "bill/2017-08.pdf"
    host = f"{PORTAL}.localhost:{studio.demo.port}"
    status, pdf = studio.demo.ask("GET", path, host=host, cookie=cookies)
    if status != 200:
        sys.exit(f"the bill answered {status}")
    studio.save("bill.webp", _first_page(pdf, scale=1.6), quality=0.7)


def main() -> None:
    """Start the demo and the browser."""
    chromium = shutil.which(os.environ.get("KVITA_CHROMIUM", "chromium"))
    if chromium is None:
        sys.exit("no Chromium on this machine (Debian: apt install chromium), or name it in KVITA_CHROMIUM")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        world = build_world(Path(name))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with run_demo(world, Path(name)) as demo:
            make(Studio(browser, demo))
        browser.close()


if __name__ == "__main__":
    main()
