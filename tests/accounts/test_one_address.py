"""One address, several registrations: nobody loses what they have proved, and only who reads the mail gets it."""

from typing import Any

import pytest
from django.test import Client

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink
from kvita.accounts.selectors import residents_sharing, unconfirmed_with_accounts
from kvita.accounts.services.merging import WAITING_OF_VISITOR, take_accounts_over
from kvita.identity.models import User
from kvita.identity.services import confirm_email, purge_unconfirmed
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast
from tests.factories import NOW, make_account, make_link
from tests.web.conftest import cast, set_time, still_clock
from tests.web.joining.conftest import Door, door

__all__ = ["cast", "door", "set_time", "still_clock"]  # fixtures

pytestmark = pytest.mark.django_db

GRANNY = "granny@example.ru"
OWN = "шкаф-и-море-7"
TYPED = {"password": OWN, "password_again": OWN, "consent": "on", "phone": ""}


@pytest.fixture
def granny(cast: Cast) -> User:
    """A registration whose letter was not opened; she sees Boris's account already."""
    user = User.objects.create_user(
        realm=cast.portal.realm, email=GRANNY, password="гранни-и-пароль", confirmation_due=True, created_at=NOW
    )
    make_link(user, cast.boris_account)
    return user


def register(browser: Client, email: str = GRANNY, login: str = "") -> Any:
    return browser.post("/registration/", TYPED | {"email": email, "login": login})


def strangers(door: Door, count: int) -> None:
    for number in range(count):
        browser = door("ugra", captcha_mode="NEVER")
        typed = TYPED | {
            "email": GRANNY,
            "password": f"чужой-пароль-{number}",
            "password_again": f"чужой-пароль-{number}",
        }
        assert browser.post("/registration/", typed, REMOTE_ADDR=f"198.51.100.{number}").status_code == 302


def letter_of(subject: str) -> str:
    return str(OutboxMessage.objects.filter(subject=subject).order_by("-pk")[0].links[0])


def accounts_of(email: str) -> set[str]:
    links = AccountLink.objects.filter(user__email=email, state=LinkState.ACTIVE)
    return set(links.values_list("account__number", flat=True))


def test_strangers_do_not_push_her_password_out(cast: Cast, door: Door, granny: User) -> None:
    strangers(door, 7)
    home = door("ugra", captcha_mode="NEVER")
    assert home.post("/login/", {"name": GRANNY, "password": "гранни-и-пароль"}).status_code == 302


def test_a_browser_that_knows_her_finds_her_among_strangers(cast: Cast, door: Door, granny: User) -> None:
    AccountLink.objects.filter(user=granny).delete()
    strangers(door, 6)
    assert granny in residents_sharing(realm=granny.realm, email=GRANNY, known=[granny.pk])


def test_recovery_reaches_the_registration_that_sees_an_account(cast: Cast, door: Door, granny: User) -> None:
    strangers(door, 5)
    browser = door("ugra", captcha_mode="NEVER")
    browser.post("/password/", {"name": GRANNY})
    browser.post(letter_of("Новый пароль"), {"password": OWN})
    assert [user.pk for user in User.objects.filter(email=GRANNY)] == [granny.pk]
    assert accounts_of(GRANNY) == {cast.boris_account.number}


def test_registering_again_and_opening_the_second_letter_keeps_the_account(
    cast: Cast, door: Door, granny: User
) -> None:
    browser = door("ugra", captcha_mode="NEVER")
    register(browser)
    browser.get(letter_of("Подтвердите почту"))
    assert accounts_of(GRANNY) == {cast.boris_account.number}
    assert User.objects.filter(email=GRANNY).count() == 1


def test_a_strangers_letter_does_not_bring_the_stranger_her_account(cast: Cast, door: Door, granny: User) -> None:
    strangers(door, 1)
    mail = door("ugra", captcha_mode="NEVER")
    link = letter_of("Подтвердите почту")
    answer = mail.post(link, {"act": "confirm"})
    assert "Придумайте пароль" in answer.content.decode()
    assert User.objects.filter(pk=granny.pk).exists()
    assert mail.post(link, {"act": "confirm", "password": OWN}).status_code == 302
    assert accounts_of(GRANNY) == {cast.boris_account.number}
    user = User.objects.get(email=GRANNY)
    assert (user.check_password(OWN), user.check_password("чужой-пароль-0")) == (True, False)


def test_who_has_a_cabinet_gets_both_ways_in_and_keeps_what_was_added(cast: Cast, door: Door) -> None:
    browser = door("ugra", captcha_mode="NEVER")
    register(browser, "anna@example.ru")
    second = User.objects.get(email="anna@example.ru", confirmation_due=True)
    make_link(second, cast.boris_account)
    page = browser.get(letter_of("У вас уже есть кабинет")).content.decode()
    assert "/login/" in page
    token = letter_of("У вас уже есть кабинет").rstrip("/").rpartition("/")[2]
    assert f"/password/{token}/" in page
    assert browser.post(f"/password/{token}/", {"password": OWN}).status_code == 302
    assert accounts_of("anna@example.ru") == {cast.account.number, cast.boris_account.number}
    assert User.objects.filter(email="anna@example.ru").count() == 1


def test_what_both_see_goes_over_once_and_what_has_ended_stays_behind(cast: Cast, granny: User) -> None:
    winner = User.objects.create_user(realm=granny.realm, email=GRANNY, password="x", confirmation_due=True)
    make_link(winner, cast.boris_account)
    make_link(granny, make_account(cast.organization, "777002"), LinkState.REVOKED)
    make_link(granny, make_account(cast.organization, "777003"))
    assert take_accounts_over(winner=winner, loser=granny, now=NOW) == 1
    confirm_email(user=winner, now=NOW)
    assert accounts_of(GRANNY) == {cast.boris_account.number, "777003"}
    told = OutboxMessage.objects.get(subject="Лицевые счета перенесены в ваш кабинет")
    assert "777003" in told.text


def test_a_stranger_replaces_the_strangers_own_registrations_only(cast: Cast, door: Door, granny: User) -> None:
    AccountLink.objects.filter(user=granny).delete()
    browser = door("ugra", captcha_mode="NEVER")
    for _ in range(6):
        register(browser)
        browser.post("/logout/")
    waiting = User.objects.filter(email=GRANNY).order_by("pk")
    assert waiting[0] == granny
    assert waiting.count() == 1 + WAITING_OF_VISITOR


def test_what_sees_an_account_is_not_swept_away(cast: Cast, granny: User) -> None:
    User.objects.filter(pk=granny.pk).update(email="anna@example.ru")
    assert purge_unconfirmed(now=NOW.replace(year=NOW.year + 1), keep=unconfirmed_with_accounts()) == 0
    assert User.objects.filter(pk=granny.pk).exists()
