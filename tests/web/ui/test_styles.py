"""Style sheets, fonts and scripts: what is written, and what the build makes of it."""

import gzip
import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
UI = ROOT / "src" / "kvita" / "web" / "ui"
CSS = UI / "css"
BUILT = UI / "static" / "kvita"
OWN_SHEETS = {"app.css", "dark.css", "print.css", "gallery.css", "office.css"}
PARTS = sorted(CSS.rglob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def source(name: str) -> str:
    return COMMENT.sub("", (CSS / name).read_text(encoding="utf-8"))


def tokens(name: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", source(name)))


def test_the_order_names_every_part_once() -> None:
    named = re.findall(r'@import "([^"]+)"', source("app.css"))
    files = {path.relative_to(CSS).as_posix() for path in PARTS} - OWN_SHEETS
    assert len(named) == len(set(named))
    assert set(named) == files


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_a_part_is_small_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("/*")
    assert len(text.splitlines()) <= 100


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_colours_live_in_the_tokens_only(path: Path) -> None:
    if path.name in {"tokens.css", "dark.css", "print.css"}:
        return
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsl", source(str(path.relative_to(CSS)))) == []


@pytest.mark.parametrize("path", PARTS, ids=lambda path: path.name)
def test_no_selector_that_the_minifier_would_change(path: Path) -> None:
    """It takes the space out of `tfoot :is(th)`, which then means another thing; `tfoot *:is(th)` it keeps."""
    assert re.findall(r"[\w*)\]][ \n]+::?[a-z][^;{}]*\{", source(str(path.relative_to(CSS)))) == []


def test_every_token_that_is_used_exists() -> None:
    known = set(tokens("base/tokens.css")) | {"--c", "--gap"}
    for path in PARTS:
        used = set(re.findall(r"var\((--[\w-]+)", source(str(path.relative_to(CSS)))))
        assert used <= known, path.name


def test_the_dark_theme_knows_every_colour() -> None:
    light, dark = tokens("base/tokens.css"), tokens("dark.css")
    colours = {name for name, value in light.items() if "#" in value or "rgb" in value}
    assert set(dark) == colours - {"--logo"}


def luminance(colour: str) -> float:
    def linear(octet: int) -> float:
        share = octet / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("sheet", ["base/tokens.css", "dark.css"])
def test_contrast_of_text_and_of_field_borders(sheet: str) -> None:
    colour = tokens(sheet)
    for ground in ("--paper", "--surface", "--sunken"):
        assert contrast(colour["--ink"], colour[ground]) >= 12
        assert contrast(colour["--ink-2"], colour[ground]) >= 7
        assert contrast(colour["--edge"], colour[ground]) >= 3
    for tone in ("good", "bad", "warn", "info"):
        assert contrast(colour[f"--{tone}"], colour[f"--{tone}-soft"]) >= 7
        assert contrast(colour[f"--{tone}"], colour["--surface"]) >= 7
    assert contrast(colour["--on-accent"], colour["--accent"]) >= 7
    assert contrast(colour["--accent"], colour["--surface"]) >= 7
    assert contrast(colour["--on-sun"], colour["--sun"]) >= 7
    assert contrast(colour["--on-hero"], colour["--hero"]) >= 7


def css_classes() -> set[str]:
    return {name for path in PARTS for name in re.findall(r"\.(-?[_a-zA-Z][\w-]*)", source(str(path.relative_to(CSS))))}


def test_the_templates_use_classes_that_are_styled() -> None:
    unstyled = {"switch__list", "span", "logo"}
    for path in sorted((UI / "templates").rglob("*.html")):
        text = re.sub(r"\{%.*?%\}|\{#.*?#\}", " ", path.read_text(encoding="utf-8"))
        used = {name for group in re.findall(r'class="([^"{]*)"', text) for name in group.split()}
        assert used - css_classes() - unstyled == set(), path.name


def code_points(ranges: str) -> set[int]:
    found: set[int] = set()
    for part in ranges.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def test_the_first_font_file_holds_what_its_range_promises() -> None:
    ranges = re.findall(r"unicode-range: ([^;]+);", source("base/fonts.css"))
    assert len(ranges) == 4
    first = set(runpy.run_path(str(ROOT / "tools" / "static" / "fonts.py"))["FIRST"])
    assert code_points(ranges[0]) == code_points(ranges[1]) == first
    assert code_points(ranges[2]) == code_points(ranges[3])
    assert not code_points(ranges[2]) & first
    assert set(map(ord, "₽№−«»—…→\u00a0\u202f 0159АяЁё×²³·")) <= first
    assert set(map(ord, "ӘәӨөҮүҖҗҢңҺһ")) <= code_points(ranges[2])


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_a_first_visit_is_light() -> None:
    fonts = sum((BUILT / "fonts" / f"golos-{weight}.woff2").stat().st_size for weight in (400, 600))
    assert fonts <= 32_000
    assert sum(packed(BUILT / "js" / name) for name in ("htmx.min.js", "app.js")) <= 20_000
    assert packed(BUILT / "css" / "app.css") <= 14_000
    assert packed(BUILT / "icons.svg") <= 5_000


def test_the_built_sheet_keeps_the_order_of_layers() -> None:
    sheet = (BUILT / "css" / "app.css").read_text(encoding="utf-8")
    assert "@import" not in sheet
    assert sheet.index("@layer reset,tokens,base,layout,parts,screens,helpers,narrow,paper;") < sheet.index(
        "@layer reset{"
    )
    assert "url(" not in sheet.replace('url("../fonts/golos-', "")
