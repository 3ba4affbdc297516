"""Delivery of the outbox: outside of every transaction that writes to it, once a message, with retries."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Final

from django.db.models import F

from kvita.notifications.enums import MessageState
from kvita.notifications.models import OutboxMessage
from kvita.notifications.ports import DeliveryError, RefusedError

Send = Callable[[OutboxMessage], None]
"""Hands one message to the outside world; raises `DeliveryError` when it was not taken, `RefusedError` when it never
will be."""

__all__ = ["ATTEMPTS", "DeliveryError", "RefusedError", "Send", "deliver_due_messages"]

ATTEMPTS: Final = 6
CLAIMED_FOR: Final = dt.timedelta(
    minutes=10
)  # one message may take so long; a server that hangs is given up far sooner


def deliver_due_messages(
    *, now: dt.datetime, send: Send, limit: int = 100, elapsed: Callable[[], dt.timedelta] | None = None
) -> tuple[int, int]:
    """Send the messages whose time has come; return how many were sent and how many have to wait.

    Each message is claimed and counted by itself, at the moment when it is sent, however long those before it have
    taken: a worker that dies on the way sends one message again after ten minutes, two workers never send it both.
    `elapsed` tells how much time has passed since `now`; without it the machine's own steady clock does.
    """
    passed = elapsed or _stopwatch()
    sent = waiting = 0
    due = OutboxMessage.objects.filter(state=MessageState.QUEUED, next_attempt_at__lte=now)
    for key in list(due.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:limit]):
        message = _claim(key, now + passed())
        if message is None:
            continue
        try:
            send(message)
        except DeliveryError as error:
            _put_off(message, error, now + passed())
            waiting += 1
        else:
            _note_sent(message, now + passed())
            sent += 1
    return sent, waiting


def _stopwatch() -> Callable[[], dt.timedelta]:
    """Return a function that tells the whole seconds since now."""
    started = time.monotonic()
    return lambda: dt.timedelta(seconds=int(time.monotonic() - started))


def _claim(key: int, moment: dt.datetime) -> OutboxMessage | None:
    """Take a message for ten minutes, unless another worker has taken it or somebody has withdrawn it.

    One statement looks and takes, so that of two workers one finds nothing.
    """
    free = OutboxMessage.objects.filter(pk=key, state=MessageState.QUEUED, next_attempt_at__lte=moment)
    if not free.update(attempts=F("attempts") + 1, next_attempt_at=moment + CLAIMED_FOR):
        return None
    return OutboxMessage.objects.filter(pk=key).first()


def _note_sent(message: OutboxMessage, moment: dt.datetime) -> None:
    """Say that it has gone, also when the lease has run out meanwhile: what is sent is not sent again."""
    _wipe(message)
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=MessageState.SENT, sent_at=moment, last_error="", text=message.text, links=message.links
    )


def _put_off(message: OutboxMessage, error: DeliveryError, moment: dt.datetime) -> None:
    """Say when to try again, unless the lease has run out and another worker has the message now."""
    state = MessageState.QUEUED
    if message.attempts >= ATTEMPTS or isinstance(error, RefusedError):
        state = MessageState.FAILED
        _wipe(message)
    mine = OutboxMessage.objects.filter(pk=message.pk, state=MessageState.QUEUED, attempts=message.attempts)
    mine.update(
        state=state,
        last_error=str(error)[:2000],
        next_attempt_at=moment + dt.timedelta(minutes=2**message.attempts),
        text=message.text,
        links=message.links,
    )


def _wipe(message: OutboxMessage) -> None:
    """Codes and links are kept by nobody but their recipient."""
    if message.is_secret:
        message.text, message.links = "", []
