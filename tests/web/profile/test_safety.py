"""Ways in: the password, devices, codes of an app, spare codes. Keys need a browser (tests/e2e/test_profile.py)."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from kvita.notifications.models import OutboxMessage
from tests.actors import Cast, client_of
from tests.factories import PASSWORD
from tests.web.profile.conftest import Sure
from tests.web.resident.pages import read

pytestmark = pytest.mark.django_db
NEW = "тихая река у дома"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"


def enter(cast: Cast, password: str = PASSWORD, agent: str = PHONE) -> Client:
    client = Client(SERVER_NAME=cast.portal.host, headers={"user-agent": agent})
    client.post("/login/", {"name": "anna@example.ru", "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def change(client: Client, **typed: str) -> int:
    return client.post("/profile/password/", {"old": PASSWORD, "new": NEW, "again": NEW} | typed).status_code


def test_a_new_password_closes_the_other_devices_and_keeps_this_one(cast: Cast, anna: Client) -> None:
    other = enter(cast)
    assert change(anna) == 302
    assert is_in(anna)
    assert not is_in(other)
    assert is_in(enter(cast, NEW))
    assert not is_in(enter(cast))


def test_the_notice_does_not_hold_the_password(anna: Client) -> None:
    change(anna)
    letter = OutboxMessage.objects.get(subject="Пароль изменён")
    assert letter.recipient == "anna@example.ru"
    for message in OutboxMessage.objects.all():
        assert not [word for word in (NEW, PASSWORD) if word in f"{message.subject} {message.text} {message.links}"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"old": "не тот"}, "Пароль не подошёл"),
        ({"again": "тихая река"}, "Пароли не совпадают"),
        ({"new": "1", "again": "1"}, "короткий"),
        ({"new": "password", "again": "password"}, "слишком известный"),
        ({"new": "", "again": ""}, "Заполните поле"),
        ({"new": "я" * 10_000, "again": ""}, "не длиннее"),
    ],
)
def test_what_is_wrong_with_a_password_is_said(cast: Cast, anna: Client, typed: dict[str, str], says: str) -> None:
    response = anna.post("/profile/password/", {"old": PASSWORD, "new": NEW, "again": NEW} | typed)
    html = response.content.decode()
    assert response.status_code == 422
    assert says in html
    assert NEW not in html
    cast.anna.refresh_from_db()
    assert cast.anna.check_password(PASSWORD)


def test_devices_are_told_apart_and_closed_one_by_one(cast: Cast, anna: Client) -> None:
    phone = enter(cast)
    page = anna.get("/profile/").content.decode()
    assert "Android, Chrome" in page
    (path,) = re.findall(r'action="(/profile/devices/\d+/end/)"', page)
    anna.post(path)
    assert is_in(anna)
    assert not is_in(phone)


def test_all_other_devices_are_closed_at_once(cast: Cast, anna: Client) -> None:
    others = [enter(cast) for _ in range(3)]
    anna.post("/profile/devices/end/")
    assert is_in(anna)
    assert not any(is_in(other) for other in others)
    assert "Завершить все другие" not in read(anna, "/profile/")


def test_a_device_of_somebody_else_is_not_closed(cast: Cast, anna: Client) -> None:
    enter(cast)
    boris = client_of(cast.boris, cast.portal)
    (path,) = re.findall(r'action="(/profile/devices/\d+/end/)"', anna.get("/profile/").content.decode())
    boris.post(path)
    assert "Android, Chrome" in anna.get("/profile/").content.decode()


@pytest.mark.parametrize("path", ["code/", "code/off/", "spare-codes/", "keys/new/", "delete/"])
def test_an_open_screen_is_not_enough_for_the_ways_in(anna: Client, path: str) -> None:
    answer = anna.get(f"/profile/{path}")
    assert answer["location"].startswith("/profile/sure/?next=")
    assert anna.post("/profile/sure/", {"sure_password": "не тот"}).status_code == 422


def test_the_answer_leads_on_and_never_to_another_host(anna: Client) -> None:
    answer = anna.post("/profile/sure/", {"sure_password": PASSWORD, "next": "/profile/code/"})
    assert answer["location"] == "/profile/code/"
    answer = anna.post("/profile/sure/", {"sure_password": PASSWORD, "next": "//evil.example/"})
    assert answer["location"] == "/profile/"


def code_for(page: str) -> str:
    secret = re.sub(r"\s", "", re.findall(r"<code[^>]*>([A-Z2-7\s]+)</code>", page)[0])
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_a_code_of_the_app_is_set_up_used_and_switched_off(cast: Cast, anna: Client, sure: Sure) -> None:
    sure()
    page = anna.get("/profile/code/").content.decode()
    assert anna.post("/profile/code/", {"code": "000000"}).status_code == 422
    done = anna.post("/profile/code/", {"code": code_for(page)})
    assert done["location"] == "/profile/spare-codes/"
    spare = re.findall(r"<li>(\d{4} \d{4})</li>", anna.get("/profile/spare-codes/").content.decode())
    assert len(spare) == 10

    other = enter(cast)
    assert not is_in(other)
    assert other.get("/login/code/").status_code == 200
    other.post("/login/code/", {"code": spare[0].replace(" ", "")})
    assert is_in(other)
    assert "Осталось 9" in read(anna, "/profile/")

    anna.post("/profile/spare-codes/new/")
    assert "Осталось 10" in read(anna, "/profile/")
    anna.post("/profile/code/off/")
    assert is_in(enter(cast))
    assert "Запасные коды" not in read(anna, "/profile/")


def test_the_secret_of_the_app_is_on_its_page_alone(anna: Client, sure: Sure) -> None:
    sure()
    page = anna.get("/profile/code/").content.decode()
    assert 'aria-label="QR-код для приложения"' in page
    assert "data:" not in page


def test_a_key_that_is_none_is_refused(anna: Client, sure: Sure) -> None:
    sure()
    assert "key-options" in anna.get("/profile/keys/new/").content.decode()
    for credential in ("", "{}", "[]", "1", '{"id": "x"}', "не JSON"):
        data = {"name": "Ключ", "credential": credential, "passwordless": "True"}
        assert anna.post("/profile/keys/new/", data).status_code == 422, credential
