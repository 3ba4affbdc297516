"""The printed bill out of the tables: statement, lines, readings, shares, adjustments, requisites and payment QR."""

from kvita.billing.documents.bill import bill_document, bill_file_name
from kvita.billing.documents.requisites import (
    payment_purpose,
    payment_qr,
    payment_qr_drawing,
    payment_qr_file,
    payment_slip,
)

__all__ = [
    "bill_document",
    "bill_file_name",
    "payment_purpose",
    "payment_qr",
    "payment_qr_drawing",
    "payment_qr_file",
    "payment_slip",
]
