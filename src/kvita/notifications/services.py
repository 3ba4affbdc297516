"""Writes of the outbox."""

import datetime as dt
from collections.abc import Iterable

from kvita.notifications.models import OutboxMessage


def enqueue_message(
    *,
    key: str,
    channel: str,
    recipient: str,
    subject: str,
    text: str,
    links: Iterable[str] = (),
    now: dt.datetime,
) -> OutboxMessage:
    """Put a letter or SMS into the outbox, in the transaction of the change that it tells of.

    The same `key` again changes nothing: the message that is there is returned, whatever became of it.
    """
    message, _ = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "channel": channel,
            "recipient": recipient,
            "subject": subject[:200],
            "text": text,
            "links": list(links),
            "created_at": now,
            "next_attempt_at": now,
        },
    )
    return message
