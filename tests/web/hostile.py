"""What people and programs without manners send, and which forms and parameters a page offers them for it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import parse_qsl, urlsplit

WORDS: Final = {
    "empty": "",
    "negative": "-1",
    "zero": "0",
    "beyond-64-bits": "99999999999999999999",
    "exponent": "1e400",
    "not-a-number": "NaN",
    "infinity": "-Infinity",
    "no-month": "2017-13",
    "early-month": "0001-01",
    "late-month": "9999-12",
    "word": "abc",
    "nul": "a\x00b",
    "long": "9" * 10_000,
    "other-digits": "١٢٣",
    "markup": "\"'><script>alert(1)</script>{{ 7|add:7 }}",
    "surrogate": "\ud800",
    "elsewhere": "//evil.example/",
}


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, how, and what a browser would send without touching it."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.parameters: set[str] = set()
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.parameters |= {name for name, _ in parse_qsl(urlsplit(given.get("href", "")).query)}
        elif tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").upper())
            self.forms.append(self._open)
        elif self._open is not None and tag in ("input", "select", "textarea", "button") and given.get("name"):
            self._open.fields.setdefault(given["name"], given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def read_page(html: str) -> tuple[list[Form], set[str]]:
    """Return the forms of a page and the names of the parameters that its links carry."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms, reader.parameters


def spoilt(form: Form) -> Iterator[dict[str, str]]:
    """Yield what the form sends when one of its fields holds something bad, field by field, word by word."""
    for name in form.fields:
        if name != "csrfmiddlewaretoken":
            yield from ({**form.fields, name: word} for word in WORDS.values())
