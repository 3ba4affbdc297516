"""Registering with an address that somebody has or waits for: the page says nothing, the letter tells."""

import re
from typing import Any

import pytest
from django.test import Client

from kvita.accounts.models import AccountLink
from kvita.identity.models import User
from kvita.identity.services import confirm_email
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast
from tests.factories import NOW, make_link
from tests.web.conftest import cast, set_time, still_clock
from tests.web.joining.conftest import Door, door

__all__ = ["cast", "door", "set_time", "still_clock"]  # fixtures

pytestmark = pytest.mark.django_db

PASSWORDS = {"password": "шкаф-и-море-7", "password_again": "шкаф-и-море-7", "consent": "on"}


def register(browser: Client, email: str, login: str) -> Any:
    return browser.post("/registration/", PASSWORDS | {"email": email, "login": login, "phone": ""})


def told(answer: Any, browser: Client, email: str) -> tuple[int, str, str]:
    assert answer.status_code == 302, re.findall(r'class="error.*?</p>', answer.content.decode())
    page = browser.get(answer["location"]).content.decode().replace(email, "…")
    return answer.status_code, answer["location"], re.sub(r'[(]?"[a-zA-Z0-9]{32,64}"', "", page)


@pytest.mark.parametrize("preset", ["tszh", "ugra"])
def test_the_page_says_the_same_whoever_has_a_cabinet(cast: Cast, door: Door, preset: str) -> None:
    pages = []
    for number, email in enumerate(("anna@example.ru", "free@example.ru")):
        browser = door(preset, captcha_mode="NEVER")
        pages.append(told(register(browser, email, f"login-{number}"), browser, email))
    assert pages[0] == pages[1]
    assert pages[0][0] == 302
    letter = OutboxMessage.objects.get(recipient="anna@example.ru")
    assert letter.subject == "У вас уже есть кабинет"
    assert len(letter.links) == 1


def test_the_cabinet_that_is_there_is_not_touched(cast: Cast, door: Door) -> None:
    register(door("tszh", captcha_mode="NEVER"), "anna@example.ru", "stranger")
    cast.anna.refresh_from_db()
    assert AccountLink.objects.filter(user=cast.anna).exists()
    browser = door("tszh", captcha_mode="NEVER")
    answer = browser.post("/login/", {"name": "anna@example.ru", "password": "ромашка-2017"})
    assert (answer.status_code, answer["location"]) == (302, "/")


def test_a_cabinet_that_waits_keeps_its_links_until_the_new_letter_is_opened(cast: Cast, door: Door) -> None:
    first = User.objects.create_user(
        realm=cast.portal.realm, email="new@example.ru", password="первый-пароль", confirmation_due=True
    )
    make_link(first, cast.boris_account)
    browser = door("tszh", captcha_mode="NEVER")
    register(browser, "new@example.ru", "second")
    second = User.objects.get(login="second")
    assert AccountLink.objects.filter(user=first).exists()
    assert browser.post("/login/", {"name": "new@example.ru", "password": "первый-пароль"}).status_code == 302
    letter = OutboxMessage.objects.get(recipient="new@example.ru")
    assert "уже начинали регистрацию" in letter.text
    browser.post(letter.links[0], {"act": "confirm"})
    assert list(User.objects.filter(email="new@example.ru")) == [second]


def test_a_login_that_two_wait_for_is_of_who_confirms_first(cast: Cast) -> None:
    one, two = (
        User.objects.create_user(
            realm=cast.portal.realm, email=f"{name}@example.ru", login="kot", password="x", confirmation_due=True
        )
        for name in ("one", "two")
    )
    confirm_email(user=two, now=NOW)
    confirm_email(user=one, now=NOW)
    assert [User.objects.get(pk=user.pk).login for user in (one, two)] == [None, "kot"]


def test_an_application_is_taken_as_any_other_and_the_letter_tells(cast: Cast, door: Door) -> None:
    browser = door("uk", captcha_mode="NEVER")
    typed = {
        "full_name": "Иванова Анна",
        "number": "1000123456",
        "phone": "8 917 000-00-01",
        "email": "anna@example.ru",
    }
    assert browser.post("/registration/", PASSWORDS | typed).status_code == 302
    assert OutboxMessage.objects.filter(recipient="anna@example.ru", subject="У вас уже есть кабинет").count() == 1
