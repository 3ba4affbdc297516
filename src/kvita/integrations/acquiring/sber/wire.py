"""What goes over the wire: our values as form fields, the gateway's JSON as our values.

The recorded answers spell the same key in three ways (`errorCode`, `ErrorCode`, `Amount`, `amount`) and write numbers
as text now and then, so keys are compared without case and numbers are taken from both.
"""

import datetime as dt
import json
import uuid
from typing import Any, Final

from kvita.calc.money import ZERO, Money
from kvita.housing.enums import ReceiptMethod, ReceiptSubject, VatCode
from kvita.integrations.acquiring.calling import (
    LONGEST_NUMBER,
    LONGEST_WORD,
    read_part,
    read_rows,
    read_text,
    unreadable,
)
from kvita.payments.enums import FailureReason
from kvita.payments.ports import (
    CURRENCY,
    ListedPayment,
    ProviderError,
    ProviderState,
    ProviderStatus,
    ReceiptLine,
    StartPayment,
)

Json = dict[str, Any]

RUBLE: Final = "643"
RUBLES: Final = (RUBLE, "810")  # 810 is the rouble's code of old, still told by some gateways
DESCRIPTION_LENGTH: Final = 512

DONE, ALREADY, UNKNOWN_ORDER = 0, 1, 6

# orderStatus: 0 registered, 1 held, 2 deposited, 3 reversed, 4 refunded, 5 at the card's bank, 6 declined.
_STATES: Final = {
    0: ProviderState.PENDING,
    1: ProviderState.PENDING,
    2: ProviderState.PAID,
    3: ProviderState.DECLINED,
    4: ProviderState.PAID,
    5: ProviderState.PENDING,
    6: ProviderState.DECLINED,
}
REFUNDED: Final = 4
_EXPIRED: Final = (-2007, 2007)
_REASONS: Final = {
    -20010: FailureReason.CARD_REFUSED,
    51: FailureReason.INSUFFICIENT_FUNDS,
    116: FailureReason.INSUFFICIENT_FUNDS,
    -2011: FailureReason.WRONG_CODE,
    2003: FailureReason.WRONG_CODE,
    2006: FailureReason.WRONG_CODE,
    -2007: FailureReason.EXPIRED,
    2007: FailureReason.EXPIRED,
    -2006: FailureReason.WRONG_CODE,
    -2000: FailureReason.CARD_REFUSED,
}
# Numbers of the gateway; a rate that is not here is refused before anything is charged.
TAX_TYPES: Final = {
    VatCode.NONE: 0,
    VatCode.VAT_0: 1,
    VatCode.VAT_10: 2,
    VatCode.VAT_10_110: 4,
    VatCode.VAT_20: 6,
    VatCode.VAT_20_120: 7,
}
# Tags 1214 and 1212 of 54-ФЗ by their numbers.
_METHODS: Final = {
    ReceiptMethod.FULL_PREPAYMENT: "1",
    ReceiptMethod.PARTIAL_PREPAYMENT: "2",
    ReceiptMethod.ADVANCE: "3",
    ReceiptMethod.FULL_PAYMENT: "4",
}
_SUBJECTS: Final = {
    ReceiptSubject.COMMODITY: "1",
    ReceiptSubject.SERVICE: "4",
    ReceiptSubject.PAYMENT: "10",
    ReceiptSubject.AGENT_COMMISSION: "11",
    ReceiptSubject.ANOTHER: "13",
}


def order_number(attempt_id: str) -> str:
    """Return our number as the gateway takes it: 32 characters at most."""
    return attempt_id.replace("-", "")


def attempt_id_of(number: str) -> str:
    """Return our number from an order number of the gateway, "" when it is not one of ours."""
    try:
        return str(uuid.UUID(number))
    except ValueError:
        return ""


def register_fields(payment: StartPayment) -> dict[str, str]:
    """Return the fields of register.do."""
    fields = {
        "orderNumber": order_number(payment.attempt_id),
        "amount": str(payment.total.kopecks),
        "currency": RUBLE,
        "returnUrl": payment.return_url,
        "failUrl": payment.return_url,
        "description": payment.description[:DESCRIPTION_LENGTH],
        "language": "ru",
    }
    if payment.event_url:
        fields["dynamicCallbackUrl"] = payment.event_url
    if payment.email:
        fields["email"] = payment.email
    if payment.receipt and payment.email:
        fields["orderBundle"] = json.dumps(_bundle(payment.receipt, payment.email), ensure_ascii=False)
    return fields


def lowered(answer: Any) -> Any:
    """Return an answer with all keys in lower case."""
    if isinstance(answer, dict):
        return {str(key).lower(): lowered(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [lowered(one) for one in answer]
    return answer


def error_code(answer: Json) -> int:
    """Return `errorCode` of a lowered answer, 0 when there is none. Raises `ProviderError` "unreadable"."""
    return _number(answer.get("errorcode", 0))


def order_status(answer: Json) -> ProviderStatus:
    """Read an order of a lowered answer. Raises `ProviderError` "unreadable"."""
    state = _STATES.get(_number(answer.get("orderstatus")))
    if state is None:
        raise unreadable()
    action = _number(answer.get("actioncode", 0))
    if state is ProviderState.DECLINED and action in _EXPIRED:
        state = ProviderState.EXPIRED
    total = charged(answer)
    if state is ProviderState.PAID and total == ZERO:  # given back in the bank's own cabinet before we asked
        state = ProviderState.DECLINED
    return ProviderStatus(
        state,
        reference=reference_of(answer),
        total=total,
        currency=_currency(answer),
        failure_code=_reason(state, action),
        paid_at=_moment(answer.get("depositeddate")) or _moment(answer.get("authdatetime")),
    )


def charged(answer: Json) -> Money:
    """Return what the bank keeps of an order: deposited, or registered before that, less what was given back."""
    amounts = read_part(answer, "paymentamountinfo")
    for source, key in ((amounts, "depositedamount"), (answer, "depositamount"), (answer, "amount")):
        if source.get(key) is not None:
            kept = _money(source[key])
            break
    else:
        raise unreadable()
    if _number(answer.get("orderstatus")) != REFUNDED:
        return kept
    whole = _money(answer["amount"]) if answer.get("amount") is not None else kept
    return max(ZERO, whole - refunded(answer))


def refunded(answer: Json) -> Money:
    """Return how much of an order was given back."""
    return _money(read_part(answer, "paymentamountinfo").get("refundedamount", 0))


def reference_of(answer: Json) -> str:
    """Return the gateway's own number of an order (`mdOrder`), "" where it is not told."""
    for attribute in read_rows(answer, "attributes"):
        if attribute.get("name") == "mdOrder":
            return read_text(attribute.get("value"), longest=LONGEST_NUMBER)
    return read_text(answer.get("orderid") or answer.get("mdorder"), longest=LONGEST_NUMBER)


def listed_order(answer: Json) -> ListedPayment:
    """Read a line of getLastOrdersForMerchants."""
    status = order_status(answer)
    created_at = _moment(answer.get("date"))
    if created_at is None:
        raise unreadable()
    return ListedPayment(
        reference=status.reference,
        attempt_id=attempt_id_of(str(answer.get("ordernumber", ""))),
        state=status.state,
        total=_money(answer.get("amount")),
        created_at=created_at,
        refunded=refunded(answer),
        currency=status.currency,
    )


def _bundle(lines: tuple[ReceiptLine, ...], email: str) -> Json:
    items = []
    for position, line in enumerate(lines, start=1):
        if line.vat not in TAX_TYPES:
            raise ProviderError("receipt_vat", retryable=False)
        attributes = {
            "paymentMethod": _METHODS[ReceiptMethod(line.method)],
            "paymentObject": _SUBJECTS[ReceiptSubject(line.subject)],
        }
        items.append(
            {
                "positionId": str(position),
                "name": line.title,
                "quantity": {"value": 1, "measure": "0"},
                "itemCode": str(position),
                "itemPrice": line.amount.kopecks,
                "itemAmount": line.amount.kopecks,
                "tax": {"taxType": TAX_TYPES[VatCode(line.vat)]},
                "itemAttributes": {
                    "attributes": [{"name": name, "value": value} for name, value in attributes.items()]
                },
            }
        )
    return {"customerDetails": {"email": email}, "cartItems": {"items": items}}


def _reason(state: ProviderState, action: int) -> str:
    if state not in (ProviderState.DECLINED, ProviderState.EXPIRED):
        return ""
    return _REASONS.get(action, FailureReason.EXPIRED if state is ProviderState.EXPIRED else FailureReason.OTHER)


def _currency(answer: Json) -> str:
    code = read_text(answer.get("currency"), longest=LONGEST_WORD) or RUBLE
    return CURRENCY if code in RUBLES else code


def _number(value: Any) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise unreadable() from None


def _money(value: Any) -> Money:
    try:
        return Money(_number(value))
    except ValueError:  # more than any sum
        raise unreadable() from None


def _moment(value: Any) -> dt.datetime | None:
    """Read milliseconds since 1970; texts without a time zone tell no moment."""
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        return None
    try:
        return dt.datetime.fromtimestamp(value // 1000, dt.UTC)
    except (OverflowError, ValueError, OSError):  # a year that no calendar has
        return None
