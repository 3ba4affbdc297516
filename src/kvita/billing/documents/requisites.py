"""Where the money goes: requisites of payees and the payment QR of GOST R 56042."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence

import segno

from kvita.accounts.models import BillingAccount
from kvita.billing.models import StatementLine
from kvita.billing.selectors import paid_for, payable_by_payee, read_purposes
from kvita.calc.money import ZERO, Money
from kvita.calc.payment_qr import (
    PaymentDetails,
    PaymentQRError,
    QREncoding,
    amount_field,
    build_payment_qr,
    period_field,
)
from kvita.calc.period import Month
from kvita.core.wording import say_month, say_rubles
from kvita.documents.bill import Payee as PrintedPayee
from kvita.documents.notice import Notice
from kvita.documents.rendering import qr
from kvita.housing.models import Payee

# UTF-8 first: phones read it best. cp1251 takes half the bytes where names are too long for it.
_ENCODINGS: tuple[QREncoding, ...] = ("utf-8", "cp1251")


def payment_qr(account: BillingAccount, payee: Payee, *, amount: Money, month: Month) -> bytes:
    """Return the payment QR, b"" when the bank details do not make one. Without a sum the payer types it."""
    fields = [
        amount_field(amount) if amount > ZERO else ("", ""),
        ("Purpose", payment_purpose(account, payee, month)),
        ("PayeeINN", payee.inn),
        ("KPP", payee.kpp),
        ("PersAcc", account.payment_code),
        period_field(month),
    ]
    details = PaymentDetails(
        name=payee.name,
        personal_acc=payee.settlement_account,
        bank_name=payee.bank_name,
        bic=payee.bic,
        corresp_acc=payee.correspondent_account or "0",
        fields=tuple((key, value) for key, value in fields if value),
    )
    for encoding in _ENCODINGS:
        try:
            return build_payment_qr(details, encoding=encoding)
        except PaymentQRError:
            continue
    return b""


def payment_slip(account: BillingAccount, payee: Payee, *, amount: Money, month: Month, created_on: dt.date) -> Notice:
    """Return the sheet with which a payee is paid at any bank: requisites, sum, the payment QR."""
    purpose = payment_purpose(account, payee, month)
    return Notice(
        title="Реквизиты для оплаты",
        subtitle=f"{account.premise.address}, лицевой счёт {account.full_number}",
        issuer=(account.organization.name,),
        total=("К оплате", say_rubles(amount)) if amount > ZERO else ("", ""),
        rows=(
            ("Получатель", payee.name),
            ("ИНН", payee.inn),
            ("КПП", payee.kpp),
            ("Расчётный счёт", payee.settlement_account),
            ("Банк", payee.bank_name),
            ("БИК", payee.bic),
            ("Корреспондентский счёт", payee.correspondent_account),
            ("Платёжный код", account.payment_code),
            ("Назначение платежа", purpose),
        ),
        qr=payment_qr(account, payee, amount=amount, month=month),
        qr_caption="Наведите камеру в приложении банка: сумма и счёт подставятся сами.",
        created_on=created_on,
    )


def payment_purpose(account: BillingAccount, payee: Payee, month: Month) -> str:
    """Return what is written as the purpose of a payment to a payee."""
    return f"{paid_for(account, payee)} за {say_month(month.first_day)}, лицевой счёт {account.full_number}"


def payment_qr_drawing(payload: bytes) -> str:
    """Return the QR as SVG of our own making, or nothing for an empty payload."""
    return qr.svg(payload) if payload else ""


def payment_qr_file(payload: bytes) -> bytes:
    """Return the QR as an SVG file that is readable on any ground: black on white, of a size."""
    drawing = qr.svg(payload)
    ground = '<rect x="-4" y="-5" width="100%" height="100%" fill="#fff"/>'
    return (
        drawing.replace("<svg ", '<svg width="480" height="480" ', 1).replace("><path", f">{ground}<path", 1).encode()
    )


def payment_qr_picture(payload: bytes) -> bytes:
    """Return the QR as a PNG: apps of banks read it from the gallery of the same phone, and no drawing."""
    picture = io.BytesIO()
    segno.make(payload, error="m", mode="byte", micro=False, boost_error=False).save(
        picture, kind="png", scale=10, border=4
    )
    return picture.getvalue()


def printed_payees(
    account: BillingAccount, lines: Sequence[StatementLine], *, payable: Money, month: Month, payees: Iterable[Payee]
) -> tuple[PrintedPayee, ...]:
    """Return who is to be paid how much by this bill, each with a QR; nothing where bank details are missing.

    Services with a payee of their own are paid apart, as long as the parts make the whole; else everything goes to
    the main payee.
    """
    known = {payee.pk: payee for payee in payees}
    main = next((payee for payee in known.values() if payee.is_default), None) or next(iter(known.values()), None)
    if main is None:
        return ()
    parts = payable_by_payee(account, lines, main=main.pk, known=known)
    if Money.total(parts.values()) != payable or not parts:
        parts = {main.pk: payable}
    read_purposes([known[key] for key in parts])
    shown = [_printed(account, known[key], amount, month, alone=len(parts) == 1) for key, amount in parts.items()]
    return tuple(payee for payee in shown if payee.bic and payee.bank_account)


def _printed(account: BillingAccount, payee: Payee, amount: Money, month: Month, *, alone: bool) -> PrintedPayee:
    return PrintedPayee(
        name=payee.name,
        inn=payee.inn,
        kpp=payee.kpp,
        bank_account=payee.settlement_account,
        bank_name=payee.bank_name,
        bic=payee.bic,
        correspondent_account=payee.correspondent_account,
        amount=None if alone else amount,
        qr=payment_qr(account, payee, amount=amount, month=month),
    )
