"""Guessing passwords does not pay, and a lock tells how to get in."""

import datetime as dt
import typing
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.http import HttpRequest
from django.test import Client

from kvita.core.errors import DomainError
from kvita.housing.enums import CaptchaMode
from kvita.identity.enums import ThrottleScope
from kvita.identity.models import Throttle
from kvita.web.auth import PortalBackend
from kvita.web.requests import PortalRequest
from tests.actors import Cast
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db

MINUTES = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def no_picture(cast: Cast) -> None:
    cast.portal.settings.captcha_mode = CaptchaMode.NEVER
    cast.portal.settings.save()


WRONG = "wrong"


def sign_in(guest: Client, password: str = WRONG, address: str = "127.0.0.1") -> Any:
    return guest.post("/login/", {"name": "anna@example.ru", "password": password}, REMOTE_ADDR=address)


def test_the_eleventh_try_from_one_place_is_not_looked_at_even_with_the_right_password(guest: Client) -> None:
    for _ in range(10):
        sign_in(guest)
    answer = sign_in(guest, PASSWORD)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "через 15\u00a0минут" in page
    assert "Забыли пароль?" in page


def test_a_lock_ends_by_itself(guest: Client, set_time: Callable[[dt.datetime], None]) -> None:
    for _ in range(11):
        sign_in(guest)
    set_time(NOW + 15 * MINUTES)
    assert sign_in(guest, PASSWORD).status_code == 302


def test_who_guesses_elsewhere_does_not_lock_the_person_out_at_home(guest: Client) -> None:
    for _ in range(12):
        sign_in(guest, address="203.0.113.7")
    assert sign_in(guest, PASSWORD).status_code == 302


def test_a_success_forgets_the_failures_before_it(guest: Client) -> None:
    for _ in range(9):
        sign_in(guest)
    sign_in(guest, PASSWORD)
    counts = dict(Throttle.objects.filter(scope=ThrottleScope.SIGN_IN).values_list("key", "count"))
    person = Throttle.objects.get(key__regex=r"^user:\d+$").key
    own = {person: 0, f"{person}@127.0.0.1": 0, f"worn:{person}@127.0.0.1": 0}
    assert counts == {**own, "ip:127.0.0.1": 9, "failed:ip:127.0.0.1": 9}


def test_homes_of_one_ipv6_network_count_as_one(guest: Client) -> None:
    for number in range(10):
        sign_in(guest, address=f"2001:db8:1:1::{number:x}")
    assert "Слишком много попыток" in sign_in(guest, address="2001:db8:1:1::ffff").content.decode()
    assert "Слишком много попыток" not in sign_in(guest, address="2001:db8:1:2::1").content.decode()


def test_two_thousand_passwords_from_a_hundred_places_are_forty_an_hour(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    verify = MD5PasswordHasher.verify

    def counted(self: MD5PasswordHasher, password: str, encoded: str) -> bool:
        read.append(password)
        return verify(self, password, encoded)

    monkeypatch.setattr(MD5PasswordHasher, "verify", counted)
    backend, locked = PortalBackend(), 0
    guesses = 2_000 if connection.vendor == "sqlite" else 300
    for number in range(guesses):
        request = _request(f"198.51.100.{number % 100}")
        try:
            backend.authenticate(request, portal=cast.portal, name="anna@example.ru", password=f"guess-{number}")
        except DomainError as error:
            locked += error.code == "locked"
    assert (len(read), locked) == (40, guesses - 40)


def test_three_hundred_names_from_one_place_are_a_hundred_and_fifty_an_hour(cast: Cast) -> None:
    backend, request, tried = PortalBackend(), _request("203.0.113.7"), 0
    for number in range(300):
        try:
            backend.authenticate(request, portal=cast.portal, name=f"resident{number}@example.ru", password="qwerty")
            tried += 1
        except DomainError:
            continue
    assert tried == 150


def test_staff_see_who_is_locked(cast: Cast, guest: Client) -> None:
    for _ in range(11):
        sign_in(guest)
    admin = Client(SERVER_NAME=cast.portal.host)
    cast.vera.is_superuser = True
    cast.vera.save()
    admin.force_login(cast.vera, backend="kvita.web.auth.StaffBackend")
    page = admin.get("/office/identity/throttle/?is_over=1").content.decode()
    assert f"user:{cast.anna.pk}@127.0.0.1" in page
    assert f"user:{cast.anna.pk}</" not in page


def _request(address: str) -> PortalRequest:
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = address
    page = typing.cast("PortalRequest", request)
    page.now = NOW
    return page
