"""Writes of the outbox."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

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


def forget_recipient(*, recipient: str, now: dt.datetime, waiting_too: bool) -> int:
    """Delete the messages to an address that were written before now, also those that could not be sent.

    `waiting_too`: also those that wait to be sent, where the address is nobody else's. The last letter, which tells of
    the end, is written after. Returns how many.
    """
    old = OutboxMessage.objects.filter(recipient__iexact=recipient, created_at__lt=now)
    return (old if waiting_too else old.exclude(state=MessageState.QUEUED)).delete()[0]


def withdraw_messages(*, keys: Iterable[str] = (), beginning: str = "") -> int:
    """Take messages out of the outbox that nobody has tried to send yet: of these keys, and those that begin so."""
    meant = Q(key__in=list(keys))
    if beginning:
        meant |= Q(key__startswith=beginning)
    return OutboxMessage.objects.filter(meant, state=MessageState.QUEUED, attempts=0).delete()[0]


def purge_outbox(*, now: dt.datetime, keep: dt.timedelta = dt.timedelta(days=90)) -> int:
    """Delete what was sent or given up longer ago than `keep` (152-ФЗ, art. 5: no longer than needed); return how many.

    Whatever could write the same key again is long over by then.
    """
    return OutboxMessage.objects.filter(created_at__lt=now - keep).exclude(state=MessageState.QUEUED).delete()[0]
