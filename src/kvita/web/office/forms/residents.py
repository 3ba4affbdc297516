"""What the office does for a resident: another e-mail, the end of a lock."""

from collections.abc import Mapping
from typing import Any, Final

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


class LiftForm(forms.Form):
    """Why a lock is lifted; one form for each resident on the page."""

    reason = forms.CharField(
        label="Почему снимаете",
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": LONGEST_REASON}),
        error_messages={
            "required": "Напишите, почему снимаете: запись останется в журнале",
            "max_length": f"Не длиннее {LONGEST_REASON} знаков",
            "null_characters_not_allowed": "В поле попали невидимые знаки. Сотрите всё и наберите заново",
        },
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, user_id: int) -> None:
        self.user_id = user_id
        super().__init__(data, auto_id=f"id_%s_{user_id}")
