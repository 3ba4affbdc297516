"""The confirmation of a payment: as a printed sheet, and as the text of a letter."""

import datetime as dt
from typing import Final

from kvita.core.wording import say_day, say_month, say_rubles
from kvita.documents.notice import Notice
from kvita.housing.enums import PayerField
from kvita.payments.enums import PaymentSource
from kvita.payments.models import Payment

CONFIRMATION: Final = "payment-confirmation"
"""Names the document in the outbox: `payment-confirmation:17` goes with the letter of payment 17."""


def confirmation(payment: Payment, *, created_on: dt.date) -> Notice:
    """Return the confirmation of an accepted payment, as a resident may show it.

    The account has its organisation and premise selected, an online payment its attempt with order and payee.
    """
    organization = payment.account.organization
    contacts = ", ".join(part for part in (organization.address, organization.phone) if part)
    returned = payment.given_back
    label, amount = ("Возвращено со счёта", returned) if returned else ("Зачислено на счёт", payment.amount)
    return Notice(
        title="Подтверждение возврата" if returned else "Подтверждение платежа",
        subtitle=f"Лицевой счёт {payment.account.full_number}, {payment.account.premise.address}",
        issuer=(organization.name, f"ИНН {organization.inn}" if organization.inn else "", contacts),
        total=(label, say_rubles(amount)),
        rows=confirmation_rows(payment),
        notes=(f"Запись есть на лицевом счёте. Организация: {organization}.",),
        created_on=created_on,
    )


def confirmation_rows(payment: Payment) -> tuple[tuple[str, str], ...]:
    """Return what is known of a payment, label and value; empty values are not known."""
    attempt = payment.attempt if payment.source == PaymentSource.ONLINE else None
    order = attempt.order if attempt is not None else None
    posted_on, for_month = payment.posted_on, payment.for_month
    return (
        ("Дата платежа", say_day(payment.paid_on)),
        ("Дата учёта", say_day(posted_on) if posted_on else "ещё не учтён"),
        ("За какой месяц", say_month(for_month) if for_month else ""),
        ("Расчётный месяц", say_month(payment.accounting_month)),
        ("Место платежа", payment.place),
        ("Плательщик", payer_of(payment)),
        ("Получатель", order.payee.name if order is not None else ""),
        ("Комиссия", say_rubles(order.commission) if order is not None and order.commission else ""),
        ("Списано с карты", say_rubles(attempt.total) if order is not None and attempt and order.commission else ""),
        ("Номер операции у банка", (attempt.provider_reference or "") if attempt is not None else ""),
        ("Номер платежа", str(payment.pk)),
    )


def payer_of(payment: Payment) -> str:
    """Return who paid, as the payer told it (D19), else the user who paid in the cabinet; "" where nobody knows."""
    attempt = payment.attempt or (payment.refund.attempt if payment.refund is not None else None)
    if attempt is None:
        return ""
    told = attempt.order.payer
    names = (PayerField.SURNAME, PayerField.GIVEN_NAME, PayerField.PATRONYMIC)
    name = " ".join(filter(None, (told.get(name, "") for name in names)))
    return name or (attempt.order.user.name if attempt.order.user is not None else "")


def confirmation_letter(payment: Payment, *, link: str) -> tuple[str, str]:
    """Return subject and text of the letter that confirms a payment; `link` leads to it in the cabinet."""
    account = payment.account
    lines = [
        f"Подтверждаем платёж: {say_rubles(payment.amount)}.",
        f"Лицевой счёт {account.full_number}, {account.premise.address}.",
        *(f"{label}: {value}." for label, value in confirmation_rows(payment) if value),
        f"Этот платёж в кабинете: {link}",
        f"{account.organization.name}.",
    ]
    return f"Подтверждение платежа {say_rubles(payment.amount)}", "\n".join(lines)


def confirmation_file_name(payment: Payment) -> str:
    """Return `Платёж 1537 от 01.10.2019.pdf`."""
    return f"Платёж {payment.pk} от {payment.paid_on:%d.%m.%Y}.pdf"
