"""Name, phones, e-mail, photo."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from kvita.core.forms import PhoneField
from kvita.core.pictures import MAX_BYTES
from kvita.housing.enums import EmailChange, ProfileText, RegistrationText
from kvita.housing.models import PortalSettings
from kvita.identity.models import User
from kvita.web.joining.forms.channel import code_field
from kvita.web.joining.forms.fields import LineField, email_field

LONGEST_NAME: Final = 150
NO_EMAIL: Final = "Без почты кабинет не восстановить, если забудете пароль. Чтобы сменить её, впишите новую."


@dataclass(frozen=True, slots=True)
class KnownPhone:
    """A phone that the company knows of an account of the user, who has given none.

    `phone` is offered to the holder of the account alone; to who only sees it the hint names its end.
    """

    phone: str
    hint: str


class ContactsForm(forms.Form):
    """«Контактные данные»; which fields there are depends on the portal (D11, D22)."""

    name = LineField(longest=LONGEST_NAME, required=False)
    home_phone = PhoneField(mobile=False, required=False)
    phone = PhoneField(required=False)
    email = email_field("Электронная почта", required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        user: User,
        settings: PortalSettings,
        known: KnownPhone | None = None,
    ) -> None:
        initial = {"name": user.name, "home_phone": user.home_phone, "phone": user.phone, "email": user.email}
        if known is not None:
            initial["phone"] = known.phone
        super().__init__(data, initial=initial)
        self.user = user
        for key in (ProfileText.NAME, ProfileText.HOME_PHONE, ProfileText.PHONE, ProfileText.EMAIL):
            self.fields[key.lower()].label = settings.profile_text(key)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["home_phone"].widget.attrs["autocomplete"] = "home tel"
        self.fields["phone"].example = settings.phone_example  # type: ignore[attr-defined]  # a PhoneField, as above
        self.fields["phone"].help_text = known.hint if known else f"Например, {settings.phone_example}"
        if not settings.home_phone_enabled:
            del self.fields["home_phone"]
        if EmailChange.PROFILE not in settings.email_change:
            del self.fields["email"]

    def clean_email(self) -> str:
        """Refuse to take an address away: it is the way back into the cabinet."""
        email: str = self.cleaned_data["email"]
        if not email and self.user.email:
            raise ValidationError(NO_EMAIL, code="required")
        return email

    @property
    def new_email(self) -> str:
        """The address that is to be confirmed; empty when it stays as it is."""
        email: str = self.cleaned_data.get("email", "")
        return email if email.lower() != (self.user.email or "").lower() else ""

    @property
    def changes_way_back(self) -> bool:
        """Whether what can bring a new password changes: then the person is asked once more who they are."""
        return bool(self.new_email) or (self.cleaned_data["phone"] or None) != (self.user.phone or None)


class PhoneCodeForm(forms.Form):
    """The code of the SMS that proves the phone of the profile."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, settings: PortalSettings) -> None:
        super().__init__(data)
        self.fields["code"] = code_field(settings.registration_text(RegistrationText.CONFIRMATION_CODE))


class PhotoForm(forms.Form):
    """«Фотография» with «Загрузить фотографию»."""

    photo = forms.FileField(
        label="Фотография",
        help_text="JPEG, PNG или WebP, до 8 МБ. Обрежем до квадрата, место и время съёмки сотрём.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "class": "input"}),
        error_messages={
            "required": "Выберите фотографию.",
            "empty": "Файл пустой. Выберите другую фотографию.",
            "max_length": "У файла слишком длинное имя. Переименуйте его.",
        },
    )

    def clean_photo(self) -> bytes:
        """Return the bytes of the file; a large one is not read at all."""
        file = self.cleaned_data["photo"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError("Файл больше 8 МБ. Уменьшите фотографию или выберите другую.", code="picture_too_big")
        return bytes(file.read())
