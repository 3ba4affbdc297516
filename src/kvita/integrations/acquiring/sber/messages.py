"""Messages of the gateway: fields in the address or in a form, signed with HMAC-SHA256."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from kvita.integrations.acquiring.sber.wire import attempt_id_of
from kvita.payments.ports import EventNotice, IncomingMessage, ProviderError

UNSIGNED: Final = ("checksum", "sign_alias")
MOST_FIELDS: Final = 60


def checksum(fields: Mapping[str, str], key: str) -> str:
    """Return the signature of a message: over `name;value;` of all fields by name, in upper-case hex."""
    text = "".join(f"{name};{fields[name]};" for name in sorted(fields) if name not in UNSIGNED)
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest().upper()


def read_message(message: IncomingMessage, *, key: str) -> EventNotice:
    """Return what a message is about. Raises `ProviderError` "forged": no key of ours, no signature, a wrong one."""
    fields = dict(message.query)
    if message.body and "x-www-form-urlencoded" in message.headers.get("content-type", ""):
        try:
            fields |= dict(parse_qsl(message.body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
        except ValueError:
            raise ProviderError("unreadable", retryable=False) from None
    told = fields.get("checksum", "").upper()
    if not key or not hmac.compare_digest(told.encode(), checksum(fields, key).encode()):
        raise ProviderError("forged", retryable=False)
    reference, kind = fields.get("mdOrder", ""), fields.get("operation", "")
    if not reference or not kind:
        raise ProviderError("unreadable", retryable=False)
    status = fields.get("status", "")
    return EventNotice(
        key=f"{kind}:{reference}:{status}",
        kind=kind,
        attempt_id=attempt_id_of(fields.get("orderNumber", "")),
        payment_reference=reference,
        # The gateway has no numbers of refunds: whichever refund of this payment is under way is meant.
        refund_reference=reference if kind == "refunded" else "",
        payload={"operation": kind, "status": status, "orderNumber": fields.get("orderNumber", "")},
    )
