"""Messages of the gateway: fields in the address or in a form, signed with HMAC-SHA256 or with RSA.

Which of the two is agreed with the bank: the event key of the connection is the secret of the first, or the bank's
certificate (or public key) in PEM for the second.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509 import load_der_x509_certificate

from kvita.integrations.acquiring.sber.wire import attempt_id_of
from kvita.payments.ports import EventNotice, IncomingMessage, ProviderError

UNSIGNED: Final = ("checksum", "sign_alias")
MOST_FIELDS: Final = 60
REFUNDED: Final = "refunded"
PEM: Final = "-----BEGIN"
# Two partial refunds of one order differ in the signed fields, if in anything: so much of their hash tells.
KEY_LENGTH: Final = 32


def checksum(fields: Mapping[str, str], key: str) -> str:
    """Return the signature of a message: over `name;value;` of all fields by name, in upper-case hex."""
    return hmac.new(key.encode(), _signed_text(fields), hashlib.sha256).hexdigest().upper()


def is_signed(fields: Mapping[str, str], key: str) -> bool:
    """Tell whether a message carries the signature of this key."""
    told = fields.get("checksum", "").upper()
    if not key or not told:
        return False
    if not key.startswith(PEM):
        return hmac.compare_digest(told.encode(), checksum(fields, key).encode())
    try:
        _public_key(key).verify(bytes.fromhex(told), _signed_text(fields), PKCS1v15(), SHA512())
    except (InvalidSignature, ValueError):  # no signature, or no key
        return False
    return True


def _mark(fields: Mapping[str, str]) -> str:
    return hashlib.sha256(_signed_text(fields)).hexdigest()[:KEY_LENGTH]


def _signed_text(fields: Mapping[str, str]) -> bytes:
    return "".join(f"{name};{fields[name]};" for name in sorted(fields) if name not in UNSIGNED).encode()


def _public_key(pem: str) -> RSAPublicKey:
    """Read a certificate or a public key; a field of one line has taken the line breaks out. Raises `ValueError`."""
    inside = "".join(pem.split("-----")[2].split()) if pem.count("-----") > 2 else ""
    body = base64.b64decode(inside, validate=True)
    key = load_der_x509_certificate(body).public_key() if "CERTIFICATE" in pem else load_der_public_key(body)
    if not isinstance(key, RSAPublicKey):
        raise ValueError("not a key of RSA")
    return key


def read_message(message: IncomingMessage, *, key: str) -> EventNotice:
    """Return what a message is about. Raises `ProviderError` "forged": no key of ours, no signature, a wrong one."""
    fields = dict(message.query)
    if message.body and "x-www-form-urlencoded" in message.headers.get("content-type", ""):
        try:
            fields |= dict(parse_qsl(message.body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
        except ValueError:
            raise ProviderError("unreadable", retryable=False) from None
    if not is_signed(fields, key):
        raise ProviderError("forged", retryable=False)
    reference, kind = fields.get("mdOrder", ""), fields.get("operation", "")
    if not reference or not kind:
        raise ProviderError("unreadable", retryable=False)
    status = fields.get("status", "")
    return EventNotice(
        key=f"{kind}:{reference}:{status}" + (f":{_mark(fields)}" if kind == REFUNDED else ""),
        kind=kind,
        attempt_id=attempt_id_of(fields.get("orderNumber", "")),
        payment_reference=reference,
        # The gateway has no numbers of refunds: whichever refund of this payment is under way is meant.
        refund_reference=reference if kind == REFUNDED else "",
        payload={"operation": kind, "status": status, "orderNumber": fields.get("orderNumber", "")},
    )
