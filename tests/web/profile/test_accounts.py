"""Linked accounts in the profile: unlink and back, who else looks in, who may send whom away."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink
from kvita.accounts.services import unlink_account
from kvita.core.audit import SYSTEM
from kvita.notifications.models import OutboxMessage
from kvita.web.profile.presenters.accounts import other_viewers
from kvita.web.profile.views import accounts
from tests.actors import Cast, client_of
from tests.factories import NOW, make_link
from tests.web.resident.pages import read

pytestmark = pytest.mark.django_db


def test_the_list_tells_the_proof_and_since_when(cast: Cast, anna: Client) -> None:
    AccountLink.objects.filter(user=cast.anna).update(proof="платёжный код, фамилия")
    words = read(anna, "/profile/")
    assert "551412" in words
    assert "с 11 сентября, подтверждено: платёжный код, фамилия" in words


def test_unlinking_asks_first_and_can_be_taken_back(cast: Cast, anna: Client) -> None:
    path = f"/profile/accounts/{cast.account.pk}/unlink/"
    assert "Отвязать счёт 551412?" in read(anna, path)
    anna.post(path)
    assert anna.get(f"/a/{cast.account.pk}/").status_code == 404
    assert "Вернуть отвязанный счёт" in read(anna, "/profile/")
    anna.post("/profile/accounts/restore/")
    assert anna.get(f"/a/{cast.account.pk}/").status_code == 200
    assert "Вернуть отвязанный счёт" not in read(anna, "/profile/")


def test_after_a_day_it_is_too_late_to_take_it_back(
    cast: Cast, anna: Client, set_time: Callable[[dt.datetime], None]
) -> None:
    anna.post(f"/profile/accounts/{cast.account.pk}/unlink/")
    set_time(NOW + dt.timedelta(days=2))
    page = anna.post("/profile/accounts/restore/", follow=True).content.decode()
    assert "Добавьте лицевой счёт заново" in page
    assert anna.get(f"/a/{cast.account.pk}/").status_code == 404


def test_who_else_sees_the_account(cast: Cast, anna: Client) -> None:
    page = f"/profile/accounts/{cast.account.pk}/people/"
    assert "Кроме вас — никто" in read(anna, page)
    make_link(cast.boris, cast.account)
    words = read(anna, page)
    assert "Борис" in words
    assert "boris@" not in words


def test_who_linked_first_closes_the_access_of_others_and_they_are_told(cast: Cast, anna: Client) -> None:
    late = make_link(cast.boris, cast.account)
    path = f"/profile/accounts/{cast.account.pk}/people/{late.pk}/"
    assert "Борис больше не увидит" in read(anna, path)
    anna.post(path)
    late.refresh_from_db()
    assert late.state == LinkState.REVOKED
    assert OutboxMessage.objects.filter(recipient="boris@example.ru", subject__contains="закрыт").exists()


def test_who_came_later_may_not_close_the_access_of_the_first(cast: Cast) -> None:
    make_link(cast.boris, cast.account)
    boris = client_of(cast.boris, cast.portal)
    first = AccountLink.objects.get(user=cast.anna)
    assert "Закрыть доступ" not in read(boris, f"/profile/accounts/{cast.account.pk}/people/")
    for method in (boris.get, boris.post):
        assert method(f"/profile/accounts/{cast.account.pk}/people/{first.pk}/").status_code == 404
    first.refresh_from_db()
    assert first.state == LinkState.ACTIVE


def test_a_link_of_another_account_is_not_reached_through_ones_own(cast: Cast, anna: Client) -> None:
    elsewhere = AccountLink.objects.get(user=cast.boris)
    assert anna.post(f"/profile/accounts/{cast.account.pk}/people/{elsewhere.pk}/").status_code == 404


def test_who_lost_the_account_in_another_window_is_told_and_sees_no_error(
    cast: Cast, anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = make_link(cast.boris, cast.account)

    def look_and_lose(*args: Any, **kwargs: Any) -> Any:
        found = other_viewers(*args, **kwargs)
        unlink_account(user=cast.anna, account_id=cast.account.pk, now=NOW, actor=SYSTEM)
        return found

    monkeypatch.setattr(accounts, "other_viewers", look_and_lose)
    answer = anna.post(f"/profile/accounts/{cast.account.pk}/people/{late.pk}/", follow=True)
    assert "Этой привязки уже нет" in answer.content.decode()
    late.refresh_from_db()
    assert late.state == LinkState.ACTIVE
