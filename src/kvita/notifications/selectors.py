"""Reads of the outbox."""

from kvita.notifications.models import OutboxMessage


def newest_messages(*, limit: int) -> list[OutboxMessage]:
    """Return the messages put into the outbox last, newest first, whatever became of them."""
    return list(OutboxMessage.objects.order_by("-id")[:limit])
