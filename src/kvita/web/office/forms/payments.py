"""Forms of payments at the desk: money back, a note, a connection to a bank."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from kvita.calc.money import Money
from kvita.core.errors import DomainError
from kvita.core.forms import RublesField
from kvita.housing.models import ManagingOrganization, Payee
from kvita.payments.enums import ProviderKind
from kvita.payments.models import ProviderConnection
from kvita.payments.policies import check_api_url
from kvita.payments.services import ConnectionWish


class RefundForm(forms.Form):
    """How much goes back, and why."""

    amount = RublesField(
        label="Сумма возврата, ₽",
        error_messages={"required": "Введите сумму."},
    )
    reason = forms.CharField(
        label="Почему возвращаем",
        max_length=250,
        help_text="Это прочитает плательщик",
        error_messages={"required": "Напишите, почему возвращаете: это прочитает плательщик."},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, left: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"amount": left, "form_key": uuid.uuid4()}


class NoteForm(forms.Form):
    """What was found out about a payment."""

    note = forms.CharField(
        label="Что выяснили",
        max_length=250,
        help_text="Останется в журнале действий",
        error_messages={"required": "Напишите, что выяснили: потом это найдут в журнале."},
    )


class ConnectionForm(forms.Form):
    """A shop at a bank. Keys are typed in and never shown again: empty leaves what is stored."""

    organization = forms.ChoiceField(label="Организация", error_messages={"required": "Выберите организацию."})
    kind = forms.ChoiceField(label="Банк", choices=ProviderKind.choices, error_messages={"required": "Выберите банк."})
    login = forms.CharField(
        label="Номер магазина или логин",
        max_length=80,
        help_text="ЮKassa — shopId. Сбер — логин, который кончается на «-api»",
        error_messages={"required": "Введите номер магазина: он есть в кабинете банка."},
    )
    secret = forms.CharField(
        label="Секретный ключ",
        required=False,
        max_length=300,
        help_text="ЮKassa — секретный ключ, Сбер — пароль. После сохранения ключ не показываем",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    event_key = forms.CharField(
        label="Ключ уведомлений",
        required=False,
        max_length=8000,
        help_text="Только для Сбера: ключ контрольной суммы, а при подписи RSA — сертификат банка целиком",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    title = forms.CharField(
        label="Название для жильца",
        max_length=60,
        initial="Карта любого банка",
        error_messages={"required": "Введите название: его увидит жилец на странице оплаты."},
    )
    payee = forms.ChoiceField(label="Получатель", required=False)
    api_url = forms.URLField(
        label="Адрес банка",
        required=False,
        assume_scheme="https",
        help_text="Пусто — обычный адрес. Для проверок банк даёт другой",
        error_messages={"invalid": "Проверьте адрес: он начинается с https://."},
    )
    sends_bill = forms.BooleanField(
        label="Сообщать банку, какая квитанция оплачена",
        required=False,
        help_text="Только для ЮKassa: она передаст в ГИС ЖКХ лицевой счёт, ЕЛС, месяц, адрес и на кого открыт счёт",
    )
    is_active = forms.BooleanField(label="Принимать платежи", required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        organizations: Sequence[ManagingOrganization],
        payees: Sequence[Payee],
        connection: ProviderConnection | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial = _initial(connection)
        self._organizations = {str(one.pk): one for one in organizations}
        self._payees = {str(one.pk): one for one in payees}
        self._choices("organization", [(key, str(one)) for key, one in self._organizations.items()])
        self._choices(
            "payee", [("", "Все, у кого есть договор"), *((key, one.name) for key, one in self._payees.items())]
        )
        self.connection = connection
        if connection is not None:  # another bank or organisation is another connection
            del self.fields["kind"], self.fields["organization"]
        elif len(self._organizations) == 1:
            del self.fields["organization"]

    def _choices(self, name: str, values: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = values

    def clean_api_url(self) -> str:
        """Refuse an address over which the key would travel in the open, or to a machine of our own network."""
        address = str(self.cleaned_data["api_url"])
        try:
            if address:
                check_api_url(address)
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from None
        return address

    @property
    def chosen_organization(self) -> ManagingOrganization:
        """The organisation of a valid form."""
        if self.connection is not None:
            return self.connection.organization
        return self._organizations[self.cleaned_data.get("organization", next(iter(self._organizations)))]

    @property
    def wish(self) -> ConnectionWish:
        """What a valid form asks for."""
        values = self.cleaned_data
        return ConnectionWish(
            kind=self.connection.kind if self.connection is not None else values["kind"],
            login=values["login"],
            title=values["title"],
            payee=self._payees.get(values["payee"]),
            api_url=values["api_url"],
            is_active=values["is_active"],
            sends_bill=values["sends_bill"],
            position=self.connection.position if self.connection is not None else 100,
            secret=values["secret"],
            event_key=values["event_key"],
        )


def _initial(connection: ProviderConnection | None) -> dict[str, Any]:
    """Return what an existing connection shows: all but its keys."""
    if connection is None:
        return {}
    names = ("login", "title", "api_url", "is_active", "sends_bill")
    return {name: getattr(connection, name) for name in names} | {"payee": str(connection.payee_id or "")}
