"""Which accounts of a house get a letter."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from kvita.accounts.models import BillingAccount
from kvita.accounts.selectors import CodedAccount
from kvita.housing.models import Portal

NEW, ABSENT, ALL = "new", "absent", "all"
MOST: Final = 2_000


class LettersForm(forms.Form):
    """To whom, through which cabinet, and for how long the codes work."""

    whom = forms.ChoiceField(
        label="Кому напечатать письма",
        widget=forms.RadioSelect,
        initial=NEW,
        error_messages={"required": "Выберите, кому печатать", "invalid_choice": "Выберите, кому печатать"},
    )
    portal = forms.ChoiceField(
        label="Какой кабинет",
        error_messages={"required": "Выберите кабинет", "invalid_choice": "Выберите кабинет из списка"},
        widget=forms.Select(attrs={"class": "input"}),
    )
    days = forms.IntegerField(
        label="Сколько дней действует код",
        help_text="Пусто — пока не отмените",
        required=False,
        min_value=1,
        max_value=3650,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Напишите число дней цифрами, например 90",
            "min_value": "Не меньше одного дня",
            "max_value": "Не больше 3650 дней",
        },
    )

    def __init__(self, accounts: Sequence[CodedAccount], portals: Sequence[Portal], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sets: dict[str, list[BillingAccount]] = {
            NEW: [one.account for one in accounts if one.code is None and not one.links],
            ABSENT: [one.account for one in accounts if not one.links],
            ALL: [one.account for one in accounts],
        }
        self._portals = {str(portal.pk): portal for portal in portals}
        titles = {
            NEW: "У кого нет ни кода, ни входа в кабинет",
            ABSENT: "Всем, кто ещё не вошёл: прежние коды перестанут действовать",
            ALL: "Всем: прежние коды перестанут действовать",
        }
        self._choose("whom", [(key, f"{title} ({len(self._sets[key])})") for key, title in titles.items()])
        self._choose("portal", [(key, f"{portal.name}, {portal.host}") for key, portal in self._portals.items()])
        self.fields["portal"].initial = next(iter(self._portals), None)

    @property
    def chosen(self) -> list[BillingAccount]:
        """The accounts that get a letter."""
        return self._sets[self.cleaned_data["whom"]]

    @property
    def portal_chosen(self) -> Portal:
        """The cabinet that the letters lead to."""
        return self._portals[self.cleaned_data["portal"]]

    def expires_at(self, now: dt.datetime) -> dt.datetime | None:
        """Until when the codes work; None = until they are revoked."""
        days = self.cleaned_data.get("days")
        return now + dt.timedelta(days=days) if days else None

    def clean_whom(self) -> str:
        """Refuse an empty pile of letters, and one that no printer takes."""
        whom = str(self.cleaned_data["whom"])
        if not self._sets[whom]:
            raise ValidationError("Таких счетов в этом доме нет. Выберите другой вариант.", code="nobody")
        if len(self._sets[whom]) > MOST:
            raise ValidationError(f"За один раз печатаем не больше {MOST} писем.", code="many")
        return whom

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
