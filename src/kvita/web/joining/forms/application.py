"""The forms of an application that has been sent: the code, the answer to a question."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from kvita.core.errors import DomainError
from kvita.housing.enums import RegistrationText
from kvita.housing.models import Portal
from kvita.web.joining.forms.channel import code_field
from kvita.web.joining.forms.claim import phone_field

LONGEST_ANSWER: Final = 1000


class CodeForm(forms.Form):
    """«Код подтверждения» of the SMS."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, portal: Portal) -> None:
        super().__init__(data)
        self.fields["code"] = code_field(portal.settings.registration_text(RegistrationText.CONFIRMATION_CODE))

    def refuse(self, error: DomainError) -> None:
        """Put a refusal at the code."""
        self.add_error("code" if error.code.startswith("code_") else None, error.message)


class PhoneCodeForm(CodeForm):
    """The code with the phone that it was sent to. Which of the two is wrong is not told."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, portal: Portal) -> None:
        super().__init__(data, portal=portal)
        self.fields["phone"] = phone_field(portal.settings, required=True)
        self.fields["phone"].help_text = f"Тот, что вы указали в заявке. Например, {portal.settings.phone_example}."
        self.order_fields(["phone", "code"])

    def refuse(self, error: DomainError) -> None:
        """Say the same whether the phone is unknown, the code wrong or the application not decided yet."""
        if error.code in {"code_wrong", "application_closed"}:
            self.add_error(
                "code", "Код или телефон не подошли, или заявку ещё проверяют. Проверьте и попробуйте снова."
            )
        else:
            super().refuse(error)


class AnswerForm(forms.Form):
    """What the applicant answers to a question of the staff."""

    answer = forms.CharField(
        label="Ваш ответ",
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": str(LONGEST_ANSWER)}),
        error_messages={
            "required": "Напишите ответ.",
            "max_length": f"Слишком длинно: поместится {LONGEST_ANSWER} знаков.",
        },
    )

    @property
    def first_error(self) -> str:
        """What is wrong, in one sentence."""
        return str(self.errors["answer"][0])
