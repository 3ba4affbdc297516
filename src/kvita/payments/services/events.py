"""Messages of banks: kept once, believed never. What they are about is asked from the bank itself."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import F

from kvita.payments.enums import FINAL_REFUND_STATES, AttemptState
from kvita.payments.models import PaymentAttempt, ProviderEvent, Refund
from kvita.payments.ports import EventNotice, IncomingMessage, PaymentProvider
from kvita.payments.selectors.freezing import status_query
from kvita.payments.services.returning import ask_refund
from kvita.payments.services.settling import settle_attempt


def receive_message(
    *, provider_key: str, provider: PaymentProvider, message: IncomingMessage, now: dt.datetime
) -> ProviderEvent:
    """Keep a message of a bank and ask the bank what is true; only its answer moves money.

    The same message again is counted, and the bank is asked again only while something is still open. Raises
    `ProviderError`: "forged" and "unreadable" (nothing is kept), or the bank's silence (the message is kept without
    `handled_at`; the bank will send it again, and the janitor asks anyway).
    """
    notice = provider.read_message(message)
    event = _keep(provider_key, notice, now)
    # A bank without numbers of refunds tells of the second one in the words of the first: look again each time.
    refund = _refund(event.attempt, notice)
    if refund is not None:
        ask_refund(refund=refund, provider=provider, now=now)
    attempt = event.attempt
    if attempt is not None and attempt.state != AttemptState.SUCCEEDED:
        status = provider.fetch_status(status_query(attempt, now))
        settle_attempt(attempt_id=attempt.pk, status=status, now=now)
    if event.handled_at is None:
        ProviderEvent.objects.filter(pk=event.pk).update(handled_at=now)
        event.handled_at = now
    return event


@transaction.atomic
def _keep(provider_key: str, notice: EventNotice, now: dt.datetime) -> ProviderEvent:
    attempt = _attempt(provider_key, notice)
    event, is_new = ProviderEvent.objects.select_related("attempt", "refund").get_or_create(
        provider=provider_key,
        event_key=notice.key[:160],
        defaults={
            "attempt": attempt,
            "refund": _refund(attempt, notice),
            "kind": notice.kind[:60],
            "payload": dict(notice.payload),
            "received_at": now,
        },
    )
    if not is_new:
        ProviderEvent.objects.filter(pk=event.pk).update(deliveries_count=F("deliveries_count") + 1)
    return event


def _attempt(provider_key: str, notice: EventNotice) -> PaymentAttempt | None:
    """Return the attempt that a message names, by our own number or by the bank's; only one of this very connection."""
    attempts = PaymentAttempt.objects.filter(provider=provider_key)
    if notice.payment_reference:
        found = attempts.filter(provider_reference=notice.payment_reference).first()
        if found is not None:
            return found
    try:
        return attempts.filter(public_id=uuid.UUID(notice.attempt_id)).first()
    except ValueError:  # no number of ours
        return None


def _refund(attempt: PaymentAttempt | None, notice: EventNotice) -> Refund | None:
    if attempt is None or not notice.refund_reference:
        return None
    refunds = attempt.refunds.exclude(state__in=FINAL_REFUND_STATES)
    return refunds.filter(provider_reference__in=(notice.refund_reference, "")).first()
