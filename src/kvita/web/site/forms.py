"""Forms of the pages that need no sign-in."""

from typing import Any, Final

from django import forms

from kvita.housing.enums import SignInName
from kvita.housing.models import Portal
from kvita.web.captcha import CaptchaForm

# What a name is called beside the field, and within a sentence that names several.
NAME_LABELS: Final = {
    SignInName.EMAIL: "Email",
    SignInName.LOGIN: "Логин",
    SignInName.ACCOUNT_NUMBER: "Номер лицевого счёта",
    SignInName.PHONE: "Телефон",
}
NAME_ATTRIBUTES: Final = {
    SignInName.EMAIL: {"type": "email", "inputmode": "email"},
    SignInName.LOGIN: {},
    SignInName.ACCOUNT_NUMBER: {"inputmode": "numeric"},
    SignInName.PHONE: {"type": "tel", "inputmode": "tel"},
}


class SignInForm(CaptchaForm):
    """Sign-in at one portal: one field for all the names that its settings offer (D1)."""

    name = forms.CharField(max_length=254, error_messages={"required": "Напишите, как вы входите"})
    password = forms.CharField(
        label="Пароль",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Введите пароль", "max_length": "Пароль не длиннее 256 знаков"},
    )
    remember = forms.BooleanField(label="Запомнить меня", required=False)

    def __init__(self, portal: Portal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [SignInName(name) for name in portal.settings.sign_in_names]
        self.names_label = sign_in_label(names)
        field = self.fields["name"]
        field.label = self.names_label
        field.help_text = _hint(names, portal)
        field.error_messages["required"] = f"Заполните поле «{self.names_label}»"
        field.widget.attrs |= _attributes(names, portal)
        if not portal.settings.remember_me_enabled:
            del self.fields["remember"]

    def ask_for_picture(self, *, is_asked: bool) -> None:
        """Show the picture from now on when the next try will need it: this try was one too many."""
        if is_asked and "captcha" not in self.fields:
            self.fields["captcha"] = self.base_fields["captcha"]

    @property
    def remembers(self) -> bool:
        """Whether the sign-in outlives the browser's session."""
        return bool(self.cleaned_data.get("remember"))

    is_refused = False
    """Whether the pair was looked at and did not fit."""

    def refuse(self) -> None:
        """Say that the pair did not fit; which half was wrong is told to nobody."""
        self.is_refused, self.typed = True, dict(self.cleaned_data)
        self.add_error(
            None, f"{self.names_label} или пароль не подошли. Проверьте раскладку клавиатуры и попробуйте ещё раз."
        )


def sign_in_label(names: list[SignInName]) -> str:
    """Return the label of the one field: «Email», «Логин или email», «Email, логин или номер лицевого счёта»."""
    labels = [NAME_LABELS[name] for name in names] or [NAME_LABELS[SignInName.EMAIL]]
    first, rest = labels[0], [label.lower() for label in labels[1:]]
    if not rest:
        return first
    return ", ".join([first, *rest[:-1]]) + f" или {rest[-1]}"


def _attributes(names: list[SignInName], portal: Portal) -> dict[str, str]:
    attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    if len(names) != 1:
        return attributes
    (name,) = names
    settings = portal.settings
    has_letters = not settings.account_letter_optional and not settings.account_number_example.isdecimal()
    if name == SignInName.ACCOUNT_NUMBER and has_letters:
        return attributes
    return attributes | NAME_ATTRIBUTES[name]


def _hint(names: list[SignInName], portal: Portal) -> str:
    """Return the portal's own words or, where it has none, where the number of the account is found."""
    own, example = portal.settings.sign_in_hint, portal.settings.account_number_example
    if own:
        return f"{own}. Например, {example}." if example and SignInName.ACCOUNT_NUMBER in names else own
    if SignInName.ACCOUNT_NUMBER not in names:
        return ""
    hint = "Номер счёта напечатан в квитанции."
    if portal.settings.account_letter_optional:
        hint = "Номер счёта напечатан в квитанции, букву в нём можно не писать."
    example = portal.settings.account_number_example
    return f"{hint} Например, {example}." if example else hint
