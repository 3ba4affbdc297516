"""Form fields of the plumbing floor."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kvita.calc.money import Money


class RublesField(forms.DecimalField):
    """Roubles with kopecks as a person types them («1 537,15»), given back as `Money`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("min_value", None)
        kwargs.pop("max_value", None)
        super().__init__(max_digits=15, decimal_places=2, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        """Accept spaces, comma or point; return Money or None."""
        if isinstance(value, Money):
            return value
        text = "" if value is None else str(value).replace("\u2212", "-").replace(",", ".")
        return super().to_python("".join(text.split()))

    def clean(self, value: Any) -> Any:
        """Return Money after the decimal checks."""
        number = super().clean(value)
        if number is None or isinstance(number, Money):
            return number
        if not isinstance(number, Decimal):
            raise ValidationError("Введите сумму, например 1 537,15.", code="invalid")
        return Money.from_rubles(number)

    def prepare_value(self, value: Any) -> Any:
        """Show Money with a comma."""
        return str(value.rubles).replace(".", ",") if isinstance(value, Money) else value
