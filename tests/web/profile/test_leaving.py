"""Consents and the end of the cabinet."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from kvita.identity.enums import ConsentKind
from kvita.identity.models import Consent
from kvita.identity.services import give_consent
from tests.actors import Cast
from tests.factories import NOW, PASSWORD
from tests.web.profile.conftest import Sure
from tests.web.resident.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def consent(cast: Cast) -> Consent:
    return give_consent(
        user=cast.anna,
        kind=ConsentKind.PERSONAL_DATA,
        title="Согласие на обработку персональных данных",
        version="2025-09",
        text="Я разрешаю обрабатывать мои данные.",
        now=NOW,
        ip="203.0.113.7",
    )


def enter(cast: Cast) -> Client:
    client = Client(SERVER_NAME=cast.portal.host)
    client.post("/login/", {"name": "anna@example.ru", "password": PASSWORD})
    return client


def held_until(cast: Cast) -> dt.datetime | None:
    cast.anna.refresh_from_db()
    return cast.anna.delete_after


def test_deleting_closes_the_cabinet_at_once_and_holds_the_data(cast: Cast, anna: Client, sure: Sure) -> None:
    sure()
    assert "30 дней" in read(anna, "/profile/delete/")
    other = enter(cast)
    answer = anna.post("/profile/delete/")
    assert answer["location"] == "/login/"
    for client in (anna, other):
        assert client.get("/profile/").status_code == 302
    assert held_until(cast) == NOW + dt.timedelta(days=30)


def test_who_signs_in_during_the_hold_is_asked_on_every_page(cast: Cast, anna: Client, sure: Sure) -> None:
    sure()
    anna.post("/profile/delete/")
    back = enter(cast)
    for path in ("/", f"/a/{cast.account.pk}/", "/profile/", "/profile/password/"):
        assert back.get(path)["location"] == "/profile/leaving/", path
    assert "11 октября" in read(back, "/profile/leaving/")
    back.post("/profile/leaving/")
    assert back.get(f"/a/{cast.account.pk}/").status_code == 200
    assert held_until(cast) is None


def test_where_the_portal_does_not_offer_it_nobody_deletes(cast: Cast, anna: Client, sure: Sure) -> None:
    cast.portal.settings.user_deletion_enabled = False
    cast.portal.settings.save()
    sure()
    assert anna.get("/profile/delete/").status_code == 404
    assert anna.post("/profile/delete/").status_code == 404


def test_a_consent_shows_what_was_agreed_to_when_and_from_where(anna: Client, sure: Sure, consent: Consent) -> None:
    sure()
    words = read(anna, f"/profile/consents/{consent.pk}/")
    for told in ("Я разрешаю обрабатывать", "2025-09", "11 сентября", "203.0.113.7", "через 30 дней мы удалим почту"):
        assert told in words


def test_withdrawing_it_begins_the_deletion_and_staying_gives_it_anew(
    cast: Cast, anna: Client, sure: Sure, consent: Consent, set_time: Callable[[dt.datetime], None]
) -> None:
    sure()
    anna.post(f"/profile/consents/{consent.pk}/")
    consent.refresh_from_db()
    assert consent.withdrawn_at == NOW
    assert held_until(cast) == NOW + dt.timedelta(days=30)

    set_time(NOW + dt.timedelta(days=1))
    back = enter(cast)
    refused = back.post("/profile/leaving/")
    assert refused.status_code == 422
    assert "Без этой отметки" in refused.content.decode()
    back.post("/profile/leaving/", {"agree": "on"})
    assert held_until(cast) is None
    agreed = Consent.objects.filter(user=cast.anna).order_by("pk").values_list("agreed_at", "withdrawn_at")
    assert list(agreed) == [(NOW, NOW), (NOW + dt.timedelta(days=1), None)]


def test_a_consent_of_somebody_else_is_not_found(cast: Cast, anna: Client, sure: Sure, consent: Consent) -> None:
    Consent.objects.update(user=cast.boris)
    sure()
    assert anna.get(f"/profile/consents/{consent.pk}/").status_code == 404
    assert anna.post(f"/profile/consents/{consent.pk}/").status_code == 404
