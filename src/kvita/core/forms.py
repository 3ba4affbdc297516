"""Form fields of the plumbing floor."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from kvita.calc.money import Money
from kvita.core.errors import DomainError
from kvita.core.phones import EXAMPLE, LONGEST, parse_phone, say_phone
from kvita.core.sums import read_rubles

_BLANKS: Final = " \u00a0\u2009\u202f"
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?|[-+]?\.[0-9]+")


class RublesField(forms.Field):
    """Roubles with kopecks as a person types them («1 537,15»), given back as `Money`; None for an empty field."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("min_value", None)
        kwargs.pop("max_value", None)
        super().__init__(**kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Money | None:
        """Read the sum."""
        if value is None or isinstance(value, Money):
            return value
        text = str(value)
        if not text.strip():
            return None
        try:
            return read_rubles(text)
        except DomainError as error:
            raise ValidationError(self.error_messages.get(error.code, error.message), code=error.code) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare sums, not the ways to write them."""
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True

    def prepare_value(self, value: Any) -> Any:
        """Show Money with a comma."""
        return str(value.rubles).replace(".", ",") if isinstance(value, Money) else value


class CommaDecimalField(forms.DecimalField):
    """A number with a part as a person types it: «20,10» as well as «20.10»; shown with a comma."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        """Read the number; nothing that only programs read (`1e3`), and no two numbers in one."""
        text = value.strip(_BLANKS).replace(",", ".", 1) if isinstance(value, str) else value
        if isinstance(text, str) and text and not _NUMBER.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Offer the keyboard of numbers."""
        return {**super().widget_attrs(widget), "inputmode": "decimal"}

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number with a comma, without zeros that say nothing; what was typed as it was typed."""
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class PhoneField(forms.CharField):
    """A Russian phone in any usual form, given back as it is stored (`+79871234567`); empty text when not required.

    Without `mobile` a city number is taken too (D11: home phone). `example` is the number that the hint shows: what
    is said of a wrong one shows the same.
    """

    def __init__(self, *, mobile: bool = True, example: str = EXAMPLE, **kwargs: Any) -> None:
        self.mobile, self.example = mobile, example
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}))
        super().__init__(max_length=LONGEST, **kwargs)
        self.error_messages["max_length"] = f"Здесь слишком много знаков. Напишите один номер, например {example}."

    def to_python(self, value: Any) -> str:
        """Read the number."""
        text = super().to_python(value) or ""
        if not text or len(text) > LONGEST:  # too long: the validator says so
            return text
        try:
            return parse_phone(text, mobile=self.mobile, example=self.example)
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from None

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number as people read it, and what was typed as it was typed."""
        return say_phone(value) if isinstance(value, str) else value


class WordingWidget(forms.MultiWidget):
    """A line for each word, named by the text that stands there when the line is empty."""

    template_name = "core/wording.html"

    def __init__(self, enum: type[models.TextChoices], longest: int) -> None:
        self.keys, self.labels = list(enum.values), list(enum.labels)
        super().__init__([forms.TextInput(attrs={"maxlength": longest, "aria-label": label}) for label in self.labels])

    def decompress(self, value: Any) -> list[str]:
        """Return the text of each line."""
        words = value if isinstance(value, dict) else {}
        return [words.get(key, "") for key in self.keys]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Put the usual texts beside the lines."""
        context = super().get_context(name, value, attrs)
        lines = zip(self.labels, context["widget"]["subwidgets"], strict=True)
        context["widget"]["lines"] = [{"label": label, "widget": widget} for label, widget in lines]
        return context


class WordingFormField(forms.MultiValueField):
    """Words by key; an empty line leaves the usual text."""

    def __init__(self, *, enum: type[models.TextChoices], longest: int, **kwargs: Any) -> None:
        self.keys = list(enum.values)
        fields = [forms.CharField(required=False, max_length=longest) for _ in self.keys]
        super().__init__(fields, widget=WordingWidget(enum, longest), require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> dict[str, str]:
        """Return the words that are not empty."""
        return {key: text for key, text in zip(self.keys, data_list, strict=False) if text}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the words, not the lines."""
        return (initial or {}) != self.compress([text or "" for text in data or []])
