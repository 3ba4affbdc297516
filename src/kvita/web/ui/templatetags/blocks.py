"""Tags with a body: `{% card … %}…{% endcard %}`. Each renders ui/parts/<name>.html around what is between."""

from typing import Any, Final

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()

RESULT_SIGNS: Final = {"good": "check", "bad": "x", "wait": "clock"}


@register.simple_block_tag
def card(
    content: SafeString,
    title: str = "",
    key: str = "",
    *,
    flush: bool = False,
    extra: str = "",
    link_url: str = "",
    link_label: str = "",
) -> SafeString:
    """Draw a card: `{% card "Контакты" "contacts" %}…{% endcard %}`; the key is the id that names the section."""
    if title and not key:
        raise ValueError("a card with a title needs a key: the id by which the title names the section")
    values: dict[str, Any] = {"title": title, "key": key, "flush": flush, "extra": extra, "body": content}
    return render_to_string("ui/parts/card.html", values | {"link_url": link_url, "link_label": link_label})


@register.simple_block_tag
def empty(content: SafeString, title: str, sign: str) -> SafeString:
    """Draw an empty place: what will be here and when, and one act; inside a flush card."""
    return render_to_string("ui/parts/empty.html", {"title": title, "sign": sign, "body": content})


@register.simple_block_tag
def result(content: SafeString, tone: str, title: str, *, level: int = 1, role: str = "") -> SafeString:
    """Draw the result of a payment: tone "good", "bad" or "wait"; level 2 where the page has its own h1."""
    values = {"tone": tone, "sign": RESULT_SIGNS[tone], "title": title, "level": level, "role": role}
    return render_to_string("ui/parts/result.html", values | {"body": content})


@register.simple_block_tag
def charge(content: SafeString, line: object, *, opened: bool = False, settled: bool = False) -> SafeString:
    """Draw a line of a statement; between the tags stands how it was counted. `settled`: it was paid since.

    `line` has name, kind and sign (of the resource), formula or note in words, and as Money charged, adjusted, lowered
    (by a shortfall), carried (from earlier months, with `carried_word`), due, overpaid, and credit where services are
    netted.
    """
    values = {"line": line, "opened": opened, "settled": settled, "body": content}
    return render_to_string("ui/parts/charge.html", values)
