"""Work that goes on by itself: asking banks about attempts that hang."""

import datetime as dt
from collections.abc import Mapping

from kvita.payments.enums import FINAL_ATTEMPT_STATES
from kvita.payments.models import PaymentAttempt
from kvita.payments.ports import PaymentProvider
from kvita.payments.services import ask_provider


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
