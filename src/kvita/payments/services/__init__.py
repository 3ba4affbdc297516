"""Writes of payments. The bank is asked outside every transaction; what it says is stored in one."""

from kvita.payments.services.asking import ask_provider, refresh_order, start_attempt
from kvita.payments.services.attempts import open_attempt, record_start
from kvita.payments.services.confirming import send_confirmation
from kvita.payments.services.connections import ConnectionWish, open_keys, reseal_connections, save_connection
from kvita.payments.services.events import receive_message
from kvita.payments.services.forgetting import forget_payer
from kvita.payments.services.orders import PaymentWish, place_order
from kvita.payments.services.refunds import (
    close_refund_case,
    decide_refund,
    recheck_refund,
    request_refund,
)
from kvita.payments.services.returning import ask_refund, settle_refund
from kvita.payments.services.settling import record_no_answer, settle_attempt
from kvita.payments.services.staff import ask_again, close_attempt, credit_charged

__all__ = [
    "ConnectionWish",
    "PaymentWish",
    "ask_again",
    "ask_provider",
    "ask_refund",
    "close_attempt",
    "close_refund_case",
    "credit_charged",
    "decide_refund",
    "forget_payer",
    "open_attempt",
    "open_keys",
    "place_order",
    "receive_message",
    "recheck_refund",
    "record_no_answer",
    "record_start",
    "refresh_order",
    "request_refund",
    "reseal_connections",
    "save_connection",
    "send_confirmation",
    "settle_attempt",
    "settle_refund",
    "start_attempt",
]
