"""The form of a page as a browser would send it: what the page holds, with some fields typed anew."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

Sent = dict[str, list[str]]


class _Reader(HTMLParser):
    """Collects fields of all forms of the page but those of the side (menus, sign-out, search)."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: Sent = {}
        self._select: tuple[str, bool] | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = dict(attrs)
        name = got.get("name") or ""
        if "disabled" in got:
            return
        if tag == "input" and name and got.get("type") not in ("submit", "button", "file", "image"):
            if got.get("type") not in ("checkbox", "radio") or "checked" in got:
                self.sent.setdefault(name, []).append(got.get("value") or ("on" if "checked" in got else ""))
        elif tag == "select" and name:
            self._select = (name, "multiple" in got)
        elif tag == "option" and self._select and "selected" in got:
            self.sent.setdefault(self._select[0], []).append(got.get("value") or "")
        elif tag == "textarea" and name:
            self._area = name
            self.sent[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.sent[self._area][0] += data


def filled(page: str, **changed: Any) -> Sent:
    """Return what a browser sends of this page's form after these fields were changed (None = left out)."""
    reader = _Reader()
    reader.feed(page)
    sent = {name: values for name, values in reader.sent.items() if name != "csrfmiddlewaretoken"}
    return _typed(sent, changed)


def _typed(sent: Sent, changed: Mapping[str, Any]) -> Sent:
    for name, value in changed.items():
        if value is None:
            sent.pop(name, None)
        else:
            sent[name] = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    return sent
