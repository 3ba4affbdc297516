"""The e-mail of a resident, changed at the office."""

from typing import Final

from django import forms

LONGEST_REASON: Final = 500


class EmailForm(forms.Form):
    """The new address, and by what papers it is changed."""

    email = forms.EmailField(
        label="Новая почта",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={
            "required": "Напишите новую почту",
            "invalid": "В адресе почты ошибка. Он выглядит так: ivanova@mail.ru",
            "max_length": "Адрес почты длиннее 254 знаков",
        },
    )
    reason = forms.CharField(
        label="По каким документам",
        help_text="Например: паспорт, выписка ЕГРН на квартиру. Запись останется в журнале.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_REASON}),
        error_messages={
            "required": "Напишите, какие документы вы проверили",
            "max_length": f"Не длиннее {LONGEST_REASON} знаков",
        },
    )
