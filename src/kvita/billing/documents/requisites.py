"""Where the money goes: requisites of payees and the payment QR of GOST R 56042."""

from collections.abc import Iterable, Sequence

from kvita.accounts.models import BillingAccount
from kvita.billing.models import StatementLine
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
from kvita.core.wording import say_month
from kvita.documents.bill import Payee as PrintedPayee
from kvita.documents.rendering import qr
from kvita.housing.models import Payee

# UTF-8 first: phones read it best. cp1251 takes half the bytes where names are too long for it.
_ENCODINGS: tuple[QREncoding, ...] = ("utf-8", "cp1251")


def payment_qr(account: BillingAccount, payee: Payee, *, amount: Money, month: Month) -> bytes:
    """Return the payment QR, b"" when the bank details do not make one. Without a sum the payer types it."""
    fields = [
        amount_field(amount) if amount > ZERO else ("", ""),
        ("Purpose", f"ЖКУ за {say_month(month.first_day)}, лицевой счёт {account.full_number}"),
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


def payment_qr_drawing(payload: bytes) -> str:
    """Return the QR as SVG of our own making, or nothing for an empty payload."""
    return qr.svg(payload) if payload else ""


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
    parts = _parts(lines, main, known, netted=account.organization.settings.netting_between_services)
    if Money.total(parts.values()) != payable or not parts:
        parts = {main.pk: payable}
    shown = [_printed(account, known[key], amount, month, alone=len(parts) == 1) for key, amount in parts.items()]
    return tuple(payee for payee in shown if payee.bic and payee.bank_account)


def _parts(lines: Sequence[StatementLine], main: Payee, known: dict[int, Payee], *, netted: bool) -> dict[int, Money]:
    parts: dict[int, Money] = {}
    for line in lines:
        own = line.service.payee_id
        key = own if own in known else main.pk
        parts[key] = parts.get(key, ZERO) + (line.closing if netted else max(ZERO, line.closing))
    return {key: amount for key, amount in parts.items() if amount > ZERO}


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
