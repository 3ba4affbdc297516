"""The picture and its sound, as the browser gets them."""

import datetime as dt
import re

import pytest
from captcha.models import CaptchaStore
from django.test import Client
from django.utils import timezone

from kvita.housing.enums import CaptchaMode
from kvita.web.captcha import spoken
from kvita.web.captcha.forms import CaptchaForm
from tests.actors import Cast, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(cast: Cast) -> str:
    cast.portal.settings.captcha_mode = CaptchaMode.ALWAYS
    cast.portal.settings.save()
    return client_of(None, cast.portal).get("/password/").content.decode()


def address_in(page: str) -> str:
    found = re.search(r'<audio controls preload="none" src="([^"]+)"', page)
    assert found
    return found[1]


def test_the_form_has_the_sound_of_its_own_picture(form: str, guest: Client) -> None:
    store = CaptchaStore.objects.get()
    assert address_in(form) == f"/captcha/{store.hashkey}/sound/"
    answer = guest.get(address_in(form))
    assert answer["content-type"] == "audio/wav"
    assert answer.content == spoken(store.response, key=store.hashkey)


def test_another_picture_comes_with_another_sound(form: str, guest: Client) -> None:
    again = guest.post("/password/", {"name": "anna@example.ru", "refresh_captcha": "1"}).content.decode()
    assert address_in(again) != address_in(form)
    assert guest.get(address_in(again)).status_code == 200


def test_the_policy_lets_sounds_of_our_own_play_and_no_others(guest: Client) -> None:
    assert "media-src 'self';" in guest.get("/login/")["content-security-policy"] + ";"


def test_nothing_but_the_sound_tells_the_digits(form: str, guest: Client) -> None:
    store = CaptchaStore.objects.get()
    answer = guest.get(address_in(form))
    assert store.response not in str(answer.headers)
    assert "content-disposition" not in answer
    assert "no-store" in answer["cache-control"]
    assert store.response not in form


def test_a_used_an_old_and_an_invented_key_are_silent(form: str, guest: Client) -> None:
    store = CaptchaStore.objects.get()
    CaptchaStore.objects.update(expiration=timezone.now() - dt.timedelta(seconds=1))
    assert guest.get(address_in(form)).status_code == 404
    store.delete()
    assert guest.get(address_in(form)).status_code == 404
    assert guest.get(f"/captcha/{'0' * 40}/sound/").status_code == 404


def test_a_player_may_ask_for_parts(form: str, guest: Client) -> None:
    address = address_in(form)
    whole = guest.get(address).content
    first = guest.get(address, headers={"range": "bytes=0-1"})
    rest = guest.get(address, headers={"range": "bytes=2-"})
    assert (first.status_code, first["content-range"]) == (206, f"bytes 0-1/{len(whole)}")
    assert first.content + rest.content == whole


@pytest.mark.parametrize(
    ("asked", "status"), [("bytes=9999999-", 416), ("bytes=5-4", 416), ("bytes=x", 200), ("bytes=0-1,4-5", 200)]
)
def test_strange_parts_do_no_harm(form: str, guest: Client, asked: str, status: int) -> None:
    assert guest.get(address_in(form), headers={"range": asked}).status_code == status


def test_a_program_that_collects_pictures_and_sounds_is_stopped(form: str, guest: Client) -> None:
    statuses = [guest.get(f"/captcha/{'0' * 40}/").status_code for _ in range(401)]
    assert statuses == [410] * 400 + [429]
    answer = guest.get(address_in(form))
    assert answer.status_code == 429
    assert 0 < int(answer["retry-after"]) <= 3600


def test_nothing_is_demanded_of_the_hidden_key() -> None:
    form = CaptchaForm()
    hidden, answer = re.findall(r"<input[^>]*>", str(form["captcha"]))
    assert 'type="hidden"' in hidden
    assert "required" not in hidden
    assert "required" in answer
