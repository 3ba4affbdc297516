"""Reads of payments."""

from kvita.payments.selectors.due import (
    AmountDue,
    DueChange,
    accounting_month,
    amount_due,
    amounts_due,
    due_change,
    last_counted_day,
    newest_payment,
)
from kvita.payments.selectors.listing import (
    PaymentList,
    months_paid,
    newest_payments,
    payment_of,
    payment_to_confirm,
    payments_of,
)
from kvita.payments.selectors.office import (
    AttemptFilter,
    attempt_for,
    attempts_for,
    connection_by_address,
    connection_for,
    connections_for,
    connections_named,
    connections_of,
    refund_for,
    waiting_cases,
    waiting_refunds,
)
from kvita.payments.selectors.orders import order_by_form, order_of, pending_order
from kvita.payments.selectors.payees import PayeeDue, ServiceDue, payees_due
from kvita.payments.selectors.refunds import Refundable, refundable

__all__ = [
    "AmountDue",
    "AttemptFilter",
    "DueChange",
    "PayeeDue",
    "PaymentList",
    "Refundable",
    "ServiceDue",
    "accounting_month",
    "amount_due",
    "amounts_due",
    "attempt_for",
    "attempts_for",
    "connection_by_address",
    "connection_for",
    "connections_for",
    "connections_named",
    "connections_of",
    "due_change",
    "last_counted_day",
    "months_paid",
    "newest_payment",
    "newest_payments",
    "order_by_form",
    "order_of",
    "payees_due",
    "payment_of",
    "payment_to_confirm",
    "payments_of",
    "pending_order",
    "refund_for",
    "refundable",
    "waiting_cases",
    "waiting_refunds",
]
