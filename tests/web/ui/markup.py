"""Reads rendered pages for the tests."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(frozen=True)
class Element:
    """An element with its attributes and all text inside it."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())


class Markup(HTMLParser):
    """All elements of a page in order; unbalanced tags are an error."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(source)
        self.close()
        assert not self._open, f"never closed: {[element.tag for element in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open[-1] if self._open else None)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> inside <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.words.append(data)

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Return the elements with this tag and these attributes (`class_` asks for one class)."""
        wanted = attributes.pop("class_", None)
        return [
            element
            for element in self.elements
            if (not tag or element.tag == tag)
            and (wanted is None or wanted in element.classes)
            and all(element.attributes.get(name.replace("_", "-")) == value for name, value in attributes.items())
        ]

    def one(self, tag: str = "", **attributes: str) -> Element:
        """Return the only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag} {attributes}>"
        return found[0]


def broken_promises(source: str) -> list[str]:
    """Return what the page does against the strict content policy or against assistive technology."""
    page = Markup(source)
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    found = [f"id {one!r} twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    for element in page.elements:
        name = f"<{element.tag} {element.attributes}>"
        found += [f"inline {key}: {name}" for key in element.attributes if key == "style" or key.startswith("on")]
        if element.tag == "style" or (element.tag == "script" and "src" not in element.attributes):
            found.append(f"inline: {name}")
        for key in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
            found += [f"{key} of {name}" for one in element.attributes.get(key, "").split() if one not in ids]
        if "placeholder" in element.attributes:
            found.append(f"placeholder: {name}")
        for key in ("src", "href", "action"):
            if element.attributes.get(key, "").startswith(("http:", "https:", "//", "data:")):
                found.append(f"another host: {name}")
    return found
