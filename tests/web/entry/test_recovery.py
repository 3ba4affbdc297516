"""«Забыли пароль?»: by letter and by SMS; pages do not tell who has a cabinet."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kvita.housing.enums import CaptchaMode, ConfirmationChannel, SignInName
from kvita.identity.models import Throttle, User
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast, client_of
from tests.factories import NOW, PASSWORD, make_resident

pytestmark = pytest.mark.django_db

NEW = "шкаф-и-море-7"


@pytest.fixture(autouse=True)
def by_sms_too(cast: Cast) -> None:
    settings = cast.portal.settings
    settings.confirmation_channels = [ConfirmationChannel.EMAIL_LINK, ConfirmationChannel.SMS_CODE]
    settings.sign_in_names = [SignInName.EMAIL, SignInName.ACCOUNT_NUMBER]
    settings.save()
    cast.anna.phone = "+79871234567"
    cast.anna.save()


def ask(guest: Client, name: str = "anna@example.ru", channel: str = "EMAIL") -> str:
    answer = guest.post("/password/", {"name": name, "channel": channel})
    assert answer.status_code == 302, answer.content.decode()
    return guest.get(answer["location"]).content.decode()


def letter_link() -> str:
    (link,) = OutboxMessage.objects.get(channel="EMAIL").links
    return str(link)


def sms_code() -> str:
    found = re.search(r"\d{6}", OutboxMessage.objects.get(channel="SMS").text)
    assert found
    return found[0]


def can_sign_in(cast: Cast, password: str) -> bool:
    answer = client_of(None, cast.portal).post("/login/", {"name": "anna@example.ru", "password": password})
    return answer.status_code == 302


@pytest.mark.parametrize("port", [0, 8443])
def test_the_link_leads_to_the_portal_whatever_port_the_visitor_named(guest: Client, settings: Any, port: int) -> None:
    settings.PUBLIC_PORT = port
    guest.post("/password/", {"name": "anna@example.ru", "channel": "EMAIL"}, headers={"host": "innova.localhost:6666"})
    assert letter_link().startswith(f"http://innova.localhost{':8443' if port else ''}/password/")


def test_the_link_of_the_letter_sets_a_new_password_and_lets_in(cast: Cast, guest: Client) -> None:
    ask(guest)
    answer = guest.post(letter_link(), {"password": NEW})
    assert (answer.status_code, answer["location"]) == (302, "/")
    assert guest.get(f"/a/{cast.account.pk}/").status_code == 200
    assert (can_sign_in(cast, NEW), can_sign_in(cast, PASSWORD)) == (True, False)


def test_a_notice_goes_without_the_password(guest: Client) -> None:
    ask(guest)
    guest.post(letter_link(), {"password": NEW})
    notice = OutboxMessage.objects.get(subject="Пароль изменён")
    assert notice.recipient == "anna@example.ru"
    assert NEW not in notice.text


def test_other_sessions_end_with_the_old_password(cast: Cast, anna: Client, guest: Client) -> None:
    ask(guest)
    guest.post(letter_link(), {"password": NEW})
    assert "/login/" in anna.get(f"/a/{cast.account.pk}/")["location"]


def test_the_link_works_once_and_two_hours(guest: Client, set_time: Callable[[dt.datetime], None]) -> None:
    ask(guest)
    link = letter_link()
    set_time(NOW + dt.timedelta(hours=2))
    assert guest.get(link).status_code == 410
    set_time(NOW)
    guest.post(link, {"password": NEW})
    guest.post("/logout/")
    answer = guest.get(link)
    assert answer.status_code == 410
    assert "Получить новую ссылку" in answer.content.decode()


def test_a_bad_password_does_not_use_the_link_up(guest: Client) -> None:
    ask(guest)
    page = guest.post(letter_link(), {"password": "123"}).content.decode()
    assert "Пароль короткий" in page
    assert guest.post(letter_link(), {"password": NEW}).status_code == 302


def test_the_code_of_the_sms_sets_a_new_password(cast: Cast, guest: Client) -> None:
    ask(guest, "8 (987) 123-45-67", "SMS")
    assert guest.post("/password/code/", {"code": sms_code(), "password": NEW})["location"] == "/"
    assert can_sign_in(cast, NEW)


def test_a_wrong_code_is_said_at_the_field_and_five_end_it(guest: Client) -> None:
    ask(guest, "551412", "SMS")
    wrong = f"{(int(sms_code()) + 1) % 10**6:06}"
    pages = [guest.post("/password/code/", {"code": wrong, "password": NEW}).content.decode() for _ in range(5)]
    assert "осталось попыток: 4" in pages[0]
    assert "больше не действует" in pages[4]
    assert guest.post("/password/code/", {"code": sms_code(), "password": NEW}).status_code == 422


@pytest.mark.parametrize("channel", ["EMAIL", "SMS"])
@pytest.mark.parametrize(
    ("known", "unknown"),
    [("anna@example.ru", "nobody@example.ru"), ("551412", "551413"), ("89871234567", "89871234568")],
)
def test_pages_do_not_tell_who_has_a_cabinet(cast: Cast, channel: str, known: str, unknown: str) -> None:
    pages = []
    for name in (known, unknown):
        page = ask(client_of(None, cast.portal), name, channel).replace(name, "NAME")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
    assert pages[0] == pages[1]
    assert OutboxMessage.objects.count() == 1


def test_an_unknown_name_waits_and_is_limited_like_a_known_one(guest: Client) -> None:
    for name in ("anna@example.ru", "nobody@example.ru"):
        ask(guest, name)
        page = guest.post("/password/", {"name": name, "channel": "EMAIL"}).content.decode()
        assert "можно попросить через" in page


def test_a_resident_of_another_portal_is_nobody_here(guest: Client) -> None:
    ask(guest, "daria@example.ru")
    assert not OutboxMessage.objects.exists()


def test_the_letter_of_one_portal_opens_nothing_at_another(cast: Cast, guest: Client) -> None:
    ask(guest)
    path = letter_link().split("localhost", 1)[1]
    assert client_of(None, cast.other_portal).get(path).status_code == 410


def test_setting_a_password_by_letter_confirms_a_forgotten_registration(cast: Cast, guest: Client) -> None:
    user = make_resident(cast.portal, "new@example.ru", confirmation_due=True)
    ask(guest, "new@example.ru")
    guest.post(letter_link(), {"password": NEW})
    user.refresh_from_db()
    assert (user.confirmation_due, user.email_confirmed_at) == (False, NOW)


def test_recovery_opens_a_lock(cast: Cast, guest: Client) -> None:
    cast.portal.settings.captcha_mode = CaptchaMode.NEVER
    cast.portal.settings.save()
    for _ in range(11):
        guest.post("/login/", {"name": "anna@example.ru", "password": "wrong"})
    ask(guest)
    assert guest.post(letter_link(), {"password": NEW}).status_code == 302
    assert can_sign_in(cast, NEW)


def test_the_picture_stands_before_the_form_where_the_portal_always_asks(cast: Cast, guest: Client) -> None:
    cast.portal.settings.captcha_mode = CaptchaMode.ALWAYS
    cast.portal.settings.save()
    answer = guest.post("/password/", {"name": "anna@example.ru", "channel": "EMAIL"})
    assert "Впишите цифры с картинки" in answer.content.decode()
    assert not OutboxMessage.objects.exists()


def test_nobody_is_written_to_whose_sign_in_is_switched_off(cast: Cast, guest: Client) -> None:
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    ask(guest)
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("name", ["", "я" * 10_000, "\x00", "💧", "'; DROP TABLE--", "<b>x</b>"])
def test_what_is_no_name_is_answered_in_words(guest: Client, name: str) -> None:
    answer = guest.post("/password/", {"name": name, "channel": "EMAIL"})
    assert answer.status_code in (302, 422)
    assert not OutboxMessage.objects.exists()


def test_a_flood_of_letters_does_not_tell_who_has_a_cabinet(cast: Cast, guest: Client) -> None:
    answers: list[tuple[int, bool]] = []
    for name in ("anna@example.ru", "nobody@example.ru"):
        for number in range(12):
            guest.post("/password/", {"name": name, "channel": "EMAIL"}, REMOTE_ADDR=f"198.51.{len(answers)}.{number}")
            Throttle.objects.filter(scope="CODE_WAIT").delete()
        answer = guest.post("/password/", {"name": name, "channel": "EMAIL"}, REMOTE_ADDR="203.0.113.9")
        answers.append((answer.status_code, "сообщений больше нет" in answer.content.decode()))
    assert answers == [(422, True)] * 2


def test_an_exhausted_address_is_not_betrayed_by_another_name(cast: Cast, guest: Client) -> None:
    cast.portal.settings.sign_in_names = [SignInName.EMAIL, SignInName.ACCOUNT_NUMBER]
    cast.portal.settings.save()
    for number in range(12):
        guest.post("/password/", {"name": "anna@example.ru"}, REMOTE_ADDR=f"198.51.100.{number}")
        Throttle.objects.filter(scope="CODE_WAIT").delete()
    answers = [
        guest.post("/password/", {"name": name}, REMOTE_ADDR="203.0.113.9").status_code
        for name in (cast.account.full_number, "99999999")
    ]
    assert answers == [302, 302]
