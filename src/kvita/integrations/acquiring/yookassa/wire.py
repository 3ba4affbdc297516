"""What goes over the wire: our values as ЮKassa's JSON, and its JSON as our values."""

import datetime as dt
from typing import Any, Final, TypeVar

from kvita.calc.money import ZERO, Money
from kvita.housing.enums import VatCode
from kvita.integrations.acquiring.calling import LONGEST_NUMBER, LONGEST_WORD, read_part, read_text, unreadable
from kvita.integrations.acquiring.yookassa.bills import payment_order
from kvita.payments.enums import FailureReason
from kvita.payments.ports import (
    CURRENCY,
    ListedPayment,
    ProviderState,
    ProviderStatus,
    ReceiptLine,
    RefundProgress,
    RefundStatus,
    RefundWish,
    StartPayment,
)

T = TypeVar("T")
Json = dict[str, Any]

DESCRIPTION_LENGTH: Final = 128
REASON_LENGTH: Final = 250
OURS: Final = "attempt_id"
OUR_REFUND: Final = "refund_id"

# Tag 1199 of 54-ФЗ in the numbers of the API.
VAT_CODES: Final = {
    VatCode.NONE: 1,
    VatCode.VAT_0: 2,
    VatCode.VAT_10: 3,
    VatCode.VAT_20: 4,
    VatCode.VAT_10_110: 5,
    VatCode.VAT_20_120: 6,
    VatCode.VAT_5: 7,
    VatCode.VAT_7: 8,
    VatCode.VAT_5_105: 9,
    VatCode.VAT_7_107: 10,
    VatCode.VAT_22: 11,
    VatCode.VAT_22_122: 12,
}
_STATES: Final = {
    "pending": ProviderState.PENDING,
    "waiting_for_capture": ProviderState.PENDING,
    "succeeded": ProviderState.PAID,
    "canceled": ProviderState.DECLINED,
}
_EXPIRED: Final = ("expired_on_confirmation", "expired_on_capture", "internal_timeout")
_REASONS: Final = {
    "insufficient_funds": FailureReason.INSUFFICIENT_FUNDS,
    "3d_secure_failed": FailureReason.WRONG_CODE,
    "canceled_by_merchant": FailureReason.CANCELED,
    "expired_on_confirmation": FailureReason.EXPIRED,
    "expired_on_capture": FailureReason.EXPIRED,
    "internal_timeout": FailureReason.EXPIRED,
    **dict.fromkeys(
        (
            *("call_issuer", "card_expired", "country_forbidden", "general_decline", "invalid_card_number"),
            *("invalid_csc", "payment_method_limit_exceeded", "payment_method_restricted", "fraud_suspected"),
        ),
        FailureReason.CARD_REFUSED,
    ),
}
_PROGRESS: Final = {
    "pending": RefundProgress.PENDING,
    "succeeded": RefundProgress.DONE,
    "canceled": RefundProgress.DECLINED,
}


def payment_body(payment: StartPayment, *, with_bill: bool = False) -> Json:
    """Return the body of POST /payments: taken at once, on the bank's page, with our number in the metadata.

    `with_bill` adds the payment order that ЮKassa reports to ГИС ЖКХ.
    """
    body: Json = {
        "amount": _amount(payment.total),
        "capture": True,
        "confirmation": {"type": "redirect", "return_url": payment.return_url},
        "description": payment.description[:DESCRIPTION_LENGTH],
        "metadata": {OURS: payment.attempt_id},
    }
    if payment.receipt and payment.email:
        body["receipt"] = _receipt(payment.receipt, email=payment.email, name=payment.payer_name)
    if with_bill and (order := payment_order(payment)):
        body["payment_order"] = order
    return body


def refund_body(wish: RefundWish) -> Json:
    """Return the body of POST /refunds."""
    body: Json = {
        "payment_id": wish.payment_reference,
        "amount": _amount(wish.total),
        "description": wish.reason[:REASON_LENGTH],
        "metadata": {OUR_REFUND: wish.refund_id},
    }
    if wish.receipt and wish.email:
        body["receipt"] = _receipt(wish.receipt, email=wish.email, name="")
    return body


def payment_status(payment: Json) -> ProviderStatus:
    """Read a payment. Raises `ProviderError` "unreadable": a state or a sum that we do not know is no answer."""
    state = _known(_STATES, payment.get("status"))
    if state is ProviderState.PAID and payment.get("paid") is False:
        state = ProviderState.PENDING
    reason = _reason(payment)
    if state is ProviderState.DECLINED and reason in _EXPIRED:
        state = ProviderState.EXPIRED
    total, currency = _sum(payment)
    return ProviderStatus(
        state,
        reference=number_of(payment),
        total=total,
        currency=currency,
        failure_code=_REASONS.get(reason, FailureReason.OTHER) if reason else "",
        paid_at=_moment(payment.get("captured_at")),
    )


def listed_payment(payment: Json) -> ListedPayment:
    """Read a line of the list."""
    status = payment_status(payment)
    created_at = _moment(payment.get("created_at"))
    if created_at is None or status.total is None:
        raise unreadable()
    refunded = payment.get("refunded_amount")
    return ListedPayment(
        reference=status.reference,
        attempt_id=attempt_of(payment),
        state=status.state,
        total=status.total,
        created_at=created_at,
        refunded=_sum({"amount": refunded})[0] if refunded else ZERO,
        currency=status.currency,
    )


def refund_status(refund: Json) -> RefundStatus:
    """Read a refund."""
    total, currency = _sum(refund)
    return RefundStatus(
        _known(_PROGRESS, refund.get("status")),
        reference=number_of(refund),
        total=total,
        currency=currency,
        failure_code=_reason(refund),
    )


def attempt_of(payment: Json) -> str:
    """Return our own number of a payment, "" where there is none."""
    return read_text(read_part(payment, "metadata").get(OURS), longest=LONGEST_NUMBER)


def refund_of(refund: Json) -> str:
    """Return our own number of a refund, "" where there is none."""
    return read_text(read_part(refund, "metadata").get(OUR_REFUND), longest=LONGEST_NUMBER)


def number_of(thing: Json) -> str:
    """Return the bank's own number of a payment or a refund, "" where there is none."""
    return read_text(thing.get("id"), longest=LONGEST_NUMBER)


def moment(value: dt.datetime) -> str:
    """Return a moment as the API writes it."""
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _amount(total: Money) -> Json:
    return {"value": f"{total.rubles}", "currency": CURRENCY}


def _receipt(lines: tuple[ReceiptLine, ...], *, email: str, name: str) -> Json:
    customer = {"email": email} | ({"full_name": name} if name else {})
    return {
        "customer": customer,
        "items": [
            {
                "description": line.title,
                "quantity": "1",
                "amount": _amount(line.amount),
                "vat_code": VAT_CODES[VatCode(line.vat)],
                "payment_subject": line.subject.lower(),
                "payment_mode": line.method.lower(),
            }
            for line in lines
        ],
    }


def _reason(thing: Json) -> str:
    return read_text(read_part(thing, "cancellation_details").get("reason"), longest=LONGEST_WORD)


def _sum(thing: Json) -> tuple[Money, str]:
    amount = read_part(thing, "amount")
    currency = read_text(amount.get("currency"), longest=LONGEST_WORD)
    try:
        return Money.from_rubles(read_text(amount.get("value"), longest=LONGEST_WORD)), currency
    except ValueError:
        raise unreadable() from None


def _moment(value: object) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _known(table: dict[str, T], word: object) -> T:
    found = table.get(str(word))
    if found is None:
        raise unreadable()
    return found
