"""Who goes on guessing a password waits ever longer; who mistypes, a neighbour and the person elsewhere do not."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from kvita.housing.enums import CaptchaMode
from kvita.identity.services import HOUR, MINUTE, Limit, tries_of_day, worn
from tests.actors import Cast
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db
QUARTER = Limit(10, 15 * MINUTE)


@pytest.fixture(autouse=True)
def no_picture(cast: Cast) -> None:
    cast.portal.settings.captcha_mode = CaptchaMode.NEVER
    cast.portal.settings.save()


WRONG = "wrong"


def sign_in(guest: Client, password: str = WRONG, name: str = "anna@example.ru", address: str = "192.0.2.7") -> Any:
    return guest.post("/login/", {"name": name, "password": password}, REMOTE_ADDR=address)


def is_locked(answer: Any) -> bool:
    return "Слишком много попыток" in answer.content.decode()


def burst(guest: Client, name: str = "anna@example.ru") -> int:
    """Try until the door is shut; return how many tries were looked at."""
    for number in range(20):
        if is_locked(sign_in(guest, name=name)):
            return number
    return 20


def moments(*waits: dt.timedelta) -> Iterator[dt.datetime]:
    now = NOW
    for wait in waits:
        now += wait
        yield now


@pytest.mark.parametrize(
    ("failures", "left"),
    [
        (0, Limit(10, 15 * MINUTE)),
        (9, Limit(10, 15 * MINUTE)),
        (10, Limit(5, 30 * MINUTE)),
        (14, Limit(5, 30 * MINUTE)),
        (15, Limit(3, HOUR)),
        (18, Limit(3, 2 * HOUR)),
        (21, Limit(3, 4 * HOUR)),
        (1_000_000, Limit(3, 4 * HOUR)),
    ],
)
def test_a_limit_wears_down_lock_by_lock_and_never_to_nothing(failures: int, left: Limit) -> None:
    assert worn(limit=QUARTER, failures=failures) == left


def test_a_day_of_guessing_is_dozens_and_not_a_thousand() -> None:
    assert tries_of_day(limit=QUARTER) == 39


@pytest.mark.parametrize("name", ["anna@example.ru", "nobody@example.ru"])
def test_who_comes_back_after_each_lock_finds_fewer_tries_and_a_longer_wait(
    guest: Client, set_time: Callable[[dt.datetime], None], name: str
) -> None:
    looked_at, told = [burst(guest, name)], [sign_in(guest, name=name).content.decode()]
    for now in moments(15 * MINUTE, 30 * MINUTE, HOUR):
        set_time(now)
        looked_at.append(burst(guest, name))
        told.append(sign_in(guest, name=name).content.decode())
    assert looked_at == [10, 5, 3, 3]
    waits = ("через 15\u00a0минут", "через 30\u00a0минут", "через 60\u00a0минут", "через 2\u00a0часа")
    assert [wait in page for wait, page in zip(waits, told, strict=True)] == [True] * 4


def test_the_right_password_begins_anew(guest: Client, set_time: Callable[[dt.datetime], None]) -> None:
    burst(guest)
    set_time(NOW + 15 * MINUTE)
    assert sign_in(guest, PASSWORD).status_code == 302
    guest.logout()
    guest.cookies.clear()
    assert burst(guest) == 10


def test_a_day_without_a_failure_begins_anew(guest: Client, set_time: Callable[[dt.datetime], None]) -> None:
    burst(guest)
    set_time(NOW + 24 * HOUR)
    assert burst(guest) == 10


def test_the_person_at_home_is_not_kept_waiting(guest: Client, set_time: Callable[[dt.datetime], None]) -> None:
    burst(guest)
    set_time(NOW + 15 * MINUTE)
    burst(guest)
    assert sign_in(guest, PASSWORD, address="198.51.100.1").status_code == 302


def test_another_name_from_the_same_address_is_not_kept_waiting(
    guest: Client, set_time: Callable[[dt.datetime], None]
) -> None:
    burst(guest)
    set_time(NOW + 15 * MINUTE)
    assert burst(guest, "boris@example.ru") == 10
