"""Counters of tries."""

import datetime as dt

import pytest
from django.db import transaction

from kvita.core.errors import DomainError
from kvita.identity.enums import ThrottleScope
from kvita.identity.models import Throttle
from kvita.identity.selectors import tries_of
from kvita.identity.services import HOUR, Limit, forgive, hit, purge_throttles, wait_in_words
from tests.factories import NOW

pytestmark = pytest.mark.django_db

THREE = Limit(3, HOUR)


def attempt(
    now: dt.datetime = NOW, scope: ThrottleScope = ThrottleScope.SIGN_IN, keys: dict[str, Limit] | None = None
) -> str:
    try:
        hit(scope=scope, limits=keys or {"user:1": THREE}, now=now, otherwise="Позвоните нам.")
    except DomainError as error:
        return error.code
    return "open"


def test_the_limit_is_what_is_allowed_and_the_next_is_refused() -> None:
    assert [attempt() for _ in range(5)] == ["open"] * 3 + ["locked"] * 2


def test_a_lock_tells_until_when_how_long_and_what_else_to_do() -> None:
    for _ in range(3):
        attempt()
    with pytest.raises(DomainError) as raised:
        hit(scope=ThrottleScope.SIGN_IN, limits={"user:1": THREE}, now=NOW + HOUR / 2, otherwise="Позвоните нам.")
    assert raised.value.params == {"until": NOW + HOUR, "seconds": 1800}
    assert "через 30\u00a0минут. Позвоните нам." in raised.value.message


def test_tries_while_locked_do_not_make_the_lock_longer() -> None:
    for minute in range(60):
        attempt(NOW + dt.timedelta(minutes=minute))
    assert attempt(NOW + HOUR) == "open"


def test_one_key_past_its_limit_is_enough() -> None:
    keys = {"ip:203.0.113.7": Limit(2, HOUR), "user:1": Limit(9, HOUR)}
    assert [attempt(keys=keys) for _ in range(3)] == ["open", "open", "locked"]
    assert attempt(keys={"user:1": Limit(9, HOUR)}) == "open"


def test_who_is_locked_uses_up_the_tries_of_nobody_else() -> None:
    for _ in range(9):
        attempt(keys={"user:1": THREE, "number:551412": Limit(5, HOUR)})
    assert attempt(keys={"user:2": THREE, "number:551412": Limit(5, HOUR)}) == "open"


def test_scopes_do_not_know_each_other() -> None:
    for _ in range(4):
        attempt()
    assert attempt(scope=ThrottleScope.LINKING) == "open"


def test_success_takes_its_own_try_back_and_may_clear_the_counter() -> None:
    keys = {"ip:x": Limit(9, HOUR), "user:1": Limit(9, HOUR)}
    for _ in range(4):
        attempt(keys=keys)
    forgive(scope=ThrottleScope.SIGN_IN, keys=["ip:x"], wholly=["user:1"], now=NOW)
    tries = {key: tries_of([key], scope=ThrottleScope.SIGN_IN, now=NOW) for key in keys}
    assert tries == {"ip:x": 3, "user:1": 0}


def test_a_count_cannot_be_lost_in_the_transaction_of_a_caller() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        hit(scope=ThrottleScope.SIGN_IN, limits={"user:1": THREE}, now=NOW)


def test_a_finished_window_starts_anew_and_is_swept() -> None:
    for _ in range(4):
        attempt()
    assert attempt(NOW + HOUR) == "open"
    assert Throttle.objects.get().count == 1
    assert (purge_throttles(now=NOW + HOUR), purge_throttles(now=NOW + 2 * HOUR)) == (0, 1)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1\u00a0секунду"),
        (42, "42\u00a0секунды"),
        (91, "2\u00a0минуты"),
        (900, "15\u00a0минут"),
        (7201, "3\u00a0часа"),
    ],
)
def test_a_wait_is_said_in_words_and_never_too_short(seconds: int, words: str) -> None:
    assert wait_in_words(seconds=seconds) == words
