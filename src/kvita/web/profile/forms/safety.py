"""Passwords, codes and keys."""

from collections.abc import Mapping
from typing import Any, Final

from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError

from kvita.core.errors import DomainError
from kvita.housing.enums import EmailChange
from kvita.housing.models import PortalSettings
from kvita.identity.models import User
from kvita.identity.policies import PasswordRules, check_password
from kvita.web.joining.forms.fields import LineField, email_field, password_field

LONGEST_KEY_NAME: Final = 60
NO_KEY: Final = "Ключ не получился. Попробуйте ещё раз, а если снова не выйдет, возьмите код из приложения."
CODE: Final = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20"})


class PasswordForm(forms.Form):
    """«Изменить пароль»: the old one proves who asks, the new one follows the portal's rules (D6)."""

    old = password_field("Текущий пароль", autocomplete="current-password")
    new = password_field("Новый пароль")
    again = password_field("Новый пароль ещё раз")

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: User, settings: PortalSettings) -> None:
        super().__init__(data)
        self.user = user
        self.rules = PasswordRules(settings.password_min_length, settings.password_max_length)
        self.fields["new"].help_text = f"{self.rules.hint}. Лучше несколько слов, чем одно с цифрами."
        if not settings.password_repeated:
            del self.fields["again"]
        if EmailChange.WITH_PASSWORD in settings.email_change:
            self._ask_email()

    def _ask_email(self) -> None:
        """Ask for the e-mail too: then either may stay as it is."""
        email = email_field("Электронная почта", initial=self.user.email or "", required=False)
        email.help_text = "На новый адрес придёт ссылка: почта сменится, когда вы её откроете."
        self.fields["email"] = email
        for name in ("new", "again"):
            if name in self.fields:
                self.fields[name].required = False
        self.fields["new"].help_text = f"{self.fields['new'].help_text} Пусто — пароль прежний."

    def clean(self) -> dict[str, Any]:
        """Refuse a form that changes nothing."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned["new"] and not self.new_email:
            self.add_error("new", "Впишите новый пароль или другую почту: пока ничего не изменилось.")
        return cleaned

    def clean_email(self) -> str:
        """Refuse to take an address away: it is the way back into the cabinet."""
        email: str = self.cleaned_data["email"]
        if not email and self.user.email:
            raise ValidationError("Чтобы сменить почту, впишите новую. Совсем без почты кабинет не восстановить.")
        return email

    @property
    def new_email(self) -> str:
        """The address that is to be confirmed; empty when it stays as it is, or is not asked for here."""
        email: str = self.cleaned_data.get("email", "")
        return email if email.lower() != (self.user.email or "").lower() else ""

    def clean_new(self) -> str:
        """Hold the password to the rules."""
        new: str = self.cleaned_data["new"]
        if not new:
            return new
        try:
            check_password(new, self.rules, known=(self.user.email, self.user.login, self.user.name))
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from None
        return new

    def clean_again(self) -> str:
        """Compare the two."""
        if "new" in self.cleaned_data and self.cleaned_data["again"] != self.cleaned_data["new"]:
            raise ValidationError("Пароли не совпадают. Введите новый пароль ещё раз в оба поля.", code="differs")
        return str(self.cleaned_data["again"])


class SureForm(forms.Form):
    """The password once more, before an act that a passer-by at an open screen must not do."""

    sure_password = password_field("Ваш пароль", autocomplete="current-password")


class NewCodeForm(ActivateTOTPForm):  # type: ignore[misc]  # the library is untyped
    """The first code of the app proves that it was set up."""

    code = forms.CharField(
        label="Код из приложения",
        max_length=20,
        widget=CODE,
        error_messages={"required": "Введите шесть цифр, которые показывает приложение."},
    )


class NewKeyForm(AddWebAuthnForm):  # type: ignore[misc]  # the library is untyped
    """A key with the name by which its owner will know it."""

    name = LineField(label="Как назвать ключ", longest=LONGEST_KEY_NAME, required=False)
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Refuse what no browser sends, of which the library itself thinks only in part."""
        try:
            return dict(super().clean())
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise ValidationError(NO_KEY, code="key_broken") from error
        except ValidationError as error:
            raise ValidationError(NO_KEY, code="key_refused") from error


class KeyNameForm(forms.Form):
    """Another name for a key."""

    name = LineField(label="Название ключа", longest=LONGEST_KEY_NAME)


class StayForm(forms.Form):
    """«Оставить кабинет»: who has withdrawn the consent without which there is no cabinet gives it anew."""

    agree = forms.BooleanField(
        error_messages={"required": "Без этой отметки кабинет не сохранить: мы не вправе хранить ваши данные."}
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, document: str = "") -> None:
        super().__init__(data)
        self.fields["agree"].label = f"Снова даю согласие: {document}"
        if not document:
            del self.fields["agree"]
