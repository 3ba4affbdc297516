"""What stands between a right password and the cabinet."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from kvita.core.audit import SYSTEM
from kvita.housing.enums import CaptchaMode, ConfirmationGate
from kvita.identity.models import User
from kvita.identity.services import issue_password
from kvita.web.entry.devices import COOKIE as DEVICE_COOKIE
from tests.actors import Cast, client_of
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db

NEW = "шкаф-и-море-7"


def sign_in(client: Client, password: str = PASSWORD) -> Any:
    return client.post("/login/", {"name": "anna@example.ru", "password": password, "remember": "on"})


def with_app(user: User) -> str:
    secret: str = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    _, counter, _ = totp.yield_hotp_counters_from_time()  # of now: it is taken for one step more
    code: str = totp.format_hotp_value(totp.hotp_value(secret, counter))
    return code


def is_inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_whoever_has_switched_it_on_is_asked_for_a_code(cast: Cast, guest: Client) -> None:
    secret = with_app(cast.anna)
    assert sign_in(guest)["location"] == "/login/code/"
    assert not is_inside(guest)
    assert "Второй шаг входа" in guest.get("/login/code/").content.decode()
    assert guest.post("/login/code/", {"code": code_of(secret)})["location"] == "/"
    assert is_inside(guest)


def test_the_tick_and_the_page_asked_for_survive_the_second_step(cast: Cast, guest: Client) -> None:
    secret, asked = with_app(cast.anna), f"/a/{cast.account.pk}/history/"
    data = {"name": "anna@example.ru", "password": PASSWORD, "remember": "on", "next": asked}
    guest.post("/login/", data)
    assert guest.post("/login/code/", {"code": code_of(secret)})["location"] == asked
    assert guest.cookies["sessionid"]["max-age"] == 60 * 60 * 24 * 14


def test_a_wrong_code_is_refused_and_many_lock(cast: Cast, guest: Client) -> None:
    secret = with_app(cast.anna)
    sign_in(guest)
    answers = [guest.post("/login/code/", {"code": "000000"}) for _ in range(11)]
    assert {answer.status_code for answer in answers} == {422}
    assert "Код не подошёл" in answers[0].content.decode()
    assert "Слишком много попыток" in answers[10].content.decode()
    assert guest.post("/login/code/", {"code": code_of(secret)}).status_code == 422


def test_a_code_seen_over_the_shoulder_does_not_work_again(cast: Cast, guest: Client) -> None:
    code = code_of(with_app(cast.anna))
    sign_in(guest)
    guest.post("/login/code/", {"code": code})
    cache.clear()  # as in another process of the server
    other = client_of(None, cast.portal)
    sign_in(other)
    assert "уже использован" in other.post("/login/code/", {"code": code}).content.decode()


def test_the_secret_of_the_app_is_not_in_the_database(cast: Cast) -> None:
    secret = with_app(cast.anna)
    assert secret not in str(Authenticator.objects.get().data)


def test_without_the_first_step_there_is_no_second(cast: Cast, guest: Client) -> None:
    with_app(cast.anna)
    assert guest.get("/login/code/")["location"] == "/login/again/"
    assert guest.get("/login/again/")["location"] == "/login/"


def test_staff_are_asked_for_their_code_under_office(cast: Cast) -> None:
    secret, client = with_app(cast.vera), client_of(None, cast.portal)
    answer = client.post("/office/login/", {"username": "vera", "password": PASSWORD, "next": "/office/"})
    assert answer["location"] == "/office/login/code/"
    assert client.post("/office/login/code/", {"code": code_of(secret)})["location"] == "/office/"


def test_an_issued_password_is_changed_before_the_first_page(cast: Cast, guest: Client) -> None:
    issued = issue_password(user=cast.anna, actor=SYSTEM, now=NOW)
    assert sign_in(guest, issued)["location"] == "/login/password/"
    assert not is_inside(guest)
    same = guest.post("/login/password/", {"password": issued}).content.decode()
    assert "тот же пароль" in same
    assert guest.post("/login/password/", {"password": NEW})["location"] == "/"
    assert is_inside(guest)
    assert sign_in(client_of(None, cast.portal), issued).status_code == 422
    assert sign_in(client_of(None, cast.portal), NEW)["location"] == "/"


@pytest.mark.parametrize(
    ("password", "reason"),
    [("кот", "короткий"), ("я" * 21, "не больше 20"), ("password1234", "слишком известный"), ("", "Придумайте")],
)
def test_a_new_password_keeps_to_the_rules_of_the_portal(cast: Cast, guest: Client, password: str, reason: str) -> None:
    cast.portal.settings.password_max_length = 20
    cast.portal.settings.save()
    sign_in(guest, issue_password(user=cast.anna, actor=SYSTEM, now=NOW))
    answer = guest.post("/login/password/", {"password": password})
    assert answer.status_code == 422
    assert reason in answer.content.decode().replace("\u00a0", " ")


def test_where_the_sign_in_waits_for_the_address_the_page_says_so(cast: Cast, guest: Client) -> None:
    cast.portal.settings.confirmation_gates = [ConfirmationGate.SIGN_IN]
    cast.portal.settings.save()
    User.objects.filter(pk=cast.anna.pk).update(confirmation_due=True)
    answer = sign_in(guest)
    page = guest.get(answer["location"]).content.decode()
    assert not is_inside(guest)
    assert "подтвердить почту" in page
    assert "anna@example.ru" in page


def test_where_it_does_not_wait_an_unconfirmed_address_may_sign_in(cast: Cast, guest: Client) -> None:
    cast.portal.settings.confirmation_gates = [ConfirmationGate.PAYING]
    cast.portal.settings.save()
    User.objects.filter(pk=cast.anna.pk).update(confirmation_due=True)
    assert sign_in(guest)["location"] == "/"


def test_staff_are_limited_like_residents(cast: Cast) -> None:
    client = client_of(None, cast.portal)
    data = {"username": "vera", "password": "wrong"}
    pages = [client.post("/office/login/", data).content.decode() for _ in range(3)]
    assert "Логин или пароль не подошли" in pages[2]
    assert "Цифры с картинки" in client.get("/office/login/").content.decode()


def test_residents_do_not_sign_in_as_staff(cast: Cast) -> None:
    answer = client_of(None, cast.portal).post("/office/login/", {"username": "anna@example.ru", "password": PASSWORD})
    assert answer.status_code == 422


def test_passkey_of_another_place_opens_nothing(guest: Client) -> None:
    options = guest.get("/login/key/").json()["request_options"]["publicKey"]
    assert options["rpId"] == "innova.localhost"
    for credential in ("", "{}", "[]", "null", '{"id": "x"}', "\x00", "я" * 1000):
        answer = guest.post("/login/key/", {"credential": credential})
        assert answer["location"] == "/login/"
    assert not is_inside(guest)


def test_after_failures_the_form_shows_a_picture_and_keeps_the_name(cast: Cast, guest: Client) -> None:
    cast.portal.settings.captcha_mode = CaptchaMode.AFTER_FAILURES
    cast.portal.settings.captcha_after_failures = 2
    cast.portal.settings.save()
    first, second = (sign_in(guest, "wrong").content.decode() for _ in range(2))
    assert "Цифры с картинки" not in first
    assert "Цифры с картинки" in second
    assert "Впишите цифры с картинки" in sign_in(guest).content.decode()
    data = {"name": "anna@example.ru", "password": PASSWORD, "refresh_captcha": "1"}
    again = guest.post("/login/", data)
    page = again.content.decode()
    assert again.status_code == 200
    assert 'value="anna@example.ru"' in page
    assert PASSWORD not in page
    assert "Ошибка" not in page


def test_the_right_digits_let_in(cast: Cast, guest: Client) -> None:
    from captcha.models import CaptchaStore

    cast.portal.settings.captcha_mode = CaptchaMode.AFTER_FAILURES
    cast.portal.settings.captcha_after_failures = 1
    cast.portal.settings.save()
    sign_in(guest, "wrong")
    picture = CaptchaStore.objects.latest("pk")
    assert guest.get(f"/captcha/{picture.hashkey}/")["content-type"] == "image/png"
    data = {"name": "anna@example.ru", "password": PASSWORD}
    answer = guest.post("/login/", data | {"captcha_0": picture.hashkey, "captcha_1": picture.response})
    assert answer["location"] == "/"


def test_a_sign_in_costs_as_many_queries_with_twenty_sessions_as_with_one(
    cast: Cast, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    """In a browser that is known; one that is new asks once more, whether a letter of this hour tells of it."""
    known = client_of(None, cast.portal)
    for one in (known, client_of(None, cast.portal)):
        sign_in(one)
    counts, new = [], []
    for _ in range(20):
        again = client_of(None, cast.portal)
        again.cookies[DEVICE_COOKIE] = known.cookies[DEVICE_COOKIE].value
        counts.append(count_queries(lambda: sign_in(again)))  # noqa: B023 - called at once
        new.append(count_queries(lambda: sign_in(client_of(None, cast.portal))))
    assert counts[0] == counts[-1] <= 24
    assert new[0] == new[-1] <= 25
    assert UserSession.objects.filter(user=cast.anna).count() == 42
