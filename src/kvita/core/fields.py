"""Model fields shared by all packages: money in kopecks, lists of enum values."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property

from kvita.calc.money import Money

_ST_contra = TypeVar("_ST_contra", contravariant=True)
_GT_co = TypeVar("_GT_co", covariant=True)


class MoneyField(models.BigIntegerField[_ST_contra, _GT_co]):
    """A `Money` stored as integer kopecks, so that sums and comparisons in SQL are exact (docs/adr/0002)."""

    description = "Money in kopecks"
    # What django-stubs reads: assigned as Money or kopecks, read as Money.
    _pyi_private_set_type: Money | int  # type: ignore[assignment]  # not a number: kopecks are no roubles
    _pyi_private_get_type: Money  # type: ignore[assignment]  # the same

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if isinstance(kwargs.get("default"), int):
            kwargs["default"] = Money(kwargs["default"])
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Write a default into migrations as kopecks: they must not depend on the class."""
        name, path, args, kwargs = super().deconstruct()
        if isinstance(kwargs.get("default"), Money):
            kwargs["default"] = kwargs["default"].kopecks
        return name, path, list(args), kwargs

    @cached_property
    def validators(self) -> list[Any]:
        """Leave out the limits of the column, which compare with plain numbers: `Money` keeps to them itself."""
        limits = (MinValueValidator, MaxValueValidator)
        return [validator for validator in super().validators if not isinstance(validator, limits)]

    def from_db_value(self, value: int | None, expression: object, connection: object) -> Money | None:
        """Return the stored kopecks as Money."""
        return None if value is None else Money(int(value))

    def to_python(self, value: Any) -> Money | None:
        """Accept Money, kopecks as int, or their text form (fixtures, dumps)."""
        if value is None or isinstance(value, Money):
            return value
        kopecks = super().to_python(value)
        return None if kopecks is None else Money(int(kopecks))

    def get_prep_value(self, value: Any) -> int | None:
        """Return kopecks for the database."""
        if isinstance(value, Money):
            return value.kopecks
        return None if value is None else int(value)

    def value_to_string(self, obj: models.Model) -> str:
        """Return kopecks as text for dumps."""
        value = self.value_from_object(obj)
        return "" if value is None else str(self.get_prep_value(value))

    def formfield(self, **kwargs: Any) -> Any:
        """Let the back-office type roubles with kopecks."""
        from kvita.core.forms import RublesField  # noqa: PLC0415 - forms import models' registry at load time

        return models.Field.formfield(self, form_class=RublesField, **kwargs)


class EnumListField(models.JSONField):
    """An ordered list of values of one `TextChoices`, for settings of which several may be on at once."""

    def __init__(self, enum: type[models.TextChoices] | None = None, **kwargs: Any) -> None:
        self.enum = enum
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leave the enum out of migrations: a new value must not need one."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what is not a list of known values, or names one twice."""
        super().validate(value, model_instance)
        if not isinstance(value, Iterable) or isinstance(value, str | bytes | dict):
            raise ValidationError("Нужен список значений.", code="invalid")
        values = list(value)
        known = set(self.enum.values) if self.enum else set(values)
        if unknown := [item for item in values if item not in known]:
            raise ValidationError("Неизвестное значение: %(value)s.", code="invalid", params={"value": unknown[0]})
        if len(set(values)) != len(values):
            raise ValidationError("Значение названо дважды.", code="invalid")

    def formfield(self, **kwargs: Any) -> Any:
        """Show a tick for each value of the enum."""
        if self.enum is None:
            return super().formfield(**kwargs)
        return forms.MultipleChoiceField(
            choices=self.enum.choices,
            required=not self.blank,
            label=self.verbose_name.capitalize() if self.verbose_name else None,
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
            initial=kwargs.get("initial"),
        )


class WordingField(models.JSONField):
    """Words of the screens that a portal chooses itself, by key of a `TextChoices`; what is absent is its label."""

    LONGEST = 150

    def __init__(self, enum: type[models.TextChoices] | None = None, **kwargs: Any) -> None:
        self.enum = enum
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leave the enum out of migrations: a new word must not need one."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), kwargs

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what is not a map of known keys to short texts."""
        super().validate(value, model_instance)
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            raise ValidationError("Нужны тексты по ключам.", code="invalid")
        if self.enum is not None and (unknown := set(value) - set(self.enum.values)):
            raise ValidationError("Неизвестный ключ: %(key)s.", code="invalid", params={"key": min(unknown)})
        if any(len(text) > self.LONGEST for text in value.values()):
            raise ValidationError("Текст не длиннее %(most)s знаков.", code="invalid", params={"most": self.LONGEST})

    def formfield(self, **kwargs: Any) -> Any:
        """Show a line for each word, with the usual text beside it."""
        from kvita.core.forms import WordingFormField  # noqa: PLC0415 - forms import models' registry at load time

        if self.enum is None:
            return super().formfield(**kwargs)
        return WordingFormField(
            enum=self.enum, longest=self.LONGEST, label=self.verbose_name, help_text=self.help_text, required=False
        )
