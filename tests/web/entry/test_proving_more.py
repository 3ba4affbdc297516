"""A lock slows the one who guesses: who proves more than a guess gets in all the same."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from kvita.core.models import AuditEntry
from kvita.housing.enums import CaptchaMode
from kvita.identity.models import Throttle
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast, client_of
from tests.factories import NOW, PASSWORD
from tests.web.entry.test_stages import with_app

pytestmark = pytest.mark.django_db

OFFICE = "198.51.100.1"


@pytest.fixture(autouse=True)
def no_picture(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.portal.settings.captcha_mode = CaptchaMode.NEVER
    cast.portal.settings.save()
    monkeypatch.setattr("kvita.web.entry.views.staff.PICTURE_AFTER", 10**6)


def sign_in(client: Client, password: str = PASSWORD, address: str = OFFICE, name: str = "anna@example.ru") -> Any:
    return client.post("/login/", {"name": name, "password": password}, REMOTE_ADDR=address)


def at_the_desk(client: Client, password: str = PASSWORD, address: str = OFFICE) -> Any:
    return client.post("/office/login/", {"username": "vera", "password": password}, REMOTE_ADDR=address)


def guess(cast: Cast, tries: int = 42, *, staff: bool = False) -> None:
    """Wrong passwords from fourteen addresses within an hour."""
    stranger = client_of(None, cast.portal)
    for number in range(tries):
        (at_the_desk if staff else sign_in)(stranger, "wrong", f"203.0.113.{number % 14}")


def test_a_browser_that_was_signed_in_before_is_not_locked_by_strangers(cast: Cast, guest: Client) -> None:
    sign_in(guest)
    guest.post("/logout/")
    guess(cast)
    assert sign_in(client_of(None, cast.portal)).status_code == 422  # an unknown browser waits
    assert sign_in(guest).status_code == 302


def test_so_an_office_stays_open(cast: Cast) -> None:
    desk = client_of(None, cast.portal)
    at_the_desk(desk)
    guess(cast, staff=True)
    assert at_the_desk(client_of(None, cast.portal)).status_code == 422
    assert at_the_desk(desk).status_code == 302


def test_neither_do_the_guesses_of_a_neighbour_behind_the_same_address(cast: Cast, guest: Client) -> None:
    sign_in(guest)
    stranger = client_of(None, cast.portal)
    for number in range(155):
        sign_in(stranger, "wrong", name=f"resident{number}@example.ru")
    for _ in range(11):
        sign_in(stranger, "wrong")
    assert sign_in(stranger).status_code == 422
    assert sign_in(guest).status_code == 302


def test_a_known_browser_guesses_ten_times_and_no_more(cast: Cast, guest: Client) -> None:
    sign_in(guest)
    answers = [sign_in(guest, "wrong").content.decode() for _ in range(11)]
    assert ["Слишком много попыток" in answer for answer in answers] == [False] * 10 + [True]
    assert sign_in(guest).status_code == 422


def test_the_cookie_of_one_person_is_none_for_another_and_a_forged_one_is_none_at_all(
    cast: Cast, guest: Client
) -> None:
    sign_in(guest)
    for _ in range(12):
        sign_in(guest, "wrong", name="boris@example.ru")
    assert sign_in(guest, name="boris@example.ru").status_code == 422
    forged = client_of(None, cast.portal)
    forged.cookies["kvita_device"] = guest.cookies["kvita_device"].value[:-2] + "xx"
    guess(cast)
    assert sign_in(forged).status_code == 422


def test_who_has_an_app_is_let_on_to_its_code(cast: Cast) -> None:
    guess(cast)
    assert sign_in(client_of(None, cast.portal)).status_code == 422
    with_app(cast.anna)
    assert sign_in(client_of(None, cast.portal))["location"] == "/login/code/"


def test_the_letter_opens_the_cabinet_under_a_lock(cast: Cast, guest: Client) -> None:
    guess(cast)
    assert "Забыли пароль?" in sign_in(guest).content.decode()
    guest.post("/password/", {"name": "anna@example.ru", "channel": "EMAIL"})
    (link,) = OutboxMessage.objects.get(recipient="anna@example.ru").links
    assert guest.post(link, {"password": "шкаф-и-море-7"})["location"] == "/"


def test_guesses_of_the_code_elsewhere_do_not_shut_the_owner_out(cast: Cast, guest: Client) -> None:
    with_app(cast.anna)
    stranger = client_of(None, cast.portal)
    sign_in(stranger, address="203.0.113.9")
    for _ in range(12):
        stranger.post("/login/code/", {"code": "000000"}, REMOTE_ADDR="203.0.113.9")
    sign_in(guest)
    answer = guest.post("/login/code/", {"code": "000000"}, REMOTE_ADDR=OFFICE)
    assert "Код не подошёл" in answer.content.decode()


def test_the_console_unlocks_a_name_and_an_address(
    cast: Cast, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvita.web.office.management.commands.unlock.current_time", lambda: NOW)
    guess(cast)
    call_command("unlock", "anna@example.ru", "--portal", "innova")
    assert "Анна: unlocked." in capsys.readouterr().out
    assert sign_in(client_of(None, cast.portal)).status_code == 302
    guess(cast, 3, staff=True)
    call_command("unlock", "203.0.113.1")
    assert not Throttle.objects.filter(key__contains="203.0.113.1", count__gt=0).exclude(key__contains="113.1").exists()
    assert set(AuditEntry.objects.filter(actor_kind="command").values_list("action", flat=True)) == {
        "identity.lift_locks",
        "identity.unlock_address",
    }
    for wrong in (["nobody"], ["anna@example.ru"], ["anna@example.ru", "--portal", "nowhere"]):
        with pytest.raises(CommandError):
            call_command("unlock", *wrong)


def test_a_key_leaves_the_password_a_way_in_of_its_own(cast: Cast, guest: Client) -> None:
    Authenticator.objects.create(user=cast.anna, type=Authenticator.Type.WEBAUTHN, data={"name": "Телефон"})
    assert sign_in(guest)["location"] == "/"


def test_spare_codes_that_run_out_are_told_by_letter(cast: Cast) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    with_app(cast.anna)
    codes = RecoveryCodes.activate(cast.anna).get_unused_codes()
    subjects = []
    for code in codes:
        browser = client_of(None, cast.portal)
        sign_in(browser)
        assert browser.post("/login/code/", {"code": code})["location"] == "/"
        subjects.append(OutboxMessage.objects.filter(subject__startswith="Запасные коды").count())
    assert subjects == [0] * 6 + [1, 2, 3, 4]
    assert OutboxMessage.objects.latest("pk").subject == "Запасные коды кончились"


def test_a_key_is_listed_under_the_name_that_the_person_knows(
    cast: Cast, anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvita.web.profile.sure.is_sure", lambda request: True)
    page = anna.get("/profile/keys/new/").content.decode()
    assert cast.anna.username not in page
    assert '"displayName": "\\u0410\\u043d\\u043d\\u0430"' in page or '"displayName": "Анна"' in page
