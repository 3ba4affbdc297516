"""Delivery of the outbox: outside of every transaction that writes to it, once a message, with retries."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from django.db import transaction

from kvita.notifications.enums import MessageState
from kvita.notifications.models import OutboxMessage
from kvita.notifications.ports import DeliveryError, RefusedError

Send = Callable[[OutboxMessage], None]
"""Hands one message to the outside world; raises `DeliveryError` when it was not taken, `RefusedError` when it never
will be."""

__all__ = ["ATTEMPTS", "DeliveryError", "RefusedError", "Send", "deliver_due_messages"]

ATTEMPTS: Final = 6
CLAIMED_FOR: Final = dt.timedelta(minutes=10)


def deliver_due_messages(*, now: dt.datetime, send: Send, limit: int = 100) -> tuple[int, int]:
    """Send the messages whose time has come; return how many were sent and how many have to wait.

    Each message is claimed and counted before it is sent: a worker that dies on the way sends it again after ten
    minutes, two workers never send it both.
    """
    sent = waiting = 0
    for message in _claim(now, limit):
        try:
            send(message)
        except DeliveryError as error:
            _put_off(message, error, now)
            waiting += 1
        else:
            message.state, message.sent_at, message.last_error = MessageState.SENT, now, ""
            _wipe(message)
            message.save(update_fields=["state", "sent_at", "last_error", "text", "links"])
            sent += 1
    return sent, waiting


@transaction.atomic
def _claim(now: dt.datetime, limit: int) -> list[OutboxMessage]:
    due = OutboxMessage.objects.filter(state=MessageState.QUEUED, next_attempt_at__lte=now)
    messages = list(due.select_for_update(skip_locked=True).order_by("next_attempt_at", "pk")[:limit])
    for message in messages:
        message.attempts += 1
        message.next_attempt_at = now + CLAIMED_FOR
    OutboxMessage.objects.bulk_update(messages, ["attempts", "next_attempt_at"])
    return messages


def _put_off(message: OutboxMessage, error: DeliveryError, now: dt.datetime) -> None:
    message.last_error = str(error)[:2000]
    if message.attempts >= ATTEMPTS or isinstance(error, RefusedError):
        message.state = MessageState.FAILED
        _wipe(message)
    message.next_attempt_at = now + dt.timedelta(minutes=2**message.attempts)
    message.save(update_fields=["state", "last_error", "next_attempt_at", "text", "links"])


def _wipe(message: OutboxMessage) -> None:
    """Codes and links are kept by nobody but their recipient."""
    if message.is_secret:
        message.text, message.links = "", []
