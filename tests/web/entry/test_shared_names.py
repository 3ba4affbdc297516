"""Several people may answer to one name: nobody is guessed at behind the back of another's success."""

from typing import cast as cast_to

import pytest
from django.http import HttpRequest
from django.test import Client

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink
from kvita.housing.enums import CaptchaMode, SignInName
from kvita.identity.enums import ThrottleScope
from kvita.identity.models import Throttle, User
from kvita.web.entry import limits
from kvita.web.entry.devices import Device
from kvita.web.requests import PortalRequest
from tests.actors import Cast
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db

OWN = "the-guessers-own"


@pytest.fixture
def waiting(cast: Cast) -> User:
    """A registration with Anna's e-mail that nobody has confirmed: the guesser knows its password."""
    cast.portal.settings.captcha_mode = CaptchaMode.NEVER
    cast.portal.settings.confirmation_gates = []
    cast.portal.settings.save()
    return User.objects.create_user(
        realm=cast.portal.realm, email=cast.anna.email, password=OWN, confirmation_due=True, created_at=NOW
    )


def sign_in(browser: Client, name: str, password: str) -> int:
    status = browser.post("/login/", {"name": name, "password": password}).status_code
    if status == 302:
        browser.post("/logout/")
    return status


def rounds(browser: Client, name: str, own: str, count: int) -> list[int]:
    """Two guesses and the own password, again and again; return what the own password got."""
    answers = []
    for number in range(count):
        sign_in(browser, name, f"guess-{number}-a")
        sign_in(browser, name, f"guess-{number}-b")
        answers.append(sign_in(browser, name, own))
    return answers


def test_an_own_registration_with_the_same_email_buys_no_guesses(cast: Cast, guest: Client, waiting: User) -> None:
    name = str(cast.anna.email)
    assert sign_in(guest, name, OWN) == 302
    assert rounds(guest, name, OWN, 8) == [302] * 8
    assert sign_in(guest, name, PASSWORD) == 422
    counter = Throttle.objects.get(scope=ThrottleScope.SIGN_IN, key=f"user:{cast.anna.pk}@127.0.0.1")
    assert counter.count > counter.limit


def test_a_resident_of_the_same_account_buys_no_guesses_at_another(cast: Cast, guest: Client) -> None:
    cast.portal.settings.captcha_mode = CaptchaMode.NEVER
    cast.portal.settings.sign_in_names = [SignInName.ACCOUNT_NUMBER]
    cast.portal.settings.save()
    second = User.objects.create_user(realm=cast.portal.realm, email="second@example.ru", password=OWN)
    AccountLink.objects.create(user=second, account=cast.account, state=LinkState.ACTIVE, created_at=NOW, proof="—")
    number = cast.account.number
    assert sign_in(guest, number, OWN) == 302
    assert rounds(guest, number, OWN, 8) == [302] * 8
    assert sign_in(guest, number, PASSWORD) == 422


def test_the_picture_stays_when_another_of_the_same_name_gets_in(cast: Cast, guest: Client, waiting: User) -> None:
    name = str(cast.anna.email)
    assert sign_in(guest, name, OWN) == 302
    cast.portal.settings.captcha_mode = CaptchaMode.AFTER_FAILURES
    cast.portal.settings.save()
    needed = cast.portal.settings.captcha_after_failures
    for number in range(needed):
        sign_in(guest, name, f"guess-{number}")
        sign_in(guest, name, OWN)
    assert "captcha_1" in guest.get("/login/").content.decode()


def test_who_is_at_home_gets_in_past_the_guesses_at_a_neighbour(cast: Cast, guest: Client, waiting: User) -> None:
    name = str(cast.anna.email)
    home = Client(SERVER_NAME=cast.portal.host)
    assert sign_in(home, name, PASSWORD) == 302
    rounds(guest, name, OWN, 8)
    for number in range(30):
        guest.post("/login/", {"name": name, "password": f"more-{number}"}, REMOTE_ADDR=f"198.51.100.{number}")
    assert sign_in(home, name, PASSWORD) == 302


def test_the_answer_to_a_wrong_password_does_not_tell_whether_the_address_has_a_cabinet(
    cast: Cast, guest: Client, waiting: User
) -> None:
    other = Client(SERVER_NAME=cast.portal.host)
    User.objects.create_user(
        realm=cast.portal.realm, email="nobody@example.ru", password=OWN, confirmation_due=True, created_at=NOW
    )
    pages = []
    for browser, name, place in (
        (guest, str(cast.anna.email), "203.0.113.1"),
        (other, "nobody@example.ru", "203.0.113.2"),
    ):
        for number in range(14):
            browser.post("/login/", {"name": name, "password": f"guess-{number}"}, REMOTE_ADDR=place)
            if number % 3 == 2:
                browser.post("/login/", {"name": name, "password": OWN}, REMOTE_ADDR=place)
                browser.post("/logout/")
        answer = browser.post("/login/", {"name": name, "password": "the-last"}, REMOTE_ADDR=place)
        pages.append((answer.status_code, "Слишком много попыток" in answer.content.decode()))
    assert pages[0] == pages[1]


def test_a_right_code_of_one_takes_back_nothing_of_another_in_the_same_browser(cast: Cast) -> None:
    device = Device("desk", (cast.anna.pk, cast.boris.pk))
    request = cast_to(PortalRequest, HttpRequest())
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.now = NOW
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kvita.web.entry.devices.device_of", lambda _: device)
        limits.hit_second_step(request, cast.anna)
        limits.hit_second_step(request, cast.boris)
        limits.forgive_second_step(request, cast.boris)
    counts = dict(Throttle.objects.filter(scope=ThrottleScope.MFA).values_list("key", "count"))
    assert counts == {device.key_for(cast.anna): 1, device.key_for(cast.boris): 0}
