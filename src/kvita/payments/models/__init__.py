"""Payments, orders, attempts, refunds, messages of banks, connections to them."""

from kvita.payments.models.connections import ProviderConnection
from kvita.payments.models.events import ProviderEvent
from kvita.payments.models.orders import PaymentAttempt, PaymentOrder
from kvita.payments.models.payments import Payment
from kvita.payments.models.refunds import Refund

__all__ = ["Payment", "PaymentAttempt", "PaymentOrder", "ProviderConnection", "ProviderEvent", "Refund"]
