"""Forms of bank files: the file itself, a reason, a registry to give out, a day."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from kvita.housing.models import ManagingOrganization
from kvita.remittances.enums import RegistryEncoding, RegistryKind
from kvita.remittances.formats import LARGEST_FILE
from kvita.remittances.models import RemittanceLayout
from kvita.remittances.services import RegistryWish

_AUTO: Final = ""
_KINDS: Final = [(it.value, it.label[:1].upper() + it.label[1:]) for it in RegistryKind]


class _OrganizationForm(forms.Form):
    """A form about one organisation; asked only of those who work in several."""

    organization = forms.ChoiceField(label="Организация", error_messages={"required": "Выберите организацию."})

    def __init__(self, *args: Any, organizations: Sequence[ManagingOrganization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._organizations = {str(it.pk): it for it in organizations}
        choice = self.fields["organization"]
        choice.choices = [(key, str(it)) for key, it in self._organizations.items()]  # type: ignore[attr-defined]  # a ChoiceField
        if len(self._organizations) == 1:
            del self.fields["organization"]

    @property
    def chosen_organization(self) -> ManagingOrganization:
        """The organisation of a valid form."""
        only = next(iter(self._organizations))
        return self._organizations[self.cleaned_data.get("organization", only)]


class BankFileForm(_OrganizationForm):
    """A file of payments from a bank."""

    file = forms.FileField(
        label="Файл банка",
        help_text="TXT, CSV, XLSX, DBF или ZIP с ним, как скачали у банка. Реестр Сбербанка, Почты, выписка для 1С: "
        "формат узнаем сами.",
        error_messages={
            "required": "Выберите файл.",
            "empty": "Файл пустой. Скачайте его у банка заново.",
            "missing": "Файл не пришёл. Выберите его ещё раз.",
        },
    )
    layout = forms.ChoiceField(
        label="Формат", required=False, help_text="Выбирайте, только если файл не опознаётся сам"
    )

    def __init__(self, *args: Any, layouts: Sequence[RemittanceLayout] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._layouts = {str(it.pk): it for it in layouts}
        if layouts:
            choices = [(_AUTO, "Определить по содержимому"), *((key, it.title) for key, it in self._layouts.items())]
            self.fields["layout"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["layout"]

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse a file that is too large before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise ValidationError(f"Файл больше {LARGEST_FILE // 1024 // 1024} МБ. Разделите его на части.")
        return file

    def clean(self) -> dict[str, Any]:
        """Refuse a layout of another organisation."""
        cleaned = super().clean() or self.cleaned_data
        layout = self._layouts.get(cleaned.get("layout", ""))
        if layout is not None and layout.organization_id != self.chosen_organization.pk:
            self.add_error("layout", "Этот формат описан для другой организации.")
        return cleaned

    @property
    def chosen_layout(self) -> RemittanceLayout | None:
        """The layout of a valid form, None to tell by content."""
        return self._layouts.get(self.cleaned_data.get("layout", _AUTO))

    def read(self) -> tuple[str, bytes]:
        """Return the name and the bytes of a valid form's file."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        return file.name or "", file.read()


class ReasonForm(forms.Form):
    """Why something is taken back or set aside."""

    reason = forms.CharField(
        label="Почему",
        max_length=300,
        help_text="Запись останется в журнале",
        error_messages={
            "required": "Напишите, почему: запись останется в журнале.",
            "max_length": "Не длиннее 300 знаков.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RegistryForm(_OrganizationForm):
    """A registry to give out."""

    kind = forms.ChoiceField(label="Что выгрузить", choices=_KINDS, widget=forms.RadioSelect)
    since = forms.DateField(
        label="Платежи с", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Впишите день, например 01.09.2017."},
    )  # fmt: skip
    until = forms.DateField(
        label="По", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Впишите день, например 30.09.2017."},
    )  # fmt: skip
    only_online = forms.BooleanField(label="Только оплаченные в кабинете", required=False)
    with_zero = forms.BooleanField(
        label="И счета без долга", required=False, help_text="Чтобы по ним тоже можно было заплатить в банке"
    )
    service_code = forms.CharField(
        label="Код услуги", required=False, max_length=20, help_text="Его даёт «Система Город» по договору"
    )
    encoding = forms.ChoiceField(
        label="Кодировка", choices=RegistryEncoding.choices, initial=RegistryEncoding.CP1251.value
    )

    @property
    def wish(self) -> RegistryWish:
        """What a valid form asks for."""
        values = self.cleaned_data
        return RegistryWish(
            kind=RegistryKind(values["kind"]),
            encoding=RegistryEncoding(values["encoding"]),
            since=values["since"],
            until=values["until"],
            only_online=values["only_online"],
            with_zero=values["with_zero"],
            service_code=values["service_code"],
        )


# The field of the form in which each refusal of a registry is told.
REGISTRY_FIELDS: Final = {"period": "since", "service_code": "service_code", "payee_details": "kind"}


def read_day(text: str, *, default: dt.date) -> dt.date:
    """Return the day of the address; what is no day is the default."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return default
