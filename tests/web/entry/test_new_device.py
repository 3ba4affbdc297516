"""Word goes of a sign-in in a browser in which the person never was."""

import pytest
from django.test import Client

from kvita.notifications.models import OutboxMessage
from tests.actors import Cast
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(browser: Client) -> None:
    assert browser.post("/login/", {"name": "anna@example.ru", "password": PASSWORD}).status_code == 302
    browser.post("/logout/")


def letters() -> int:
    return OutboxMessage.objects.filter(subject="Вход с нового устройства", recipient="anna@example.ru").count()


def test_the_first_device_is_no_news_and_a_known_one_neither(cast: Cast, guest: Client) -> None:
    sign_in(guest)
    sign_in(guest)
    assert letters() == 0


def test_another_device_is_told_once(cast: Cast, guest: Client) -> None:
    sign_in(guest)
    other = Client(SERVER_NAME=cast.portal.host)
    sign_in(other)
    sign_in(other)
    assert letters() == 1
    text = OutboxMessage.objects.get(subject="Вход с нового устройства").text
    assert "смените пароль" in text
