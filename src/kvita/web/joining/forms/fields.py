"""Fields for what people type from a bill: forgiving about spaces and invisible signs, clear about the rest."""

import re
import unicodedata
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from kvita.core.phones import LONGEST
from kvita.core.wording import counted

LONGEST_EMAIL: Final = 254
LONGEST_PASSWORD: Final = 256
NAME: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’ʼ-])*")
NUMBER: Final = re.compile(r"№? ?[0-9A-Za-zА-Яа-яЁё /.-]*[0-9][0-9A-Za-zА-Яа-яЁё /.-]*")
PREMISE: Final = re.compile(r"№? ?[0-9A-Za-zА-Яа-яЁё /.,-]+")
CODE: Final = re.compile(r"[0-9A-Za-zА-Яа-яЁё -]+")
INVISIBLE: Final = "В поле попали невидимые знаки. Сотрите всё и наберите заново."


class LineField(forms.CharField):
    """One line of text; `signs` is what the whole of it has to look like, `wrong` what to do otherwise.

    Spaces of every kind become plain ones, signs without width (they come with copying) go away; control characters are
    refused.
    """

    def __init__(
        self, *, longest: int = 100, signs: re.Pattern[str] | None = None, wrong: str = "", **kwargs: Any
    ) -> None:
        self.longest, self.signs, self.wrong = longest, signs, wrong
        super().__init__(**kwargs)
        self.error_messages["required"] = f"Заполните поле «{self.label}»."
        self.widget.attrs.setdefault("maxlength", str(longest))

    def to_python(self, value: Any) -> str:
        """Tidy the text, and refuse what no bill shows."""
        text = tidy(str(value)) if value not in self.empty_values else ""
        if not text:
            return ""
        if len(text) > self.longest:
            raise ValidationError(f"Слишком длинно: поместится {self.longest} знаков.", code="max_length")
        if any(unicodedata.category(sign) == "Cc" for sign in text):
            raise ValidationError(INVISIBLE, code="control")
        if self.signs is not None and not self.signs.fullmatch(text):
            raise ValidationError(self.wrong, code="invalid")
        return text


class NumberField(LineField):
    """The number of an account as it is printed; `digits` is how many it has (D10), None when that differs.

    Only the form of what was typed is looked at, so the answer is the same for every number. Zeros too many in front
    do not count: old bills are padded with them.
    """

    def __init__(self, *, digits: int | None = None, **kwargs: Any) -> None:
        self.digits = digits
        super().__init__(longest=30, signs=NUMBER, **kwargs)

    def to_python(self, value: Any) -> str:
        """Tidy the text, and count its digits."""
        text = super().to_python(value)
        typed = "".join(sign for sign in text if sign.isdecimal())
        if not text or self.digits is None or len(typed.lstrip("0")) <= self.digits <= len(typed):
            return text
        has = counted(self.digits, "цифра", "цифры", "цифр")
        advice = "Перепишите номер из квитанции целиком."
        raise ValidationError(f"В номере {has}, а у вас {len(typed)}. {advice}", code="digits")


def tidy(text: str) -> str:
    """Return the text in composed form, with plain single spaces and without signs that have no width."""
    composed = unicodedata.normalize("NFC", text)
    seen = (sign for sign in composed if unicodedata.category(sign) != "Cf")
    return re.sub(r"[^\S\x1c-\x1f]+", " ", "".join(seen)).strip()


class AddressField(forms.EmailField):
    """An e-mail address; of one that is far too long nothing else is said."""

    def run_validators(self, value: Any) -> None:
        """Look at the length first."""
        if isinstance(value, str) and len(value) > LONGEST_EMAIL:
            raise ValidationError(self.error_messages["max_length"], code="max_length")
        super().run_validators(value)


def email_field(label: str, **kwargs: Any) -> forms.EmailField:
    """Return the field of an e-mail address."""
    return AddressField(
        label=label,
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={
            "required": f"Заполните поле «{label}».",
            "invalid": "Проверьте адрес, в нём должны быть «@» и точка: name@example.ru.",
            "max_length": f"Адрес слишком длинный: поместится {LONGEST_EMAIL} знака.",
            "null_characters_not_allowed": INVISIBLE,
        },
        **kwargs,
    )


def password_field(label: str, *, autocomplete: str = "new-password", **kwargs: Any) -> forms.CharField:
    """Return the field of a password: nothing is cut off it, and it is never written back into the page."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={
            "required": f"Заполните поле «{label}».",
            "max_length": f"Пароль не длиннее {LONGEST_PASSWORD} знаков.",
            "null_characters_not_allowed": INVISIBLE,
        },
        **kwargs,
    )


PHONE_ATTRIBUTES: Final = {"type": "tel", "inputmode": "tel", "autocomplete": "tel", "maxlength": str(LONGEST)}


def tidy_text(text: str) -> str:
    """Return several lines of text in composed form; control characters other than line breaks are refused."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in composed):
        raise ValidationError(INVISIBLE, code="control")
    return composed.strip()
