"""Reads of payments."""

from kvita.payments.selectors.due import (
    AmountDue,
    DueChange,
    amount_due,
    amounts_due,
    due_change,
    newest_payment,
)
from kvita.payments.selectors.listing import PaymentList, months_paid, newest_payments, payments_of
from kvita.payments.selectors.orders import order_by_form, order_of, pending_order, services_due

__all__ = [
    "AmountDue",
    "DueChange",
    "PaymentList",
    "amount_due",
    "amounts_due",
    "due_change",
    "months_paid",
    "newest_payment",
    "newest_payments",
    "order_by_form",
    "order_of",
    "payments_of",
    "pending_order",
    "services_due",
]
