"""Work that goes on by itself: asking banks about attempts that hang, sending and asking about refunds."""

import datetime as dt
from collections.abc import Mapping

from kvita.payments.enums import FINAL_ATTEMPT_STATES, FINAL_REFUND_STATES, REFUND_STATES_IN_FLIGHT
from kvita.payments.models import PaymentAttempt, Refund
from kvita.payments.ports import PaymentProvider
from kvita.payments.services import ask_provider, ask_refund


def check_pending_attempts(
    *, now: dt.datetime, providers: Mapping[str, PaymentProvider], limit: int = 200
) -> tuple[int, int]:
    """Ask about the attempts whose time has come; return how many were asked about and how many are final now.

    Two workers at once ask twice and credit once. An attempt whose provider is not connected here is left alone.
    """
    due = PaymentAttempt.objects.filter(next_check_at__lte=now, provider__in=list(providers))
    attempts = list(due.exclude(state__in=FINAL_ATTEMPT_STATES).order_by("next_check_at", "pk")[:limit])
    asked = [ask_provider(attempt=it, provider=providers[it.provider], now=now) for it in attempts]
    return len(asked), sum(attempt.state in FINAL_ATTEMPT_STATES for attempt in asked)


def check_pending_refunds(
    *, now: dt.datetime, providers: Mapping[str, PaymentProvider], limit: int = 200
) -> tuple[int, int]:
    """Send or ask about the refunds whose time has come; return how many, and how many are final now."""
    due = Refund.objects.filter(next_check_at__lte=now, attempt__provider__in=list(providers))
    refunds = due.filter(state__in=REFUND_STATES_IN_FLIGHT).select_related("attempt__order")
    asked = [
        ask_refund(refund=it, provider=providers[it.attempt.provider], now=now)
        for it in refunds.order_by("next_check_at", "pk")[:limit]
    ]
    return len(asked), sum(refund.state in FINAL_REFUND_STATES for refund in asked)
