"""The quick question before the sign-in."""

from typing import Any, Final

from django import forms

from kvita.web.joining.forms.fields import LineField, tidy_text

LONGEST_QUESTION: Final = 2000


class FeedbackForm(forms.Form):
    """A question, with where to answer it. `website` is a trap: people do not see it, programs fill it in."""

    prefix = "question"
    contact = LineField(
        label="Телефон или e-mail для ответа",
        longest=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )
    name = LineField(
        label="Как к вам обращаться",
        required=False,
        help_text="Можно не заполнять.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    text = forms.CharField(
        label="Ваш вопрос",
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input input--low"}),
        error_messages={
            "required": "Напишите, что случилось или что вы хотите узнать.",
            "max_length": f"Слишком длинно: поместится {LONGEST_QUESTION} знаков.",
        },
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_contact(self) -> str:
        """Ask for something that can be answered: an e-mail or at least the digits of a phone."""
        contact: str = self.cleaned_data["contact"]
        digits = sum(sign.isdigit() for sign in contact)
        if "@" not in contact and digits < 5:
            raise forms.ValidationError("Напишите телефон или адрес почты, иначе мы не сможем ответить.")
        return contact

    def clean_text(self) -> str:
        """Keep the lines, refuse control characters."""
        return tidy_text(self.cleaned_data["text"])

    @property
    def is_trapped(self) -> bool:
        """Whether a program has filled in what people do not see."""
        return bool(self.data.get(self.add_prefix("website")))

    @property
    def question(self) -> dict[str, Any]:
        """What was typed, of a valid form."""
        return {name: self.cleaned_data[name] for name in ("contact", "name", "text")}
