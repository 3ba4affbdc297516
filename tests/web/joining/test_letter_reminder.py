"""An unconfirmed address: that a letter was sent is said at once, is a step of its own, and is reminded of at home."""

import re

import pytest

from kvita.accounts.services import store_registration_code
from kvita.core.audit import SYSTEM
from kvita.identity.models import ConfirmationCode, User
from kvita.identity.services import confirm_email
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast
from tests.factories import NOW, make_account
from tests.web.joining.conftest import Door
from tests.web.joining.test_pages import ANNA
from tests.web.resident.pages import read, words_of

pytestmark = pytest.mark.django_db


def test_the_letter_is_told_after_registration_as_the_last_step_and_at_home(cast: Cast, door: Door) -> None:
    account = make_account(cast.organization, "20004506", holder_name="Иванова Анна")
    city = str(account.premise.building.city)
    store_registration_code(account=account, code="1234 5678", now=NOW, actor=SYSTEM)
    client = door("ugra", account_kind_asked=False)
    assert client.post("/registration/", ANNA)["location"] == "/accounts/add/"
    assert "Мы отправили письмо на new@example.ru" in read(client, "/accounts/add/")
    typed = {"number": "20004506", "city": city, "registration_code": "12345678", "phone": "9871234567"}
    assert client.post("/accounts/add/", typed)["location"] == "/registration/sent/"
    step = client.get("/registration/sent/").content.decode()
    assert re.search(r'aria-current="step"[^<]*(?:<[^>]*>[^<]*)*?Письмо', step)
    assert "закрыты оплата и переписка с организацией" in step
    home = read(client, f"/a/{account.pk}/")
    assert "Подтвердите почту new@example.ru." in home
    assert "Отправить письмо ещё раз" in home
    confirm_email(user=User.objects.get(email="new@example.ru"), now=NOW)
    assert "Подтвердите почту" not in read(client, f"/a/{account.pk}/")


def test_while_another_kind_is_offered_the_way_on_leads_to_the_letter(cast: Cast, door: Door) -> None:
    cast.anna.confirmation_due, cast.anna.email_confirmed_at = True, None
    cast.anna.save()
    page = door("ugra", cast.anna).get("/accounts/add/").content.decode()
    assert re.search(r'href="/registration/sent/"[^>]*>Дальше: письмо', page)


def test_again_is_offered_only_where_a_letter_was_sent(cast: Cast, door: Door) -> None:
    cast.anna.confirmation_due, cast.anna.email_confirmed_at = True, None
    cast.anna.save()
    client = door("ugra", cast.anna)
    assert not ConfirmationCode.objects.exists()
    for path in (f"/a/{cast.account.pk}/", f"/a/{cast.account.pk}/pay/", "/registration/sent/", "/profile/"):
        words = words_of(client.get(path).content.decode())
        assert "Отправить письмо" in words
        assert "ещё раз" not in words
    assert "Письмо отправлено." in client.post("/registration/sent/", follow=True).content.decode()
    assert OutboxMessage.objects.get().recipient == cast.anna.email
    assert "Отправить письмо ещё раз" in read(client, f"/a/{cast.account.pk}/")


def test_no_letter_is_offered_where_the_portal_sends_none(cast: Cast, door: Door) -> None:
    cast.anna.confirmation_due, cast.anna.email_confirmed_at = True, None
    cast.anna.save()
    client = door("ugra", cast.anna, confirmation_channels=["SMS_CODE"])
    assert "Отправить письмо" not in read(client, f"/a/{cast.account.pk}/")
