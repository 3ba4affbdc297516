"""Where no address is ever confirmed, registration has to tell that it is taken: seldom, and to the owner by letter."""

from typing import Any

import pytest
from django.test import Client

from kvita.accounts.services import registering
from kvita.housing.enums import ConsentMode
from kvita.identity.models import User
from kvita.identity.services import HOUR, Limit
from kvita.notifications.models import OutboxMessage
from tests.actors import client_of
from tests.factories import make_organization, make_portal, make_resident

pytestmark = pytest.mark.django_db(transaction=True)
TAKEN = "Кабинет с этой почтой уже есть"


@pytest.fixture
def guest(monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(registering, "REFUSALS_OF_DAY", Limit(3, 24 * HOUR))
    portal = make_portal(organizations=[make_organization()], confirmation_channels=[], consent_mode=ConsentMode.NONE,
                         captcha_mode="NEVER")  # fmt: skip
    make_resident(portal, "anna@example.ru")
    return client_of(None, portal)


def register(guest: Client, email: str, address: str = "192.0.2.1") -> Any:
    form = {"email": email, "password": "ромашка-2017", "password_again": "ромашка-2017"}
    return guest.post("/registration/", form, REMOTE_ADDR=address)


def test_one_visitor_learns_of_few_addresses_a_day_and_of_none_after_that(guest: Client) -> None:
    pages = [register(guest, "anna@example.ru").content.decode() for _ in range(4)]
    assert [TAKEN in page for page in pages] == [True, True, True, False]
    free = register(guest, "free@example.ru")
    assert free.status_code == 422
    assert "Слишком много попыток" in free.content.decode()
    assert not User.objects.filter(email="free@example.ru").exists()


def test_a_neighbour_and_who_succeeds_are_not_counted(guest: Client) -> None:
    for number in range(5):
        assert register(guest, f"free{number}@example.ru").status_code == 302
        guest.logout()
    for _ in range(4):
        register(guest, "anna@example.ru")
    assert register(guest, "other@example.ru", address="198.51.100.7").status_code == 302


def test_the_owner_of_the_address_is_told_by_letter_once_a_day(guest: Client) -> None:
    for _ in range(3):
        register(guest, "Anna@example.ru")
    assert [(one.recipient.lower(), one.subject) for one in OutboxMessage.objects.all()] == [
        ("anna@example.ru", "У вас уже есть кабинет")
    ]
