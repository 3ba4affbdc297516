"""Two at once in the profile: ticks that are saved twice, a deletion that is asked for and carried out twice."""

import datetime as dt

import pytest

from kvita.accounts.models import MessageChoice
from kvita.accounts.services import choose_messages
from kvita.core.audit import Actor
from kvita.core.models import AuditEntry
from kvita.identity.models import User
from kvita.identity.services import delete_due_users, request_deletion
from kvita.notifications.models import OutboxMessage
from tests.actors import make_cast
from tests.concurrency.at_once import all_at_once
from tests.factories import NOW

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ACTOR = Actor(kind="resident", label="Анна")
HOLD = dt.timedelta(days=30)


def test_ticks_saved_by_two_tabs_are_one_row_each() -> None:
    anna = make_cast().anna
    choices = {("EMAIL", "DEBT"): True, ("EMAIL", "BILL"): False, ("SMS", ""): True}
    all_at_once(4, lambda _: choose_messages(user=anna, choices=choices, now=NOW))
    assert MessageChoice.objects.filter(user=anna).count() == len(choices)


def test_a_deletion_asked_for_twice_is_one() -> None:
    anna = make_cast().anna

    def ask(_: int) -> User:
        return request_deletion(user=anna, hold=HOLD, actor=ACTOR, now=NOW, time_zone="Europe/Moscow")

    all_at_once(4, ask)
    assert AuditEntry.objects.filter(action="identity.request_deletion").count() == 1
    assert OutboxMessage.objects.count() == 1


def test_two_runs_delete_a_user_once() -> None:
    anna = make_cast().anna
    request_deletion(user=anna, hold=HOLD, actor=ACTOR, now=NOW, time_zone="Europe/Moscow")
    counts = all_at_once(4, lambda _: delete_due_users(now=NOW + HOLD))
    assert sum(counts) == 1
    assert not User.objects.filter(pk=anna.pk).exists()
    assert OutboxMessage.objects.filter(subject="Кабинет удалён").count() == 1
