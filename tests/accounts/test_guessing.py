"""Guessing does not pay: ten thousand numbers and codes, and what the neighbours and the staff learn of it."""

import datetime as dt
from collections import Counter

import pytest

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink, LinkAttempt
from kvita.accounts.policies import NUMBERS_OF_ADDRESS, TRIES_OF_ADDRESS, TRIES_OF_NUMBER, TRIES_OF_USER, WARN_AFTER
from kvita.accounts.policies.guessing import FAILED_OF_SURNAME
from kvita.accounts.services import LinkClaim, issue_registration_codes, link_account
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.housing.enums import LinkingProof
from kvita.housing.models import Portal
from kvita.identity.models import User
from kvita.notifications.models import OutboxMessage
from tests.factories import NOW, make_account, make_link, make_organization, make_portal, make_resident

pytestmark = pytest.mark.django_db
GUESSES = 2_000
MINUTES_14 = dt.timedelta(minutes=14)


def actor(address: str) -> Actor:
    return Actor(kind="resident", label="тест", address=address)


def guess(portal: Portal, user: User, claim: LinkClaim, address: str, now: dt.datetime = NOW) -> str:
    try:
        link_account(user=user, portal=portal, claim=claim, now=now, actor=actor(address))
    except DomainError as error:
        return error.code
    return "linked"


def make_users(portal: Portal, count: int) -> list[User]:
    """Residents without a password: a hash for each would take most of the time."""
    return User.objects.bulk_create(
        User(realm=portal.realm, email=f"guesser{number}@example.ru", password="!") for number in range(count)
    )


@pytest.fixture
def portal() -> Portal:
    organization = make_organization()
    portal = make_portal(organizations=[organization], linking_proofs=[LinkingProof.SURNAME])
    for number in range(50):
        make_account(organization, f"{500_000 + number * 200}", holder_name="Иванов Иван")
    return portal


def test_two_thousand_numbers_from_one_place_open_no_more_than_the_first_tries(portal: Portal) -> None:
    """The surname is right: only the throttle stands between the guesser and every Ivanov of the town."""
    user = make_resident(portal)
    answers = Counter(
        guess(portal, user, LinkClaim(f"{500_001 + number}", surname="Иванов"), "192.0.2.1")
        for number in range(GUESSES)
    )
    assert answers == {"no_match": TRIES_OF_USER.count, "locked": GUESSES - TRIES_OF_USER.count}
    assert LinkAttempt.objects.count() == TRIES_OF_USER.count


def test_another_user_from_the_same_place_does_not_help(portal: Portal) -> None:
    """Who fails at many numbers is stopped sooner than a house whose people mistype their own."""
    users = make_users(portal, 3 * TRIES_OF_ADDRESS.count)
    answers = Counter(
        guess(portal, user, LinkClaim(f"{500_001 + number}", surname="Иванов"), "192.0.2.1")
        for number, user in enumerate(users)
    )
    assert answers["no_match"] == NUMBERS_OF_ADDRESS.count


def test_two_thousand_codes_for_one_account_from_everywhere_open_nothing() -> None:
    """Each guess comes from another user and address: the counter of the number stops them all."""
    organization = make_organization()
    portal = make_portal(organizations=[organization], linking_proofs=[LinkingProof.REGISTRATION_CODE])
    account = make_account(organization, "551412")
    (issued,) = issue_registration_codes(accounts=[account], now=NOW, actor=actor("192.0.2.1"))
    right = int(issued.secret.replace(" ", ""))
    users = make_users(portal, GUESSES // 5)
    answers: Counter[str] = Counter()
    for number in range(GUESSES):
        claim = LinkClaim("551412", registration_code=f"{(right + 1 + number) % 10**8:08}")
        answers[guess(portal, users[number % len(users)], claim, f"10.0.{number >> 8}.{number & 255}")] += 1
    assert answers == {"no_match": TRIES_OF_NUMBER.count, "locked": GUESSES - TRIES_OF_NUMBER.count}
    assert not AccountLink.objects.exists()


def test_a_day_of_patience_opens_no_more(portal: Portal) -> None:
    users = make_users(portal, 100)
    answers = Counter(
        guess(portal, user, LinkClaim("500000", surname="Петров"), f"10.0.1.{number}", NOW + number * MINUTES_14)
        for number, user in enumerate(users)
    )
    assert answers["no_match"] == FAILED_OF_SURNAME.count
    assert answers["flat_needed"] == len(users) - FAILED_OF_SURNAME.count


def test_the_lock_says_how_long_and_how_to_get_in_otherwise(portal: Portal) -> None:
    user = make_resident(portal)
    for _ in range(TRIES_OF_USER.count):
        guess(portal, user, LinkClaim("999", surname="Иванов"), "192.0.2.1")
    claim = LinkClaim("500000", surname="Иванов")
    with pytest.raises(DomainError) as locked:
        link_account(user=user, portal=portal, claim=claim, now=NOW, actor=actor("192.0.2.1"))
    assert locked.value.code == "locked"
    assert "60\u00a0минут" in locked.value.message
    assert portal.support_phone in locked.value.message
    assert guess(portal, user, claim, "192.0.2.1", NOW + dt.timedelta(hours=1)) == "linked"


def test_right_claims_are_not_counted(portal: Portal) -> None:
    user = make_resident(portal)
    numbers = [f"{500_000 + number * 200}" for number in range(2 * TRIES_OF_USER.count)]
    answers = {guess(portal, user, LinkClaim(number, surname="Иванов"), "192.0.2.1") for number in numbers}
    assert answers == {"linked"}


def test_who_has_the_account_is_told_once_a_day_when_somebody_keeps_trying(portal: Portal) -> None:
    account = portal.organizations.get().accounts.get(number="500000")
    make_link(make_resident(portal, "owner@example.ru"), account)
    make_link(make_resident(portal, "former@example.ru"), account, LinkState.REVOKED)
    users = make_users(portal, 2 * WARN_AFTER)
    claim = LinkClaim("500000", surname="Петров")
    for number, user in enumerate(users, 1):
        guess(portal, user, claim, f"10.0.2.{number}")
        told = [message.recipient for message in OutboxMessage.objects.all()]
        assert told == (["owner@example.ru"] if number >= WARN_AFTER else [])
    assert "500000" in OutboxMessage.objects.get().text
