"""Guessing from everywhere at once: what a portal and a surname bear, who is told, and how a family still gets in."""

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest

from kvita.accounts.models import AccountLink
from kvita.accounts.policies import WARN_AFTER, guessing
from kvita.accounts.services import (
    Applicant,
    Claimed,
    LinkClaim,
    NewResident,
    link_account,
    register_resident,
    send_letter_to,
    send_phone_code,
    submit_application,
)
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.housing.enums import LinkingProof
from kvita.housing.models import Portal
from kvita.identity.models import User
from kvita.identity.policies import visitor_at
from kvita.identity.services import Limit
from kvita.notifications.models import OutboxMessage
from kvita.service_requests.services import ask_support
from tests.actors import client_of
from tests.factories import NOW, make_account, make_organization, make_portal, make_resident

pytestmark = pytest.mark.django_db(transaction=True)
SURNAMES = [f"Фамилия{chr(1072 + number % 32)}{chr(1072 + number // 32)}" for number in range(100)]
FIRST = 500_000


def guest(address: str) -> Actor:
    return Actor(kind="guest", label="тест", address=address)


@pytest.fixture
def portal() -> Portal:
    organization = make_organization()
    portal = make_portal(organizations=[organization], linking_proofs=[LinkingProof.SURNAME])
    portal.support_email = "office@example.ru"
    portal.save()
    for number in range(120):
        make_account(organization, f"{FIRST + number}", holder_name="Лебедева Нина")
    return portal


def guess(portal: Portal, user: User, number: int, surname: str, flat: str = "", *, at: int = 0) -> str:
    """One try from an address of its own."""
    claim = LinkClaim(f"{FIRST + number}", surname=surname, premise_number=flat)
    try:
        link_account(
            user=user, portal=portal, claim=claim, now=NOW, actor=guest(f"10.{at}.{number >> 8}.{number & 255}")
        )
    except DomainError as error:
        return error.code
    return "linked"


def users(portal: Portal, count: int) -> list[User]:
    return User.objects.bulk_create(
        User(realm=portal.realm, email=f"guesser{number}@example.ru", password="!") for number in range(count)
    )


def test_one_surname_is_tried_ten_times_a_month_and_then_the_flat_is_asked(portal: Portal) -> None:
    answers = Counter(guess(portal, user, number, "Иванова") for number, user in enumerate(users(portal, 100)))
    bears = guessing.FAILED_OF_SURNAME.count
    assert answers == {"no_match": bears, "flat_needed": 100 - bears}
    assert guess(portal, make_resident(portal), 0, "Петрова", at=1) == "no_match"


def test_a_portal_bears_sixty_guesses_at_surnames_a_month(portal: Portal) -> None:
    answers = Counter(
        guess(portal, user, number, SURNAMES[number]) for number, user in enumerate(users(portal, len(SURNAMES)))
    )
    bears = guessing.FAILED_OF_PORTAL.count
    assert answers == {"no_match": bears, "flat_needed": len(SURNAMES) - bears}
    told = OutboxMessage.objects.filter(recipient="office@example.ru")
    assert told.count() == 1  # once a day, however long the wave is


def test_with_the_flat_the_portal_bears_a_bounded_number_too(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "TRIES_WITH_FLAT", Limit(20, guessing.MONTH))
    answers = Counter(guess(portal, user, number, "Иванова", "1") for number, user in enumerate(users(portal, 60)))
    assert answers == {"no_match": 20, "locked": 40}


def test_a_flat_that_is_named_has_to_be_right(portal: Portal) -> None:
    assert guess(portal, make_resident(portal), 0, "Лебедева", "не та") == "no_match"
    account = AccountLink.objects.count()
    assert account == 0


def test_tries_at_numbers_that_nobody_has_use_up_nothing(portal: Portal) -> None:
    for number, user in enumerate(users(portal, 100)):
        guess(portal, user, 10_000 + number, "Иванова")
    assert guess(portal, make_resident(portal), 0, "Лебедева", at=2) == "linked"


def test_a_family_that_mistypes_gets_in_and_in_a_wave_by_its_flat(portal: Portal) -> None:
    user = make_resident(portal)
    assert guess(portal, user, 0, "Лебедев") == "no_match"
    assert guess(portal, user, 0, "Лебедева") == "linked"
    for number, other in enumerate(users(portal, 100)):
        guess(portal, other, number, SURNAMES[number], at=1)
    family = make_resident(portal)
    assert guess(portal, family, 1, "Лебедева", at=2) == "flat_needed"
    flat = portal.organizations.get().accounts.get(number=f"{FIRST + 1}").premise.number
    assert guess(portal, family, 1, "Лебедева", flat, at=2) == "linked"


def test_the_form_asks_for_the_flat_and_keeps_what_was_typed(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kvita.web.middleware.current_time", lambda: NOW)
    for number, other in enumerate(users(portal, 100)):
        guess(portal, other, number, SURNAMES[number], at=1)
    family = make_resident(portal)
    browser = client_of(family, portal)
    typed = {"number": f"{FIRST + 1}", "surname": "Лебедева"}
    page = browser.post("/accounts/add/", typed)
    html = page.content.decode()
    assert page.status_code == 422
    assert 'name="premise_number"' in html
    assert "Напишите ещё номер квартиры" in html
    assert 'value="Лебедева"' in html
    flat = portal.organizations.get().accounts.get(number=f"{FIRST + 1}").premise.number
    assert browser.post("/accounts/add/", {**typed, "premise_number": flat}).status_code == 302
    assert AccountLink.objects.filter(user=family).exists()


@pytest.mark.parametrize(
    ("known", "told"),
    [({"email": "known@example.ru"}, "known@example.ru"), ({"phone": "8 917 222-77-80"}, "+79172227780")],
)
def test_the_contact_that_the_company_knows_is_told_when_nobody_sees_the_account(
    portal: Portal, known: dict[str, str], told: str
) -> None:
    portal.organizations.get().accounts.filter(number=f"{FIRST}").update(**known)
    for number, user in enumerate(users(portal, WARN_AFTER)):
        guess(portal, user, 0, f"Чужая{chr(1072 + number)}", at=number)
    assert [message.recipient for message in OutboxMessage.objects.all()] == [told]


def try_to_link(portal: Portal, actor: Actor, number: int) -> object:
    claim = LinkClaim(f"{900_000 + number}", surname="Иванова")
    return link_account(user=users_pool(portal)[number], portal=portal, claim=claim, now=NOW, actor=actor)


def users_pool(portal: Portal) -> list[User]:
    found = list(User.objects.filter(realm=portal.realm).order_by("pk"))
    return found or users(portal, 200)


def ask(portal: Portal, actor: Actor, number: int) -> object:
    return ask_support(portal=portal, contact=f"a{number}@example.ru", text="?", now=NOW, actor=actor)


def apply(portal: Portal, actor: Actor, number: int) -> object:
    return submit_application(
        portal=portal,
        claim=LinkClaim(f"{number}", full_name="Иванова"),
        applicant=Applicant(phone=f"+7917000{number:04}"),
        now=NOW,
        actor=actor,
    )


def register(portal: Portal, actor: Actor, number: int) -> object:
    new = NewResident(password="ромашка-2017", email=f"n{number}@example.ru")
    claimed: Claimed | None = None
    return register_resident(portal=portal, resident=new, claimed=claimed, address_of=str, now=NOW, actor=actor)


def letter(portal: Portal, actor: Actor, number: int) -> object:
    send_letter_to(email=f"n{number}@example.ru", portal=portal, address_of=str, now=NOW, actor=actor)
    return None


def sms(portal: Portal, actor: Actor, number: int) -> object:
    return send_phone_code(portal=portal, phone=f"+7917000{number:04}", now=NOW, actor=actor)


@pytest.mark.parametrize("act", [try_to_link, ask, apply, register, letter, sms])
def test_a_home_with_a_network_of_ipv6_is_one_visitor_everywhere(
    portal: Portal, act: Callable[[Portal, Actor, int], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.contrib.auth.hashers.PBKDF2PasswordHasher.iterations", 1)
    answers: Counter[str] = Counter()
    for number in range(90):
        try:
            act(portal, guest(f"2001:db8:1:2::{number + 1:x}"), number)
        except DomainError as error:
            answers[error.code] += 1
    assert answers["locked"] + answers["code_limit"] >= 20, answers


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::/64", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_visitor_has_one_name(address: str | None, name: str) -> None:
    assert visitor_at(address) == name
    assert visitor_at(visitor_at(address)) == name


def test_the_window_of_the_portal_ends(portal: Portal) -> None:
    for number, user in enumerate(users(portal, 100)):
        guess(portal, user, number, SURNAMES[number])
    later = NOW + guessing.MONTH + dt.timedelta(seconds=1)
    claim = LinkClaim(f"{FIRST}", surname="Лебедева")
    link_account(user=make_resident(portal), portal=portal, claim=claim, now=later, actor=guest("10.9.9.9"))
