"""Golos Text: woff2 subsets for the web, cut TTFs for the PDF engine.

Measured: a weight is 13 kB with Russian, Latin and signs, so two weights (400 and 600; headings ask for no
more) make a first visit of 27 kB. The rest of the letters is a second file, loaded only when a page has them.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = "node_modules/@expo-google-fonts/golos-text"
FACES = {400: "400Regular", 600: "600SemiBold", 700: "700Bold"}
WEB_WEIGHTS = (400, 600)
WEB = "src/kvita/web/ui/static/kvita/fonts"
PRINT = "src/kvita/documents/fonts"

# The unicode-range of src/kvita/web/ui/css/base/fonts.css; tests/web/ui/test_fonts.py compares them.
FIRST = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    0x401,
    *range(0x410, 0x450),
    0x451,
    *range(0x2009, 0x2027),
    0x202F,
    0x20BD,
    0x2116,
    *range(0x2190, 0x2194),
    0x2212,
)
PRINTED = (*FIRST, *range(0x100, 0x180), *range(0x400, 0x530), *range(0x2000, 0x2300))
FEATURES = ["kern", "tnum", "calt", "ccmp", "locl", "mark", "mkmk"]


def face(root: Path, weight: int) -> Path:
    """Return the TTF of a weight in the unpacked package."""
    name = FACES[weight]
    return root / SOURCE / name / f"GolosText_{name}.ttf"


def inputs(root: Path) -> tuple[Path, ...]:
    """Return the source faces."""
    return tuple(face(root, weight) for weight in FACES)


def web_file(root: Path, weight: int, *, extended: bool) -> Path:
    """Return the path of one web font."""
    return root / WEB / f"golos-{weight}{'-ext' if extended else ''}.woff2"


def print_file(root: Path, weight: int) -> Path:
    """Return the path of one font of the PDF engine."""
    return root / PRINT / f"GolosText-{weight}.ttf"


def outputs(root: Path) -> tuple[Path, ...]:
    """Return all fonts and their licence."""
    web = (web_file(root, weight, extended=extended) for weight in WEB_WEIGHTS for extended in (False, True))
    licences = (root / folder / "OFL.txt" for folder in (WEB, PRINT))
    return (*web, *(print_file(root, weight) for weight in FACES), *licences)


def build(root: Path) -> None:
    """Cut every font."""
    licence = (root / SOURCE / "LICENSE_FONT").read_bytes()
    for folder in (WEB, PRINT):
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / "OFL.txt").write_bytes(licence)
    for weight in FACES:
        source = face(root, weight)
        if weight in WEB_WEIGHTS:
            rest = sorted(set(TTFont(source).getBestCmap()) - set(FIRST))
            cut(source, FIRST, web_file(root, weight, extended=False), flavor="woff2")
            cut(source, rest, web_file(root, weight, extended=True), flavor="woff2")
        cut(source, PRINTED, print_file(root, weight), flavor=None)


def cut(source: Path, unicodes: tuple[int, ...] | list[int], target: Path, *, flavor: str | None) -> None:
    """Write the subset of `source` with these characters; the print fonts keep every name of the family."""
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.notdef_outline = True
    options.flavor = flavor
    options.recalc_timestamp = False
    options.name_IDs = [1, 2] if flavor else ["*"]
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    subset.save_font(font, target, options)
