"""Tags of the parts: one name across tag, template (ui/parts/<name>.html) and style sheet (css/*/<name>.css)."""

from typing import Any, Final

from django import forms, template
from django.forms import BaseForm, BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kvita.calc.money import Money
from kvita.web.ui import formatting
from kvita.web.ui.templatetags.drawing import icon

register = template.Library()

TONE_ICONS: Final = {"": "info", "info": "info", "good": "ok", "warn": "warn", "bad": "no"}


MESSAGE_TONES: Final = {"error": "bad", "warning": "warn", "success": "good"}


@register.filter
def tone(level: str) -> str:
    """`{{ message.level_tag|tone }}` is the tone of a message of Django's."""
    return MESSAGE_TONES.get(level, "info")


def toned(block: str, tone: str) -> str:
    """Return the classes of a part in a tone (`info`, `good`, `warn`, `bad` or empty)."""
    if tone not in TONE_ICONS:
        raise ValueError(f"{tone!r} is not a tone; use good, bad, warn, info or nothing")
    return f"{block} {block}--{tone}" if tone else block


@register.simple_tag
def status(word: str, tone: str = "", sign: str = "", modifier: str = "") -> SafeString:
    """Draw a status: `{% status "Принято" "good" %}`; icon, word and tone together, never colour alone."""
    classes = f"{toned('status', tone)} {modifier}".strip()
    drawing = icon(sign or (TONE_ICONS[tone] if tone else "clock"))
    return format_html('<span class="{}">{}{}</span>', classes, drawing, word)


@register.simple_block_tag
def note(content: SafeString, tone: str = "", sign: str = "", role: str = "", extra: str = "") -> SafeString:
    """Frame a message: `{% note "warn" %}<p>…</p>{% endnote %}`; role "status" or "alert" announces it."""
    classes = f"{toned('note', tone)} {extra}".strip()
    drawing = icon(sign or TONE_ICONS[tone])
    role_attribute = format_html(' role="{}"', role) if role else ""
    return format_html('<div class="{}"{}>{}<div>{}</div></div>', classes, role_attribute, drawing, content)


@register.simple_tag(name="sum")
def big_sum(value: Money, modifier: str = "") -> SafeString:
    """Draw a big amount with small kopecks: `{% sum due %}`, `{% sum due "sum--m" %}`."""
    whole, rest = formatting.sum_parts(value)
    return format_html('<span class="{}">{}<i>{}</i></span>', f"sum {modifier}".strip(), whole, rest)


@register.simple_tag
def res(kind: str, sign: str, modifier: str = "") -> SafeString:
    """Draw the square of a resource: `{% res "cold" "drop" %}`; an empty kind is grey."""
    classes = " ".join(part for part in ("res", f"res--{kind}" if kind else "", modifier) if part)
    return format_html('<span class="{}">{}</span>', classes, icon(sign))


@register.inclusion_tag("ui/parts/field.html")
def field(bound: BoundField, width: str = "", sign: str = "", *, label: str = "", hint: str = "") -> dict[str, Any]:
    """Draw a field of a form: label, hint, error, input, bound to each other for assistive technology.

    `width` is "short" or "mid"; `label` and `hint` replace those of the form on this page.
    """
    widget = bound.field.widget
    return {
        "field": bound,
        "label": label or bound.label,
        "hint": hint or bound.help_text,
        "kind": field_kind(widget),
        "input": drawn_input(bound, width, hint=bool(hint or bound.help_text)),
        "sign": sign,
    }


def field_kind(widget: forms.Widget) -> str:
    """Return how a widget is laid out: `check`, `group` (radios, checkboxes), `password` or `input`."""
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    return "password" if isinstance(widget, forms.PasswordInput) else "input"


def drawn_input(bound: BoundField, width: str, *, hint: bool) -> SafeString:
    """Return the control with its class and the ids of its hint and error."""
    described = [f"{bound.auto_id}_helptext"] if hint else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attributes: dict[str, Any] = {}
    if field_kind(bound.field.widget) in {"input", "password"}:
        numeric = bound.field.widget.attrs.get("inputmode") in {"numeric", "decimal"}
        attributes["class"] = " ".join(
            part for part in ("input", "num" if numeric else "", f"input--{width}" if width else "") if part
        )
    if bound.field.widget.attrs.get("autocomplete") == "current-password":
        attributes["enterkeyhint"] = "go"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return bound.as_widget(attrs=attributes)


@register.inclusion_tag("ui/parts/captcha.html")
def captcha(form: BaseForm) -> dict[str, Any]:
    """Draw the picture with digits of a `kvita.web.captcha.CaptchaForm`; nothing when the form does not ask for it."""
    if "captcha" not in form.fields:
        return {"field": None}
    bound = form["captcha"]
    passwords = sum(isinstance(field.widget, forms.PasswordInput) for field in form.fields.values())
    return {"field": bound, "input": drawn_input(bound, "", hint=True), "form_passwords": passwords}


@register.inclusion_tag("ui/parts/errors.html")
def errors(form: BaseForm, title: str = "Проверьте, что введено", *, also: BaseForm | None = None) -> dict[str, Any]:
    """Draw the summary of a page's errors: what is wrong, each with a link to its field; nothing without errors.

    `also` is the second form of a page that sends two at once: one page has one summary.
    """
    wrong = [one for one in (form, also) if one is not None and one.errors]
    return {
        "is_wrong": bool(wrong),
        "title": title,
        "fields": [(bound, bound.errors) for one in wrong for bound in one if bound.errors],
        "general": [message for one in wrong for message in one.non_field_errors()],
    }


@register.inclusion_tag("ui/parts/steps.html")
def steps(titles: str, current: int, label: str = "Шаги") -> dict[str, Any]:
    """Draw the steps of a longer task: `{% steps "Почта и пароль|Лицевой счёт|Проверка" 2 %}`."""
    rows = [
        {"title": title.strip(), "is_done": number < current, "is_current": number == current}
        for number, title in enumerate(titles.split("|"), start=1)
    ]
    return {"steps": rows, "label": label}


@register.inclusion_tag("ui/parts/progress.html")
def progress(done: int, total: int, label: str, key: str = "progress") -> dict[str, Any]:
    """Draw a progress bar with its words: `{% progress 3 6 "Передано 3 из 6" %}`."""
    return {"done": done, "total": total, "label": label, "key": key}


@register.inclusion_tag("ui/parts/savebar.html")
def savebar(title: str, button: str = "Сохранить", hint: str = "") -> dict[str, Any]:
    """Draw the bar with the save button that stays in sight; the title says how far one is."""
    return {"title": title, "button": button, "hint": hint}
