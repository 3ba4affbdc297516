"""Who stopped half-way in with the old password stays outside once there is a new one."""

import pytest
from django.test import Client

from kvita.core.audit import SYSTEM
from kvita.housing.enums import ConfirmationGate
from kvita.identity.services import change_password, confirm_email
from tests.actors import Cast
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def half_way(cast: Cast, guest: Client) -> Client:
    """A browser that has given the right password of an address that waits for its letter."""
    cast.portal.settings.confirmation_gates = [ConfirmationGate.SIGN_IN]
    cast.portal.settings.save()
    cast.anna.confirmation_due, cast.anna.email_confirmed_at = True, None
    cast.anna.save()
    assert guest.post("/login/", {"name": "anna@example.ru", "password": PASSWORD}).status_code == 302
    return guest


def test_the_letter_of_the_owner_opens_no_session_of_the_old_password(cast: Cast, half_way: Client) -> None:
    confirm_email(user=cast.anna, now=NOW)
    change_password(user=cast.anna, password="the-owners-own", actor=SYSTEM, now=NOW)
    half_way.get("/login/confirm/", follow=True)
    assert "_auth_user_id" not in half_way.session


def test_the_same_password_goes_on(cast: Cast, half_way: Client) -> None:
    confirm_email(user=cast.anna, now=NOW)
    half_way.get("/login/confirm/", follow=True)
    assert half_way.session["_auth_user_id"] == str(cast.anna.pk)
