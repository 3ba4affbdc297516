"""Two workers at one outbox while the mail server takes seconds for each letter."""

import datetime as dt
import time
from functools import partial

import pytest

from kvita.notifications.enums import Channel, MessageState
from kvita.notifications.jobs import deliver_due_messages
from kvita.notifications.models import OutboxMessage
from kvita.notifications.services import enqueue_message
from tests.concurrency.at_once import all_at_once
from tests.factories import NOW

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

LETTERS = 100
TAKES = 0.06  # of a real second, which stand for seven seconds of the server
FASTER = 7 / TAKES  # so fast goes the clock of this test


def test_two_workers_and_a_slow_server_send_each_letter_once() -> None:
    """All letters together take longer than a worker may keep one of them."""
    keys = {_enqueue(number) for number in range(LETTERS)}
    taken: list[tuple[int, str]] = []
    started = time.monotonic()

    def passed(since: dt.timedelta = dt.timedelta()) -> dt.timedelta:
        return dt.timedelta(seconds=(time.monotonic() - started) * FASTER) - since

    def work(number: int) -> int:
        def slow(message: OutboxMessage) -> None:
            time.sleep(TAKES)
            taken.append((number, message.key))

        sent = 0
        while OutboxMessage.objects.filter(state=MessageState.QUEUED).exists():
            begun = passed()
            sent += deliver_due_messages(now=NOW + begun, send=slow, elapsed=partial(passed, begun))[0]
            time.sleep(TAKES / 10)
        return sent

    counts = all_at_once(2, work)
    assert (len(taken), {key for _, key in taken}) == (LETTERS, keys)
    assert sum(counts) == LETTERS
    assert min(counts) > 0, "one worker took what both could have sent"


def _enqueue(number: int) -> str:
    return enqueue_message(
        key=f"letter:{number}", channel=Channel.EMAIL, recipient="anna@example.ru", subject="Платёж",
        text="Мы получили ваш платёж.", is_secret=False, now=NOW,
    ).key  # fmt: skip
