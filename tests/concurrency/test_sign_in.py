"""The sign-in of a whole house at the same moment; one answer of a picture posted by many at once."""

from functools import partial

import pytest
from captcha.models import CaptchaStore
from django.test import Client

from kvita.housing.enums import CaptchaMode
from kvita.housing.models import Portal
from kvita.web.captcha import CaptchaForm
from tests.concurrency.at_once import all_at_once
from tests.factories import PASSWORD, make_portal, make_resident

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 8


def portal_with_picture() -> Portal:
    return make_portal(captcha_mode=CaptchaMode.AFTER_FAILURES, captcha_after_failures=3)


def sign_in(portal: Portal, name: str, password: str = PASSWORD) -> int:
    return Client(SERVER_NAME=portal.host).post("/login/", {"name": name, "password": password}).status_code


def post(data: dict[str, str], _: int) -> bool:
    return CaptchaForm(dict(data)).is_valid()


def test_eight_people_behind_one_router_sign_in_at_the_same_moment() -> None:
    portal = portal_with_picture()
    names = [make_resident(portal, f"resident{number}@example.ru").email or "" for number in range(AT_ONCE)]
    assert all_at_once(AT_ONCE, lambda number: sign_in(portal, names[number])) == [302] * AT_ONCE


def test_so_does_one_person_in_eight_windows() -> None:
    portal = portal_with_picture()
    make_resident(portal, "anna@example.ru")
    assert all_at_once(AT_ONCE, lambda _: sign_in(portal, "anna@example.ru")) == [302] * AT_ONCE


def test_failures_at_the_same_moment_are_all_counted() -> None:
    portal = portal_with_picture()
    make_resident(portal, "anna@example.ru")
    assert all_at_once(AT_ONCE, lambda _: sign_in(portal, "anna@example.ru", "wrong")) == [422] * AT_ONCE
    page = Client(SERVER_NAME=portal.host).get("/login/").content.decode()
    assert "Цифры с картинки" in page


def test_one_answer_of_a_picture_posted_eight_times_passes_once() -> None:
    for _ in range(5):
        shown = CaptchaStore.objects.create(challenge="12345", response="12345", hashkey="")
        data = {"captcha_0": shown.hashkey, "captcha_1": "12345"}
        passed = all_at_once(AT_ONCE, partial(post, data))
        assert sorted(passed) == [False] * (AT_ONCE - 1) + [True]
