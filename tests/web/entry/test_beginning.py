"""What the sign-in page offers to who has no password yet, and says in the portal's own words."""

import re

import pytest
from allauth.mfa.models import Authenticator
from captcha.models import CaptchaStore
from django.contrib.auth.hashers import make_password
from django.test import Client

from kvita.accounts.enums import ApplicationState
from kvita.accounts.models import BillingAccount
from kvita.identity.models import User
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast
from tests.factories import PASSWORD, make_application
from tests.web.joining.conftest import Door, door

__all__ = ["door"]  # a fixture

pytestmark = pytest.mark.django_db

NEW = "шкаф-и-море-7"


def named(account: BillingAccount) -> str:
    """Return the surname under which the account is held from now on."""
    BillingAccount.objects.filter(pk=account.pk).update(holder_name="Петрова Анна Ивановна")
    return "Петрова"


def test_the_hint_of_the_portal_stands_under_the_name(door: Door) -> None:
    assert "Логин обычно совпадает с номером лицевого счета" in door("uk").get("/login/").content.decode()
    assert "обычно совпадает" not in door("ugra").get("/login/").content.decode()


def test_number_and_surname_on_the_sign_in_page_lead_to_the_first_sign_in(cast: Cast, door: Door) -> None:
    browser = door("uigkh", captcha_mode="NEVER")
    surname = named(cast.account)
    page = browser.get("/login/").content.decode()
    assert "Первый вход в личный кабинет" in page
    fields = set(re.findall(r'name="(\w+)"', page.split('id="first-head"')[1]))
    assert {"number", "surname"} <= fields
    answer = browser.post("/registration/", {"number": "551412", "surname": surname})
    assert answer["location"] == "/registration/details/"


def test_so_do_they_in_the_ordinary_form(cast: Cast, door: Door) -> None:
    browser = door("uigkh", captcha_mode="NEVER")
    surname = named(cast.account)
    answer = browser.post("/login/", {"name": "551412", "password": surname})
    assert (answer.status_code, answer["location"]) == (302, "/registration/details/")
    assert browser.post("/login/", {"name": "551412", "password": "Чужаков"}).status_code == 422


def test_at_other_portals_a_surname_is_a_wrong_password(cast: Cast, door: Door) -> None:
    surname = named(cast.account)
    assert (
        door("tszh", captcha_mode="NEVER").post("/login/", {"name": "551412", "password": surname}).status_code == 422
    )


@pytest.mark.parametrize("state", [ApplicationState.WAITING, ApplicationState.REJECTED])
def test_who_waits_for_the_staff_is_told_so_for_the_right_password_alone(
    cast: Cast, door: Door, state: ApplicationState
) -> None:
    browser = door("uk", captcha_mode="NEVER")
    application = make_application(
        cast.portal, cast.account, number="888888", password=make_password(PASSWORD), state=state, user=None
    )
    answer = browser.post("/login/", {"name": "888888", "password": PASSWORD})
    assert answer["location"] == f"/registration/{application.token}/"
    assert "Вы подали заявку" in browser.get(answer["location"]).content.decode()
    wrong = browser.post("/login/", {"name": "888888", "password": "wrong"})
    assert wrong.status_code == 422


def test_the_way_in_without_a_password_is_offered_where_somebody_has_a_key(cast: Cast, guest: Client) -> None:
    assert "Войти без пароля" not in guest.get("/login/").content.decode()
    Authenticator.objects.create(user=cast.anna, type=Authenticator.Type.WEBAUTHN, data={"name": "Телефон"})
    assert "Войти без пароля" in guest.get("/login/").content.decode()


def test_a_picture_says_what_becomes_of_passwords(door: Door) -> None:
    page = door("uk").get("/registration/").content.decode()
    assert "только пароли введите ещё раз" in page
    assert "только пароль" not in door("uk").get("/password/").content.decode()


def test_a_wrong_answer_uses_the_picture_up(door: Door) -> None:
    browser = door("ugra", captcha_mode="ALWAYS")
    browser.get("/password/")
    picture = CaptchaStore.objects.latest("pk")
    data = {"name": "anna@example.ru", "captcha_0": picture.hashkey}
    wrong = "00000" if picture.response != "00000" else "11111"
    assert browser.post("/password/", data | {"captcha_1": wrong}).status_code == 422
    assert browser.post("/password/", data | {"captcha_1": picture.response}).status_code == 422


def test_password_and_email_are_changed_in_one_form_and_no_letter_has_the_password(cast: Cast, door: Door) -> None:
    browser = door("uigkh", cast.anna)
    page = browser.get("/profile/password/").content.decode()
    assert 'value="anna@example.ru"' in page
    data = {"old": PASSWORD, "new": NEW, "again": NEW, "email": "anna.new@example.ru"}
    assert browser.post("/profile/password/", data).status_code == 302
    cast.anna.refresh_from_db()
    assert cast.anna.check_password(NEW)
    assert cast.anna.email == "anna@example.ru"  # until the link is opened
    assert NEW not in str(list(OutboxMessage.objects.values()))
    assert OutboxMessage.objects.filter(recipient="anna.new@example.ru", is_secret=True).count() == 1


def test_there_either_may_stay_and_a_form_that_changes_nothing_is_told(cast: Cast, door: Door) -> None:
    browser = door("uigkh", cast.anna)
    same = {"old": PASSWORD, "new": "", "again": "", "email": "anna@example.ru"}
    assert "ничего не изменилось" in browser.post("/profile/password/", same).content.decode()
    assert browser.post("/profile/password/", same | {"email": "anna.new@example.ru"}).status_code == 302
    wrong = browser.post("/profile/password/", same | {"old": "wrong", "email": "anna.third@example.ru"})
    assert wrong.status_code == 422
    assert not OutboxMessage.objects.filter(recipient="anna.third@example.ru").exists()
    cast.anna.refresh_from_db()
    assert cast.anna.check_password(PASSWORD)


def test_elsewhere_the_form_asks_for_the_password_alone(cast: Cast, door: Door) -> None:
    assert 'name="email"' not in door("tszh", cast.anna).get("/profile/password/").content.decode()


def registered(browser: Client) -> tuple[User, str]:
    data = {"login": "newcomer", "email": "new@example.ru", "password": NEW, "password_again": NEW, "consent": "on"}
    answer = browser.post("/registration/", data)
    assert answer["location"] == "/registration/sent/", answer.content.decode()
    (link,) = OutboxMessage.objects.get(recipient="new@example.ru").links
    return User.objects.get(email="new@example.ru"), link


def test_opening_the_link_elsewhere_confirms_nothing_and_the_button_does(door: Door, cast: Cast) -> None:
    user, link = registered(door("tszh", captcha_mode="NEVER"))
    scanner = Client(SERVER_NAME=cast.portal.host)
    assert scanner.head(link).status_code == 200
    page = scanner.get(link).content.decode()
    assert "new@example.ru" in page
    assert "Это не я" in page
    waiting = User.objects.filter(pk=user.pk, confirmation_due=True)
    assert waiting.exists()
    assert "Email успешно подтверждён" in scanner.post(link, {"act": "confirm"}).content.decode()
    assert not waiting.exists()
    assert "_auth_user_id" not in scanner.session


def test_the_browser_that_has_registered_needs_no_button(door: Door) -> None:
    browser = door("tszh", captcha_mode="NEVER")
    user, link = registered(browser)
    browser.get(link)
    user.refresh_from_db()
    assert not user.confirmation_due


def test_who_says_that_it_was_not_them_ends_the_link(door: Door, cast: Cast) -> None:
    user, link = registered(door("tszh", captcha_mode="NEVER"))
    stranger = Client(SERVER_NAME=cast.portal.host)
    assert "не подтверждена" in stranger.post(link, {"act": "not-me"}).content.decode()
    assert stranger.post(link, {"act": "confirm"}).status_code == 410
    user.refresh_from_db()
    assert user.confirmation_due
