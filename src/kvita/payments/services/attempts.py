"""Tries at a bank: opened and committed before the bank hears of them."""

import datetime as dt

from django.db import transaction

from kvita.core.locks import lock_rows
from kvita.payments.enums import FINAL_ATTEMPT_STATES, AttemptState, OrderState
from kvita.payments.models import PaymentAttempt, PaymentOrder
from kvita.payments.policies import check_transition, next_check
from kvita.payments.ports import StartedPayment


@transaction.atomic
def open_attempt(*, order_id: int, provider_key: str, now: dt.datetime) -> PaymentAttempt:
    """Return the attempt that is under way for this order, or that paid it; open a new one when there is none."""
    (order,) = lock_rows(PaymentOrder.objects.all(), [order_id])
    newest = order.attempts.exclude(state__in=(AttemptState.DECLINED, AttemptState.EXPIRED)).order_by("-pk").first()
    if newest is not None:
        return newest
    order.state = OrderState.PENDING
    order.save(update_fields=["state"])
    return order.attempts.create(
        provider=provider_key,
        total=order.amount + order.commission,
        created_at=now,
        updated_at=now,
        next_check_at=next_check(now, checks_count=0),
    )


@transaction.atomic
def record_start(*, attempt_id: int, started: StartedPayment, now: dt.datetime) -> PaymentAttempt:
    """Note where the bank wants the payer to go. An attempt that went on meanwhile is left as it is."""
    (attempt,) = lock_rows(PaymentAttempt.objects.all(), [attempt_id])
    if attempt.state in FINAL_ATTEMPT_STATES or attempt.redirect_url:
        return attempt
    if attempt.state != AttemptState.REDIRECTED:
        check_transition(attempt.state, AttemptState.REDIRECTED)
    attempt.state = AttemptState.REDIRECTED
    attempt.provider_reference = started.reference
    attempt.redirect_url = started.redirect_url
    attempt.updated_at = now
    attempt.save(update_fields=["state", "provider_reference", "redirect_url", "updated_at"])
    return attempt
