"""The choice of how to confirm a registration, with the phone and the code of the SMS."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from kvita.core.errors import DomainError
from kvita.housing.enums import ConfirmationChannel, RegistrationText
from kvita.housing.models import Portal
from kvita.web.joining.drafts import PhoneDraft
from kvita.web.joining.forms.claim import phone_field
from kvita.web.joining.forms.fields import LineField

SEND, CHECK = "send", "check"
CODE_FIRST: Final = "Нажмите «Отправить смс», введите код из сообщения и нажмите «ОК»."
WORDS: Final = {
    ConfirmationChannel.EMAIL_LINK: "По электронной почте",
    ConfirmationChannel.SMS_CODE: "По SMS",
}


class ChannelForm(forms.Form):
    """How to confirm; `draft` is the phone to which a code was sent, `act` the button that was pressed."""

    channel = forms.ChoiceField(
        label="Как подтвердить регистрацию",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Выберите, как подтвердить регистрацию.",
            "invalid_choice": "Выберите один из вариантов.",
        },
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        portal: Portal,
        draft: PhoneDraft | None = None,
        act: str = "",
    ) -> None:
        super().__init__(data)
        self.portal, self.draft, self.act = portal, draft, act
        settings = portal.settings
        channels = [ConfirmationChannel(one) for one in settings.confirmation_channels]
        field = self.fields["channel"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.value, WORDS[one]) for one in channels]
        field.initial, field.required = channels[0].value, not act
        by_sms = bool(act) or self.chosen == ConfirmationChannel.SMS_CODE
        self.fields["phone"] = phone_field(settings, required=by_sms, optional_hint=False)
        self.fields["phone"].help_text = f"На него придёт SMS с кодом. Например, {settings.phone_example}."
        self.fields["phone"].initial = draft.phone if draft else ""
        label = settings.registration_text(RegistrationText.CONFIRMATION_CODE)
        self.fields["code"] = code_field(label, required=act == CHECK)

    @property
    def chosen(self) -> str:
        """The channel that is marked."""
        channels = self.portal.settings.confirmation_channels
        return str(self.data.get("channel") or (ConfirmationChannel.SMS_CODE if self.act else channels[0]))

    @property
    def is_choice(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.portal.settings.confirmation_channels) > 1

    @property
    def typed_phone(self) -> str:
        """The phone of a valid form, in stored form."""
        return str(self.cleaned_data.get("phone", ""))

    @property
    def phone(self) -> str:
        """The phone that confirms the registration; empty when the letter does."""
        return self.typed_phone if self.act or self.chosen == ConfirmationChannel.SMS_CODE else ""

    @property
    def is_confirmed(self) -> bool:
        """Whether the code came back for the phone that stands in the form."""
        phone = self.typed_phone if hasattr(self, "cleaned_data") else self.fields["phone"].initial
        return self.draft is not None and self.draft.is_confirmed and self.draft.phone == phone

    def refuse(self, error: DomainError) -> None:
        """Put a refusal at the phone or at the code."""
        about_phone = error.code in {"code_too_soon", "code_limit", "code_none"}
        self.add_error("phone" if about_phone else "code", error.message)


def code_field(label: str, *, required: bool = True) -> LineField:
    """Return the field of a code from an SMS; the phone offers to fill it in."""
    return LineField(
        label=label,
        required=required,
        longest=12,
        help_text="Цифры из SMS.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
