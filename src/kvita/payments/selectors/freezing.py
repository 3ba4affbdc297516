"""What a bank is told of an order: bank details and positions of the receipt as they were on its day, its numbers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from kvita.accounts.models import BillingAccount
from kvita.billing.selectors import HOUSING, paid_for
from kvita.calc.money import ZERO, Money
from kvita.core.wording import say_month
from kvita.housing.enums import ReceiptMethod, ReceiptSubject
from kvita.housing.models import OrganizationSettings, Payee
from kvita.payments.models import PaymentAttempt, PaymentOrder
from kvita.payments.ports import PayeeDetails, ReceiptLine, StatusQuery
from kvita.tariffs.models import Service

if TYPE_CHECKING:
    from kvita.payments.services.orders import PaymentWish

LONGEST_RECEIPT: Final = 80  # positions; YooKassa takes no more
TITLE_LENGTH: Final = 128
HOUSING_SERVICES: Final = "Жилищно-коммунальные услуги"
_DETAILS: Final = tuple(PayeeDetails.__dataclass_fields__)


def freeze_payee(payee: Payee) -> dict[str, str]:
    """Return the bank details as they are now; a later change of the payee leaves old orders alone."""
    return {name: getattr(payee, name) for name in _DETAILS}


def frozen_payee(order: PaymentOrder) -> PayeeDetails:
    """Return the bank details of the order's day."""
    return PayeeDetails(**{name: order.payee_details.get(name, "") for name in _DETAILS})


def receipt_of(account: BillingAccount, wish: "PaymentWish", commission: Money) -> list[dict[str, Any]]:
    """Return the positions of the receipt of 54-ФЗ, or none when the organisation makes its receipts elsewhere.

    The positions sum up to what the payer is charged: chosen services one by one, else one for the month; the
    commission is a service of its own.
    """
    settings = account.organization.settings
    if not settings.receipts_enabled:
        return []
    names = dict(Service.objects.filter(pk__in=[key for key, _ in wish.split]).values_list("pk", "name"))
    month = say_month(wish.month)
    parts = [(f"{names[key]}, {month}", part) for key, part in wish.split if key in names]
    if Money.total(part for _, part in parts) != wish.amount or len(parts) >= LONGEST_RECEIPT:
        parts = [(_whole(account, wish.payee, [key for key, _ in wish.split], wish.month), wish.amount)]
    lines = [_line(title, part, settings) for title, part in parts]
    if commission > ZERO:
        fee = _line("Комиссия за приём платежа", commission, settings)
        lines.append(fee | {"subject": ReceiptSubject.SERVICE, "method": ReceiptMethod.FULL_PAYMENT})
    return lines


def frozen_receipt(order: PaymentOrder) -> tuple[ReceiptLine, ...]:
    """Return the positions of the order's receipt."""
    return tuple(ReceiptLine(**(line | {"amount": Money(line["amount"])})) for line in order.receipt)


def refund_receipt(order: PaymentOrder, total: Money) -> tuple[ReceiptLine, ...]:
    """Return the positions of the receipt for money given back: the same ones for all of it, one for a part."""
    lines = frozen_receipt(order)
    if not lines or Money.total(line.amount for line in lines) == total:
        return lines
    title = _whole(order.account, order.payee, [key for key, _ in order.split], order.month)[:TITLE_LENGTH]
    return (replace(lines[0], title=title, amount=total),)


def _whole(account: BillingAccount, payee: Payee, split: Iterable[int], month: dt.date) -> str:
    """Return the title of a single position for all that is paid."""
    purpose = paid_for(account, payee, split)
    return f"{HOUSING_SERVICES if purpose == HOUSING else purpose}, {say_month(month)}"


def _line(title: str, amount: Money, settings: OrganizationSettings) -> dict[str, Any]:
    return {
        "title": title[:TITLE_LENGTH],
        "amount": amount.kopecks,
        "vat": settings.receipt_vat_code,
        "subject": settings.receipt_subject,
        "method": settings.receipt_method,
    }


def status_query(attempt: PaymentAttempt, now: dt.datetime) -> StatusQuery:
    """Return the question about an attempt."""
    reference = attempt.provider_reference or ""
    return StatusQuery(str(attempt.public_id), reference, now, started_at=attempt.created_at)
