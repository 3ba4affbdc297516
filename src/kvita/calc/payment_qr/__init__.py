"""The payment QR on a bill, by GOST R 56042-2014: written strictly, read tolerantly.

A symbol holds one line of text:

    ST00012|Name=...|PersonalAcc=...|BankName=...|BIC=...|CorrespAcc=...|Sum=153715|...

`ST`, the version `0001`, a digit for the encoding (1 cp1251, 2 UTF-8, 3 KOI8-R) and the
separator make a header of eight bytes; then fields `key=value`, of which the first five
are required in this order.

`fields` knows the keys and their limits, `writer` builds the bytes for a QR encoder,
`reader` takes what a scanner hands over, with all that real bills get wrong.
"""

from kvita.calc.payment_qr.fields import (
    FIELD_LIMITS,
    QR_ENCODINGS,
    REQUIRED_KEYS,
    PaymentQRError,
    QREncoding,
    QRErrorCode,
)
from kvita.calc.payment_qr.reader import (
    PaymentQR,
    QRWarning,
    QRWarningCode,
    read_payment_period,
    read_payment_qr,
)
from kvita.calc.payment_qr.writer import (
    PaymentDetails,
    amount_field,
    build_payment_qr,
    period_field,
)

__all__ = [
    "FIELD_LIMITS",
    "QR_ENCODINGS",
    "REQUIRED_KEYS",
    "PaymentDetails",
    "PaymentQR",
    "PaymentQRError",
    "QREncoding",
    "QRErrorCode",
    "QRWarning",
    "QRWarningCode",
    "amount_field",
    "build_payment_qr",
    "period_field",
    "read_payment_period",
    "read_payment_qr",
]
