"""Forms of the door."""

from typing import Any, Final, cast

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError

from kvita.core.errors import DomainError
from kvita.housing.models import Portal
from kvita.identity.models import User
from kvita.identity.policies import LONGEST_PASSWORD, PasswordRules, check_password
from kvita.identity.services import tell_of_few_codes
from kvita.web.captcha import CaptchaForm
from kvita.web.entry.limits import forgive_second_step, hit_second_step, spend_code
from kvita.web.requests import PortalRequest

STAFF_PASSWORDS: Final = PasswordRules(shortest=10)
CODE_ATTRIBUTES: Final = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20"}


def password_rules(portal: Portal | None) -> PasswordRules:
    """Return the lengths of passwords of a portal (D6), or those of staff."""
    if portal is None:
        return STAFF_PASSWORDS
    return PasswordRules(portal.settings.password_min_length, portal.settings.password_max_length)


class NewPasswordForm(forms.Form):
    """A password of one's own, by the rules of the portal."""

    password = forms.CharField(
        label="Новый пароль",
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Придумайте пароль", "max_length": "Пароль слишком длинный"},
    )

    def __init__(self, rules: PasswordRules, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        self.user = user
        self.fields["password"].help_text = f"{rules.hint}. Лучше всего — несколько слов подряд."

    def clean_password(self) -> str:
        """Refuse what is too short, too long or too well known, and the issued password again."""
        password: str = self.cleaned_data["password"]
        user = self.user
        try:
            check_password(password, self.rules, known=(user.email, user.login, user.phone) if user else ())
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from error
        if user is not None and user.password_issued and user.check_password(password):
            raise ValidationError("Это тот же пароль, что был выдан. Придумайте свой.", code="password_same")
        return password


class CodeAndPasswordForm(NewPasswordForm):
    """The code of an SMS and a new password."""

    code = forms.CharField(
        label="Код из SMS",
        max_length=20,
        widget=forms.TextInput(attrs=CODE_ATTRIBUTES),
        error_messages={"required": "Впишите код из SMS", "max_length": "В коде только цифры из SMS"},
    )
    field_order = ("code", "password")


class RecoveryForm(CaptchaForm):
    """Who has forgotten the password, and where the help is to go."""

    name = forms.CharField(max_length=254)
    channel = forms.ChoiceField(
        label="Куда прислать",
        choices=(("EMAIL", "Письмо со ссылкой на почту"), ("SMS", "Код в SMS на телефон")),
        widget=forms.RadioSelect,
        required=False,
        initial="EMAIL",
    )

    def __init__(self, *args: Any, label: str, hint: str, by_sms: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        field.label, field.help_text = label, hint
        field.error_messages["required"] = f"Заполните поле «{label}»"
        field.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        if not by_sms:
            del self.fields["channel"]

    @property
    def by_sms(self) -> bool:
        """Whether an SMS was asked for."""
        return self.cleaned_data.get("channel") == "SMS"


class StaffSignInForm(CaptchaForm):
    """Sign-in of staff."""

    username = forms.CharField(
        label="Логин или почта",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "Напишите логин или почту"},
    )
    password = forms.CharField(
        label="Пароль",
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Введите пароль"},
    )


class SecondStepForm(AuthenticateForm):
    """The code of the app, or a spare one; guesses are counted, and a code works once."""

    code = forms.CharField(
        label="Код из приложения или запасной код",
        max_length=20,
        widget=forms.TextInput(attrs=CODE_ATTRIBUTES),
        error_messages={"required": "Впишите код", "max_length": "В коде только цифры"},
    )

    def clean_code(self) -> str:
        """Check the code."""
        code = _counted(self.user, super().clean_code)
        tell_of_spare_codes(self.user, self.authenticator)
        return code


class AskAgainForm(ReauthenticateForm):
    """The same, asked before an important change by somebody who is signed in."""

    code = SecondStepForm.base_fields["code"]

    def clean_code(self) -> str:
        """Check the code."""
        return _counted(self.user, super().clean_code)


class SetUpForm(ActivateTOTPForm):
    """The first code of an app proves that it was set up; guesses are counted."""

    code = forms.CharField(
        label="Код из приложения",
        max_length=20,
        widget=forms.TextInput(attrs=CODE_ATTRIBUTES),
        error_messages={
            "required": "Введите шесть цифр из приложения.",
            "max_length": "В коде 6 цифр",
        },
    )

    def clean_code(self) -> str:
        """Check the code."""
        return _counted(self.user, super().clean_code)


class KeyForm(AuthenticateWebAuthnForm):
    """What a key has signed, as the second step. The library trusts its shape; the network does not deserve that."""

    def clean_credential(self) -> Any:
        """Check the signature."""
        try:
            return super().clean_credential()
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise ValidationError("Ключ не подошёл. Попробуйте ещё раз или войдите по паролю.") from error


class SignInKeyForm(LoginWebAuthnForm, KeyForm):
    """The same, instead of name and password."""


class AskAgainKeyForm(ReauthenticateWebAuthnForm, KeyForm):
    """The same, before an important change."""


def tell_of_spare_codes(user: User, used: Authenticator) -> None:
    """Send a letter when the code was a spare one and few are left: who has none is shut out by a lost phone."""
    if used.type != Authenticator.Type.RECOVERY_CODES:
        return
    request = cast("PortalRequest", context.request)
    portal = getattr(request, "portal", None)
    used.refresh_from_db()  # the library checks a code on a row of its own
    left = len(used.wrap().get_unused_codes())
    tell_of_few_codes(user=user, left=left, now=request.now, portal_name=portal.name if portal else "")


def _counted(user: User, check: Any) -> str:
    request = cast("PortalRequest", context.request)
    try:
        hit_second_step(request, user)
        code: str = check()
        spend_code(request, user, code)
    except DomainError as error:
        raise ValidationError(error.message, code=error.code) from error
    except ValidationError as error:
        raise ValidationError("Код не подошёл. Подождите новый код в приложении и впишите его.") from error
    forgive_second_step(request, user)
    return code
