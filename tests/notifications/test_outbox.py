"""Messages: written once, sent once, tried again when nobody took them."""

import datetime as dt

import pytest

from kvita.notifications.enums import Channel, MessageState
from kvita.notifications.jobs import ATTEMPTS, DeliveryError, deliver_due_messages
from kvita.notifications.models import OutboxMessage
from kvita.notifications.services import enqueue_message
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def enqueue(key: str = "payment-accepted:1", text: str = "Мы получили ваш платёж.") -> OutboxMessage:
    return enqueue_message(
        key=key,
        channel=Channel.EMAIL,
        recipient="anna@example.ru",
        subject="Платёж",
        text=text,
        is_secret=False,
        now=NOW,
    )


class Postman:
    """Takes letters, or refuses them."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.taken: list[str] = []

    def __call__(self, message: OutboxMessage) -> None:
        if self.refuses:
            raise DeliveryError("ящик переполнен")
        self.taken.append(message.key)


def test_one_key_is_one_message() -> None:
    assert enqueue().pk == enqueue(text="Другой текст").pk
    assert OutboxMessage.objects.get().text == "Мы получили ваш платёж."


def test_a_message_is_sent_once() -> None:
    message, postman = enqueue(), Postman()
    assert deliver_due_messages(now=NOW, send=postman) == (1, 0)
    assert deliver_due_messages(now=NOW + dt.timedelta(days=1), send=postman) == (0, 0)
    message.refresh_from_db()
    assert (message.state, message.sent_at) == (MessageState.SENT, NOW)
    assert postman.taken == [message.key]


def test_what_is_not_due_yet_waits() -> None:
    message = enqueue()
    message.next_attempt_at = NOW + dt.timedelta(minutes=1)
    message.save()
    assert deliver_due_messages(now=NOW, send=Postman()) == (0, 0)


def test_a_refused_message_is_tried_ever_more_seldom_and_then_given_up() -> None:
    message, postman, now = enqueue(), Postman(refuses=True), NOW
    waits = []
    for _ in range(ATTEMPTS):
        assert deliver_due_messages(now=now, send=postman) == (0, 1)
        message.refresh_from_db()
        waits.append(message.next_attempt_at - now)
        now = message.next_attempt_at
    assert waits == sorted(waits)
    assert (message.state, message.last_error) == (MessageState.FAILED, "ящик переполнен")
    assert deliver_due_messages(now=now, send=postman) == (0, 0)


def test_a_message_is_claimed_before_it_is_sent() -> None:
    enqueue()

    def dies(message: OutboxMessage) -> None:
        assert OutboxMessage.objects.get().attempts == 1
        raise SystemExit

    with pytest.raises(SystemExit):
        deliver_due_messages(now=NOW, send=dies)
    postman = Postman()
    assert deliver_due_messages(now=NOW + dt.timedelta(minutes=1), send=postman) == (0, 0)
    assert deliver_due_messages(now=NOW + dt.timedelta(minutes=10), send=postman) == (1, 0)


def test_a_slow_server_and_a_second_worker_send_each_letter_once() -> None:
    keys = {enqueue(f"letter:{number}").key for number in range(100)}
    taken: list[str] = []
    seconds = 0

    def second(message: OutboxMessage) -> None:
        taken.append(message.key)

    def slow(message: OutboxMessage) -> None:
        nonlocal seconds
        seconds += 7
        taken.append(message.key)
        if seconds in (350, 602, 651):  # by then the lease of a whole batch would have run out
            deliver_due_messages(now=NOW + dt.timedelta(seconds=seconds), send=second, limit=5)

    deliver_due_messages(now=NOW, send=slow, elapsed=lambda: dt.timedelta(seconds=seconds))
    assert (len(taken), set(taken)) == (100, keys)
    assert not OutboxMessage.objects.exclude(state=MessageState.SENT).exists()


def test_who_has_lost_the_lease_leaves_the_message_to_the_other() -> None:
    message = enqueue()

    def hangs(_: OutboxMessage) -> None:
        deliver_due_messages(now=NOW + dt.timedelta(minutes=11), send=Postman())
        raise DeliveryError("timed out")

    assert deliver_due_messages(now=NOW, send=hangs) == (0, 1)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (MessageState.SENT, 2, "")
