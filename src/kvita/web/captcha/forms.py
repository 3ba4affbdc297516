"""The digits in a form: the picture, its voice, the field, and the button for another picture.

A form that asks for it derives from `CaptchaForm` and says in its constructor whether it asks. The template writes
`{% captcha form %}`; the button «Показать другую картинку» in it sends the form with `refresh_captcha`, and the view,
when `wants_new_picture(request.POST)`, draws the form again with `form.kept()`: everything typed stays, nothing is
complained about.
"""

import secrets
from typing import Any, Final, Self

from captcha.fields import CaptchaField, CaptchaTextInput
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import now as time_of_the_library

from kvita.housing.enums import CaptchaMode
from kvita.housing.models import Portal
from kvita.identity.services import use_picture_up

DIGITS: Final = 5
REFRESH: Final = "refresh_captcha"
WRONG: Final = "Цифры не совпали. Впишите цифры с новой картинки или прослушайте новый код."


def digits() -> tuple[str, str]:
    """Return what the picture shows and what is the right answer: digits need no other keyboard layout."""
    challenge = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    return challenge, challenge


def is_captcha_asked(portal: Portal, *, failures: int, open_form: bool) -> bool:
    """Tell whether the portal asks for the picture now (D7).

    `open_form` is a form that anybody may send (registration, recovery): there «всегда» means always. A sign-in asks
    only after failures.
    """
    settings = portal.settings
    if settings.captcha_mode == CaptchaMode.NEVER:
        return False
    if settings.captcha_mode == CaptchaMode.ALWAYS and open_form:
        return True
    return failures >= settings.captcha_after_failures


def wants_new_picture(data: QueryDict) -> bool:
    """Tell whether the form was sent by the button that asks for another picture."""
    return REFRESH in data


class PictureInput(CaptchaTextInput):
    """The picture, its voice, the button for another one and the field for the digits."""

    template_name = "ui/parts/captcha_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template draws; nobody fills the hidden key in, so nothing is demanded of it."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        hidden = context["widget"]["subwidgets"][0]["attrs"]
        for attribute in ("required", "class", "inputmode", "maxlength", "aria-describedby"):
            hidden.pop(attribute, None)
        return context

    def audio_url(self) -> str:
        """Return where the digits are spoken: not by the library, whose voice is English and a program apart."""
        return reverse("captcha-audio", args=[self._key])


class PictureField(CaptchaField):
    """The digits: a challenge answers once, however many ask at the same moment, and a wrong answer uses it up too."""

    def clean(self, value: Any) -> Any:
        """Take the challenge away: only who has taken it away was right."""
        forms.MultiValueField.clean(self, value)
        answer, value[1] = value[1] or "", ""  # never written back into the page
        if not use_picture_up(key=value[0], answer=answer, now=time_of_the_library()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return value


class CaptchaForm(forms.Form):
    """A form that may ask for the digits of a picture, in its field `captcha`."""

    captcha = PictureField(
        label="Цифры с картинки",
        widget=PictureInput(attrs={"class": "input input--short num", "inputmode": "numeric", "maxlength": "10"}),
        error_messages={"required": "Впишите цифры с картинки", "invalid": WRONG},
    )

    def __init__(self, *args: Any, asks_captcha: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "captcha"), "captcha"])
        if not asks_captcha:
            del self.fields["captcha"]

    def kept(self) -> Self:
        """Return this form as it was typed, without complaints and with a new picture; passwords are not kept."""
        self.initial = {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
            if name != "captcha" and not isinstance(field.widget, forms.PasswordInput)
        }
        self.is_bound = False
        return self
