"""Writes of the outbox."""

import datetime as dt
from collections.abc import Iterable

from kvita.notifications.enums import MessageState
from kvita.notifications.models import OutboxMessage


def enqueue_message(
    *,
    key: str,
    channel: str,
    recipient: str,
    subject: str,
    text: str,
    links: Iterable[str] = (),
    document: str = "",
    is_secret: bool,
    now: dt.datetime,
    not_before: dt.datetime | None = None,
) -> OutboxMessage:
    """Put a letter or SMS into the outbox, in the transaction of the change that it tells of.

    With `not_before` it waits until then, and until it is taken `withdraw_messages` can still stop it.
    `document` names what a letter carries; it is drawn when the letter leaves.
    Each caller says whether the text is a secret (a code, a password, a link that opens or changes a cabinet): with
    `is_secret` text and links are wiped once the message was sent or given up. There is no default to forget.

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
            "document": document,
            "is_secret": is_secret,
            "created_at": now,
            "next_attempt_at": not_before or now,
        },
    )
    return message


def forget_recipient(*, recipient: str, now: dt.datetime) -> int:
    """Delete the messages that went to an address before now, also those that could not be sent; return how many.

    What still waits to be sent stays: the last letter tells of the end.
    """
    old = OutboxMessage.objects.filter(recipient__iexact=recipient, created_at__lt=now)
    return old.exclude(state=MessageState.QUEUED).delete()[0]


def withdraw_messages(*, keys: Iterable[str]) -> int:
    """Take messages out of the outbox that nobody has tried to send yet; return how many."""
    return OutboxMessage.objects.filter(key__in=list(keys), state=MessageState.QUEUED, attempts=0).delete()[0]
