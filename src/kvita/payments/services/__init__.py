"""Writes of payments. The bank is asked outside every transaction; what it says is stored in one."""

from kvita.payments.services.asking import ask_provider, refresh_order, start_attempt
from kvita.payments.services.attempts import open_attempt, record_start
from kvita.payments.services.forgetting import forget_payer
from kvita.payments.services.orders import PaymentWish, place_order
from kvita.payments.services.settling import record_no_answer, settle_attempt

__all__ = [
    "PaymentWish",
    "ask_provider",
    "forget_payer",
    "open_attempt",
    "place_order",
    "record_no_answer",
    "record_start",
    "refresh_order",
    "settle_attempt",
    "start_attempt",
]
