"""Linking, deciding and giving out codes by several at the same moment."""

from typing import Any

import pytest

from kvita.accounts.enums import ApplicationState, LinkState
from kvita.accounts.models import AccessApplication, AccountLink, RegistrationCode
from kvita.accounts.services import (
    Applicant,
    LinkClaim,
    approve_application,
    issue_registration_codes,
    link_account,
    reject_application,
    submit_application,
)
from kvita.core.audit import SYSTEM
from kvita.core.errors import DomainError
from kvita.housing.enums import LinkingProof, StaffRole
from kvita.housing.models import Portal
from kvita.notifications.models import OutboxMessage
from tests.concurrency.at_once import all_at_once
from tests.factories import (
    NOW,
    make_account,
    make_application,
    make_organization,
    make_portal,
    make_resident,
    make_staff,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def make_place(**settings: Any) -> Portal:
    values = {"linking_proofs": [LinkingProof.SURNAME], **settings}
    portal = make_portal(organizations=[make_organization()], **values)
    for number in range(8):
        make_account(portal.organizations.get(), f"55141{number}", holder_name="Иванов Иван")
    return portal


def test_one_application_sent_eight_times_at_once_is_one_application_and_one_letter() -> None:
    portal = make_place(approval_mode="STAFF")

    def send(_: int) -> int:
        return submit_application(
            portal=portal,
            claim=LinkClaim("551410", full_name="Иванов Иван"),
            applicant=Applicant(phone="+79172227788", email="ivan@example.ru", password="ромашка-2017"),
            now=NOW,
            actor=SYSTEM,
        ).pk

    assert len(set(all_at_once(8, send))) == 1
    assert AccessApplication.objects.count() == OutboxMessage.objects.count() == 1


def test_applications_of_two_portals_at_once_are_counted_without_a_gap_in_each() -> None:
    portals = [make_place(approval_mode="STAFF")]
    portals.append(make_portal("other", organizations=[make_organization("other")], approval_mode="STAFF"))

    def send(place: int) -> tuple[int, int]:
        portal = portals[place % 2]
        claim = LinkClaim(f"99000{place}", full_name="Иванов Иван")
        applicant = Applicant(phone=f"+7917222770{place}", email=f"ivan{place}@example.ru")
        stored = submit_application(portal=portal, claim=claim, applicant=applicant, now=NOW, actor=SYSTEM)
        return stored.portal_id, stored.portal_number

    given = all_at_once(8, send)
    assert sorted(given) == sorted((portal.pk, number) for portal in portals for number in (1, 2, 3, 4))


def test_one_account_linked_eight_times_at_once_is_one_link() -> None:
    portal = make_place()
    user, claim = make_resident(portal), LinkClaim("551410", surname="Иванов")
    links = all_at_once(8, lambda _: link_account(user=user, portal=portal, claim=claim, now=NOW, actor=SYSTEM).pk)
    assert len(set(links)) == 1
    assert AccountLink.objects.count() == 1


def test_the_limit_of_accounts_holds_when_all_come_at_once() -> None:
    portal = make_place(accounts_per_user=3)
    user = make_resident(portal)

    def link(number: int) -> str:
        claim = LinkClaim(f"55141{number}", surname="Иванов")
        try:
            link_account(user=user, portal=portal, claim=claim, now=NOW, actor=SYSTEM)
        except DomainError as error:
            return error.code
        return "linked"

    answers = all_at_once(8, link)
    assert sorted(answers) == ["linked"] * 3 + ["too_many_accounts"] * 5
    assert AccountLink.objects.filter(user=user, state=LinkState.ACTIVE).count() == 3


def test_the_last_use_of_a_code_goes_to_one_of_those_who_come_at_once() -> None:
    portal = make_place(linking_proofs=[LinkingProof.REGISTRATION_CODE])
    account = portal.organizations.get().accounts.get(number="551410")
    (issued,) = issue_registration_codes(accounts=[account], uses_allowed=3, now=NOW, actor=SYSTEM)
    users = [make_resident(portal, f"resident-{number}@example.ru") for number in range(8)]
    claim = LinkClaim("551410", registration_code=issued.secret)

    def link(number: int) -> str:
        try:
            link_account(user=users[number], portal=portal, claim=claim, now=NOW, actor=SYSTEM)
        except DomainError as error:
            return error.code
        return "linked"

    assert sorted(all_at_once(8, link)) == ["linked"] * 3 + ["no_match"] * 5
    assert AccountLink.objects.filter(account=account).count() == 3
    assert RegistrationCode.objects.get().used_count == 3


def test_two_who_decide_at_once_decide_once() -> None:
    portal = make_place()
    account = portal.organizations.get().accounts.get(number="551410")
    application = make_application(portal, account, password="x")
    staff = make_staff(account.organization, role=StaffRole.REGISTRAR)

    def decide(number: int) -> str:
        try:
            if number % 2:
                approve_application(application_id=application.pk, by=staff, now=NOW, actor=SYSTEM)
            else:
                reject_application(application_id=application.pk, reason="Не тот счёт", by=staff, now=NOW, actor=SYSTEM)
        except DomainError as error:
            return error.code
        return "decided"

    answers = all_at_once(6, decide)
    assert sorted(answers) == ["application_decided"] * 5 + ["decided"]
    state = AccessApplication.objects.get().state
    told = OutboxMessage.objects.filter(key__startswith="application-code:").count()
    assert told == (1 if state == ApplicationState.APPROVED else 0)


def test_of_codes_made_at_once_one_works() -> None:
    portal = make_place()
    account = portal.organizations.get().accounts.get(number="551410")
    all_at_once(6, lambda _: issue_registration_codes(accounts=[account], now=NOW, actor=SYSTEM))
    assert RegistrationCode.objects.count() == 6
    assert RegistrationCode.objects.filter(revoked_at=None).count() == 1
