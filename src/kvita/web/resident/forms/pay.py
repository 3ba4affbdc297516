"""The form of the payment page: what to pay, how, who pays."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from kvita.calc.bank_details import is_valid_inn
from kvita.calc.money import ZERO, Money
from kvita.calc.sharing import share_out
from kvita.core.errors import DomainError
from kvita.core.forms import RublesField
from kvita.core.wording import say_rubles
from kvita.housing.enums import PayerField
from kvita.housing.models import OrganizationSettings
from kvita.payments.policies import check_amount
from kvita.payments.ports import PaymentProvider
from kvita.payments.selectors import ServiceDue

ALL, SOME, OTHER = "all", "some", "other"

# D19: label, autofill, required.
PAYER_FIELDS: Final[dict[PayerField, tuple[str, str, bool]]] = {
    PayerField.SURNAME: ("Фамилия", "family-name", True),
    PayerField.GIVEN_NAME: ("Имя", "given-name", True),
    PayerField.PATRONYMIC: ("Отчество", "additional-name", False),
    PayerField.INN: ("ИНН", "off", False),
    PayerField.ADDRESS: ("Адрес", "address-line1", True),
}


class PayForm(forms.Form):
    """What to pay (all of it, chosen services, another sum), by which provider, and what D19 asks of the payer."""

    what = forms.ChoiceField(label="Что оплатить", widget=forms.RadioSelect)
    services = forms.MultipleChoiceField(label="Услуги", required=False, widget=forms.CheckboxSelectMultiple)
    sum = RublesField(label="Сумма, ₽", required=False)
    how = forms.ChoiceField(label="Как оплатить", widget=forms.RadioSelect)
    email = forms.EmailField(
        label="E-mail",
        required=False,
        max_length=254,
        error_messages={"invalid": "Проверьте адрес, в нём должны быть «@» и точка: name@example.ru."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        settings: OrganizationSettings,
        due: Money,
        services: Sequence[ServiceDue],
        takes_all: bool = True,
        providers: Mapping[str, PaymentProvider],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.organization_settings, self.due = settings, due
        self.services_due = {str(one.service_id): one for one in services}
        self.payer_names = [name for name in PAYER_FIELDS if name in settings.payer_fields]
        self.is_by_service = not takes_all
        self._choose("what", [*([ALL] if due > ZERO and takes_all else []), *([SOME] if services else []), OTHER])
        self._choose("how", list(providers))
        self._choices("services", list(self.services_due))
        for name in self.payer_names:
            self.fields[name.lower()] = _payer_field(name)
        if settings.receipts_enabled:
            self.fields["email"].required = True
            self.fields["email"].error_messages["required"] = "Введите почту: на неё придёт кассовый чек."

    def _choose(self, name: str, values: list[str]) -> None:
        self._choices(name, values)
        if self.initial.get(name) not in values:
            self.initial[name] = values[0] if values else None
        self.fields[name].error_messages["required"] = "Выберите один из вариантов."

    def _choices(self, name: str, values: list[str]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(value, value) for value in values]
            field.error_messages["invalid_choice"] = "Этого варианта больше нет. Выберите другой."

    def clean(self) -> dict[str, Any]:
        """Work out the sum and check it; errors stand at the field that is to be mended."""
        cleaned = super().clean() or self.cleaned_data
        what = cleaned.get("what")
        if what is None or self.errors.keys() & {"sum", "services"}:
            return cleaned
        place = {ALL: None, SOME: "services", OTHER: "sum"}[what]
        amount = self._amount(what, cleaned)
        if amount is None:
            self.add_error(place, "Отметьте хотя бы одну услугу." if what == SOME else "Введите сумму.")
            return cleaned
        try:
            check_amount(amount, least=self.organization_settings.minimum_payment)
        except DomainError as error:
            self.add_error(place, error.message)
        else:
            cleaned["amount"] = amount
        if what == OTHER and self.is_by_service and amount > self.services_total:
            told = f"По услугам к оплате {say_rubles(self.services_total)}. Введите не больше."
            self.add_error(place, told)
        return cleaned

    def clean_inn(self) -> str:
        """Check the digits of a taxpayer number; empty is allowed."""
        inn = "".join(str(self.cleaned_data.get("inn", "")).split())
        if inn and not is_valid_inn(inn):
            raise ValidationError("Такого ИНН нет. У человека в нём 12 цифр; можно не заполнять.")
        return inn

    def _amount(self, what: str, cleaned: Mapping[str, Any]) -> Money | None:
        if what == ALL:
            return self.due
        if what == SOME:
            chosen = [self.services_due[key].amount for key in cleaned.get("services", [])]
            return Money.total(chosen) if chosen else None
        amount: Money | None = cleaned.get("sum")
        return amount

    @property
    def services_total(self) -> Money:
        """What is due for all services that may be paid one by one."""
        return Money.total(one.amount for one in self.services_due.values())

    @property
    def shown_amount(self) -> Money:
        """The sum of what is chosen as the form is shown; zero when that is nothing that can be paid."""
        if self.is_bound:
            amount: Money = self.cleaned_data.get("amount", ZERO)
            return amount
        known: dict[str, Any] = {**self.initial, "services": self.chosen_services}
        return self._amount(known["what"] or ALL, known) or ZERO

    @property
    def chosen_services(self) -> list[str]:
        """The services with a tick; all of them where nobody has chosen yet."""
        chosen = [key for key in self["services"].value() or () if key in self.services_due]
        return chosen if chosen or self.is_bound else list(self.services_due)

    @property
    def payer(self) -> dict[str, str]:
        """What D19 asked of the payer, by the setting's names."""
        return {name.value: self.cleaned_data.get(name.lower(), "") for name in self.payer_names}

    @property
    def split(self) -> list[tuple[int, Money]]:
        """The chosen services with their sums; empty for the whole account.

        Where each service is paid on its own, another sum is shared out by what is due for each.
        """
        if self.cleaned_data["what"] == OTHER and self.is_by_service:
            dues = list(self.services_due.values())
            shares = share_out(self.cleaned_data["amount"], [one.amount.kopecks for one in dues])
            return [(one.service_id, share) for one, share in zip(dues, shares, strict=True) if share]
        if self.cleaned_data["what"] != SOME:
            return []
        return [(int(key), self.services_due[key].amount) for key in self.cleaned_data["services"]]


def _payer_field(name: PayerField) -> forms.CharField:
    label, autocomplete, required = PAYER_FIELDS[name]
    attributes = {"autocomplete": autocomplete}
    if name is PayerField.INN:
        attributes["inputmode"] = "numeric"
    return forms.CharField(
        label=label,
        required=required,
        max_length=250 if name is PayerField.ADDRESS else 100,
        help_text="" if required else {PayerField.PATRONYMIC: "Если есть"}.get(name, "Можно не заполнять"),
        error_messages={"required": f"Заполните поле «{label}»: его требует банк."},
        widget=forms.TextInput(attrs=attributes),
    )
