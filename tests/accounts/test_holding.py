"""Whose account it is, and what of a person goes into the company's database."""

from typing import Any

import pytest

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink
from kvita.accounts.services import (
    LinkClaim,
    change_contacts,
    issue_account_password,
    issue_registration_codes,
    link_account,
    recognise_holder,
    save_contacts_to_accounts,
)
from kvita.core.audit import Actor
from kvita.core.models import AuditEntry
from kvita.housing.enums import LinkingProof
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast, make_cast
from tests.factories import NOW, make_account, make_link, make_organization, make_portal, make_resident

pytestmark = pytest.mark.django_db(transaction=True)
ACTOR = Actor(kind="resident", label="Анна", address="192.0.2.1")


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    AccountLink.objects.filter(user=made.anna).update(is_holder=True)
    made.anna.email_confirmed_at = NOW
    made.anna.save()
    return made


def save(cast: Cast) -> int:
    return save_contacts_to_accounts(user=cast.anna, portal_id=cast.portal.pk, actor=ACTOR, now=NOW)


def test_confirmed_contacts_go_into_the_accounts_that_one_holds_once(cast: Cast) -> None:
    make_link(cast.anna, cast.boris_account)  # sees it, does not hold it
    cast.anna.phone, cast.anna.phone_confirmed_at = "+79170000001", NOW
    assert save(cast) == 1
    cast.account.refresh_from_db()
    cast.boris_account.refresh_from_db()
    assert (cast.account.phone, cast.account.email) == ("+79170000001", "anna@example.ru")
    assert (cast.boris_account.phone, cast.boris_account.email) == ("", "")
    assert save(cast) == 0


def test_what_is_not_confirmed_goes_nowhere(cast: Cast) -> None:
    cast.anna.phone, cast.anna.email_confirmed_at = "+79170000001", None
    assert save(cast) == 0
    cast.account.refresh_from_db()
    assert (cast.account.phone, cast.account.email) == ("", "")


def test_the_change_is_in_the_log_and_the_old_addresses_are_told(cast: Cast) -> None:
    cast.account.phone, cast.account.email = "8 917 000-00-99", "old@example.ru"
    cast.account.save()
    cast.anna.phone, cast.anna.phone_confirmed_at = "+79170000001", NOW
    save(cast)
    entry = AuditEntry.objects.get(action="accounts.save_contacts")
    assert entry.changes == {
        "phone": ["8 917 000-00-99", "+79170000001"],
        "email": ["old@example.ru", "anna@example.ru"],
    }
    told = OutboxMessage.objects.filter(key__startswith="contacts-").order_by("recipient")
    assert [message.recipient for message in told] == ["+79170000099", "old@example.ru"]
    assert not any("anna@" in message.text or "0000001" in message.text for message in told)  # nor is the new one told


def test_of_two_holders_the_first_has_the_word_and_a_stranger_before_them_has_none(cast: Cast) -> None:
    AccountLink.objects.all().delete()
    stranger = make_resident(cast.portal, "x@example.ru")
    make_link(stranger, cast.account)
    AccountLink.objects.create(
        user=cast.boris, account=cast.account, state=LinkState.ACTIVE, is_holder=True, created_at=NOW, activated_at=NOW
    )
    AccountLink.objects.create(
        user=cast.anna, account=cast.account, state=LinkState.ACTIVE, is_holder=True, created_at=NOW, activated_at=NOW
    )
    assert save(cast) == 0
    cast.boris.email_confirmed_at = NOW
    assert save_contacts_to_accounts(user=cast.boris, portal_id=cast.portal.pk, actor=ACTOR, now=NOW) == 1


def test_ten_accounts_linked_by_a_surname_stay_as_the_company_knows_them() -> None:
    """What was done at the portal of a settlement centre: one save changed the contacts of strangers."""
    organization = make_organization()
    portal = make_portal(
        organizations=[organization], linking_proofs=[LinkingProof.SURNAME], contacts_saved_to_account=True
    )
    accounts = [
        make_account(organization, f"1203{number}", holder_name="Иванова Мария", phone="8 917 000-00-01")
        for number in range(30, 40)
    ]
    thief = make_resident(portal, "thief@example.ru", email_confirmed_at=NOW, phone_confirmed_at=NOW)
    for account in accounts:
        claim = LinkClaim(number=account.number, surname="Иванова")
        link_account(user=thief, portal=portal, claim=claim, now=NOW, actor=ACTOR)
    change_contacts(user=thief, portal=portal, name="", phone="+79179999999", home_phone="", actor=ACTOR, now=NOW)
    for account in accounts:
        account.refresh_from_db()
        assert (account.phone, account.email) == ("8 917 000-00-01", "")


class Settlement:
    """A portal where the password of the office, or of whoever is in already, opens an account."""

    def __init__(self, **settings: Any) -> None:
        self.organization = make_organization()
        proofs = settings.pop("linking_proofs", [LinkingProof.SURNAME])
        self.portal = make_portal(
            organizations=[self.organization],
            linking_proofs=proofs,
            linking_alternative_proofs=[LinkingProof.ACCOUNT_PASSWORD],
            **settings,
        )
        self.account = make_account(self.organization, "120345", holder_name="Иванова Мария")

    def link(self, email: str, **claim: Any) -> AccountLink:
        return link_account(
            user=make_resident(self.portal, email),
            portal=self.portal,
            claim=LinkClaim(number="120345", **claim),
            now=NOW,
            actor=ACTOR,
        )


def test_a_password_of_the_office_makes_a_holder() -> None:
    place = Settlement()
    issued = issue_account_password(account=place.account, now=NOW, actor=ACTOR)
    assert place.link("a@example.ru", account_password=issued.secret).is_holder


def test_the_password_of_a_neighbour_who_came_in_by_the_surname_makes_none() -> None:
    place = Settlement()
    first = place.link("a@example.ru", surname="Иванова")
    first.user.set_password("ромашка-2017")
    first.user.save()
    second = place.link("b@example.ru", account_password="ромашка-2017")
    assert (first.is_holder, second.is_holder) == (False, False)


def test_a_code_of_a_letter_makes_a_holder() -> None:
    place = Settlement(linking_proofs=[LinkingProof.REGISTRATION_CODE])
    (issued,) = issue_registration_codes(accounts=[place.account], now=NOW, actor=ACTOR)
    assert place.link("a@example.ru", registration_code=issued.secret).is_holder


def test_who_proved_the_email_that_the_company_knows_is_a_holder_at_once_and_later(cast: Cast) -> None:
    AccountLink.objects.filter(user=cast.anna).update(is_holder=False)
    assert recognise_holder(user=cast.anna, actor=ACTOR, now=NOW) == 0
    cast.account.email = "ANNA@example.ru"
    cast.account.save()
    assert recognise_holder(user=cast.anna, actor=ACTOR, now=NOW) == 1
    cast.anna.email_confirmed_at = None
    AccountLink.objects.filter(user=cast.anna).update(is_holder=False)
    assert recognise_holder(user=cast.anna, actor=ACTOR, now=NOW) == 0
