"""The second step offers a key only to who has one; the sign-in page says how long the first way in takes."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from tests.actors import Cast
from tests.factories import PASSWORD
from tests.web.joining.conftest import Door, door

__all__ = ["door"]  # a fixture

pytestmark = pytest.mark.django_db


def second_step(cast: Cast, guest: Client) -> str:
    TOTP.activate(cast.anna, generate_totp_secret())
    return guest.post("/login/", {"name": "anna@example.ru", "password": PASSWORD}, follow=True).content.decode()


def test_who_has_only_an_app_is_offered_no_key(cast: Cast, guest: Client) -> None:
    page = second_step(cast, guest)
    assert "Второй шаг входа" in page
    assert "data-key" not in page


def test_who_has_a_key_is_offered_it_and_told_when_it_fails(cast: Cast, guest: Client) -> None:
    Authenticator.objects.create(
        user=cast.anna, type=Authenticator.Type.WEBAUTHN, data={"name": "Телефон", "credential": {}}
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda _: [])
        page = second_step(cast, guest)
    assert "data-key-failed" in page


@pytest.mark.parametrize(("preset", "said"), [("uk", "Заявку проверит сотрудник"), ("ugra", "3 минуты")])
def test_the_sign_in_page_says_how_long_registering_takes(cast: Cast, door: Door, preset: str, said: str) -> None:
    page = door(preset).get("/login/").content.decode()
    assert said in page
    assert ("3 минуты" in page) == (preset == "ugra")


def test_a_button_that_waits_for_the_consent_says_so(cast: Cast, door: Door) -> None:
    page = door("uk").get("/registration/").content.decode()
    assert 'data-needs="id_consent"' in page
    assert "Кнопка заработает, когда вы отметите согласие." in page
