"""The printed bill out of the tables: statement, lines, readings, shares, adjustments, requisites and payment QR."""

from kvita.billing.documents.bill import bill_document, bill_file_name, bill_valid_until
from kvita.billing.documents.requisites import (
    payment_purpose,
    payment_qr,
    payment_qr_drawing,
    payment_qr_file,
    payment_qr_picture,
    payment_slip,
)
from kvita.billing.documents.sections import said_by_parts
from kvita.billing.documents.shortfalls import say_shortfall
from kvita.billing.documents.volumes import (
    dial_words,
    quantity_words,
    say_area,
    say_metered,
    say_norm,
    settled_words,
)

__all__ = [
    "bill_document",
    "bill_file_name",
    "bill_valid_until",
    "dial_words",
    "payment_purpose",
    "payment_qr",
    "payment_qr_drawing",
    "payment_qr_file",
    "payment_qr_picture",
    "payment_slip",
    "quantity_words",
    "said_by_parts",
    "say_area",
    "say_metered",
    "say_norm",
    "say_shortfall",
    "settled_words",
]
