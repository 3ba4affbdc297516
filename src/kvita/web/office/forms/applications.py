"""The decision about an application."""

from typing import Any, Final

from django import forms

from kvita.accounts.enums import Decision
from kvita.accounts.selectors import Examined
from kvita.core.errors import DomainError

LONGEST: Final = 1000
# At which field a refusal of the service stands.
_FIELDS: Final = {"account_missing": "account_number", "contact_missing": "decision", "email_taken": "decision"}


class DecisionForm(forms.Form):
    """Approve, ask the resident, or reject with a reason."""

    decision = forms.ChoiceField(
        choices=Decision.choices,
        error_messages={"required": "Выберите решение", "invalid_choice": "Выберите решение"},
    )
    account_number = forms.CharField(
        label="Лицевой счёт в базе",
        required=False,
        max_length=40,
        error_messages={"max_length": "Номер счёта короче 40 знаков"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    write_name = forms.BooleanField(required=False)
    write_phone = forms.BooleanField(required=False)
    question = forms.CharField(
        label="Что уточнить",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
    )
    reason = forms.CharField(
        label="Причина",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
    )

    def __init__(self, examined: Examined, *args: Any, **kwargs: Any) -> None:
        if examined.fully_agrees:  # whatever else is for a person to say
            kwargs.setdefault("initial", {"decision": Decision.APPROVE})
        super().__init__(*args, **kwargs)
        if examined.account is not None:
            del self.fields["account_number"]
        if examined.name_agrees:
            del self.fields["write_name"]
        if examined.phone_agrees:
            del self.fields["write_phone"]

    @property
    def chosen(self) -> str:
        """The decision that is marked on the page."""
        return str(self["decision"].value() or "")

    def refuse(self, error: DomainError) -> None:
        """Show at its field what the service has refused."""
        name = _FIELDS.get(error.code)
        if error.code in {"reason_missing", "reason_long"}:
            name = "question" if self.cleaned_data["decision"] == Decision.CLARIFY else "reason"
        self.add_error(name if name in self.fields else None, error.message)
