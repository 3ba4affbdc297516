"""The form that makes a user: addresses, password, consent."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from kvita.accounts.services import NewResident
from kvita.core.errors import DomainError
from kvita.housing.enums import (
    ApprovalMode,
    ConsentMode,
    FieldDemand,
    PasswordOrigin,
    RegistrationOrder,
    RegistrationText,
    SignInName,
)
from kvita.housing.models import Portal
from kvita.identity.policies import PasswordRules, check_login, check_password
from kvita.web.captcha import CaptchaForm
from kvita.web.joining.forms.claim import phone_field
from kvita.web.joining.forms.fields import LineField, email_field, password_field

T: Final = RegistrationText
CONSENT: Final = "consent"


class UserForm(CaptchaForm):
    """What the portal asks of somebody who wants to sign in: D1, D4, D6, D8, D11 decide which fields there are."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        portal: Portal,
        initial: Mapping[str, Any] | None = None,
        surname: str = "",
        asks_captcha: bool = False,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), asks_captcha=asks_captcha)
        self.portal, self.surname, settings = portal, surname, portal.settings
        self.rules = PasswordRules(settings.password_min_length, settings.password_max_length)
        if surname:
            self.fields["surname"] = forms.CharField(
                label=settings.registration_text(T.SURNAME), disabled=True, initial=surname, required=False
            )
        if SignInName.LOGIN in settings.sign_in_names and settings.registration_order == RegistrationOrder.USER_FIRST:
            self.fields["login"] = _login_field(settings.registration_text(T.LOGIN))
        if self.asks_phone:
            self.fields["phone"] = phone_field(settings)
        self.fields["email"] = email_field(settings.registration_text(T.EMAIL))
        if settings.password_origin == PasswordOrigin.OWN:
            self._add_passwords()
        if settings.consent_mode == ConsentMode.REQUIRED:
            self.fields[CONSENT] = consent_field(portal)

    @property
    def asks_phone(self) -> bool:
        """Whether the phone stands here: where it is not asked beside the account or for the code of an SMS."""
        settings = self.portal.settings
        if settings.registration_phone == FieldDemand.NOT_ASKED:
            return settings.registration_order == RegistrationOrder.USER_FIRST and SignInName.PHONE in (
                settings.sign_in_names
            )
        return (
            settings.registration_order == RegistrationOrder.ACCOUNT_FIRST
            and settings.approval_mode == ApprovalMode.STAFF
        )

    def _add_passwords(self) -> None:
        settings = self.portal.settings
        hint = f"{self.rules.hint}. Запишите его: он нужен для каждого входа."
        self.fields["password"] = password_field(settings.registration_text(T.PASSWORD), help_text=hint)
        if settings.password_repeated:
            self.fields["password_again"] = password_field(settings.registration_text(T.PASSWORD_AGAIN))

    def clean_login(self) -> str:
        """Check the signs of a login."""
        login: str = self.cleaned_data["login"]
        _as_form_error(lambda: check_login(login))
        return login

    def clean(self) -> dict[str, Any]:
        """Check the password against the portal's rules and its repetition."""
        cleaned = super().clean() or self.cleaned_data
        password, again = cleaned.get("password"), cleaned.get("password_again")
        if password:
            try:
                check_password(password, self.rules, known=[cleaned.get("email"), cleaned.get("login")])
            except DomainError as error:
                self.add_error("password", error.message)
        if password and "password_again" in cleaned and again != password:
            self.add_error("password_again", "Пароли разные. Введите здесь тот же пароль ещё раз.")
        return cleaned

    def resident(self, *, phone: str = "") -> NewResident:
        """Return what was typed, of a valid form; `phone` is one that a code of an SMS has confirmed."""
        values = self.cleaned_data
        return NewResident(
            password=values.get("password", ""),
            email=values["email"],
            login=values.get("login", ""),
            phone=phone or values.get("phone", ""),
            phone_confirmed=bool(phone),
            agreed=self.has_agreed,
        )

    @property
    def has_agreed(self) -> bool:
        """Whether the tick of the consent is set, in a valid form."""
        return bool(self.cleaned_data.get(CONSENT))

    def refuse(self, error: DomainError) -> None:
        """Put a refusal of the services at the field that is to be mended."""
        place = {"email_taken": "email", "login_taken": "login", "phone_taken": "phone"}.get(error.code)
        self.add_error(place if place in self.fields else None, error.message)

    @property
    def drawn(self) -> list[forms.BoundField]:
        """The fields that stand one below the other; the picture and the consent come after them."""
        return [field for field in self if field.name not in (CONSENT, "captcha")]


def _login_field(label: str) -> LineField:
    return LineField(
        label=label,
        longest=30,
        help_text="От 3 до 30 букв и цифр. С ним вы будете входить.",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


def consent_field(portal: Portal) -> forms.BooleanField:
    """Return the tick of the consent: never set beforehand, apart from everything else (152-ФЗ, art. 9 part 1)."""
    label = portal.settings.registration_text(T.CONSENT)
    return forms.BooleanField(
        label=label,
        error_messages={
            "required": f"Поставьте отметку «{label}». Без согласия мы не имеем права вас зарегистрировать."
        },
    )


def _as_form_error(check: Any) -> None:
    try:
        check()
    except DomainError as error:
        raise forms.ValidationError(error.message, code=error.code) from None
