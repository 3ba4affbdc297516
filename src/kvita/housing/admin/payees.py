"""Bank details of a payee, refused where they would not make a payment QR (ГОСТ Р 56042)."""

from typing import Any, Final

from django import forms

from kvita.calc.payment_qr import PaymentDetails, PaymentQRError, QRErrorCode, build_payment_qr
from kvita.housing.models import Payee

_FIELDS: Final = {
    "Name": "name",
    "PersonalAcc": "settlement_account",
    "BankName": "bank_name",
    "BIC": "bic",
    "CorrespAcc": "correspondent_account",
    "PayeeINN": "inn",
    "KPP": "kpp",
}

_TOLD: Final = {
    QRErrorCode.EMPTY: "Заполните: без этого нет кода для оплаты.",
    QRErrorCode.TOO_LONG: "Не больше {limit} знаков, а здесь {actual}: иначе кода для оплаты не будет. Сократите.",
    QRErrorCode.NOT_DIGITS: "Здесь могут быть только цифры.",
    QRErrorCode.WRONG_LENGTH: "Цифр {actual}, а должно быть {limit}.",
    QRErrorCode.REQUIRED_TOO_LONG: "Названия получателя и банка вместе слишком длинные для кода. Сократите их.",
    QRErrorCode.CONTROL_CHARACTER: "В тексте есть невидимые знаки. Наберите его заново.",
    QRErrorCode.NOT_ENCODABLE: "В тексте есть знак, которого не знают банки. Оставьте буквы, цифры и знаки препинания.",
}
_OTHERWISE: Final = "Из этих реквизитов не получается код для оплаты. Проверьте их."


class PayeeForm(forms.ModelForm[Payee]):
    """All details are given, or none: half of them make neither a code nor a payment order."""

    def clean(self) -> dict[str, Any]:
        """Build the QR and tell at the field what keeps it from being built."""
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("settlement_account", "bic", "bank_name")):
            return cleaned
        extra = (("PayeeINN", cleaned.get("inn", "")), ("KPP", cleaned.get("kpp", "")))
        details = PaymentDetails(
            name=cleaned.get("name", ""),
            personal_acc=cleaned.get("settlement_account", ""),
            bank_name=cleaned.get("bank_name", ""),
            bic=cleaned.get("bic", ""),
            corresp_acc=cleaned.get("correspondent_account", "") or "0",
            fields=tuple((key, value) for key, value in extra if value),
        )
        try:
            build_payment_qr(details, encoding="cp1251")
        except PaymentQRError as error:
            self.add_error(_FIELDS.get(error.field), told(error))
        return cleaned


def told(error: PaymentQRError) -> str:
    """Return what is wrong with the details and what to do, in Russian."""
    return _TOLD.get(error.code, _OTHERWISE).format(limit=error.limit, actual=error.actual)
