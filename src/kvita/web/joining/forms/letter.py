"""The form that asks for the letter of confirmation again."""

from collections.abc import Mapping
from typing import Any

from django import forms

from kvita.housing.enums import RegistrationText
from kvita.housing.models import Portal
from kvita.web.joining.forms.fields import email_field


class AgainForm(forms.Form):
    """The address with which somebody has registered."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, portal: Portal) -> None:
        super().__init__(data)
        hint = "Тот адрес, с которым вы регистрировались."
        self.fields["email"] = email_field(portal.settings.registration_text(RegistrationText.EMAIL), help_text=hint)
