"""Linking an account: what proves the right, what is told to whom, what is kept."""

import datetime as dt
from typing import Any

import pytest

from kvita.accounts.enums import AttemptOutcome, LinkState
from kvita.accounts.models import AccountLink, BillingAccount, LinkAttempt, RegistrationCode
from kvita.accounts.selectors import accounts_for
from kvita.accounts.services import (
    LinkClaim,
    claims,
    issue_account_password,
    issue_registration_codes,
    link_account,
    link_proven_account,
    prove_claim,
    revoke_registration_code,
)
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.housing.enums import AccountIdentifier, LinkingProof
from kvita.housing.models import Portal
from kvita.identity.models import User
from kvita.notifications.models import OutboxMessage
from tests.factories import (
    NOW,
    PASSWORD,
    make_account,
    make_building,
    make_link,
    make_organization,
    make_portal,
    make_premise,
    make_resident,
)

pytestmark = pytest.mark.django_db
ACTOR = Actor(kind="resident", label="тест", address="192.0.2.1")
P = LinkingProof


def make_place(proofs: list[str], **settings: Any) -> tuple[Portal, BillingAccount]:
    organization = make_organization()
    portal = make_portal(organizations=[organization], linking_proofs=proofs, **settings)
    premise = make_premise(make_building(organization, city="Орёл"), "16А")
    holder = "Петрова-Водкина Алёна Ивановна"
    account = make_account(
        organization, "0551412", payment_code="77001", letter_index="А", premise=premise, holder_name=holder
    )
    return portal, account


def link(portal: Portal, user: User, claim: LinkClaim) -> AccountLink:
    return link_account(user=user, portal=portal, claim=claim, now=NOW, actor=ACTOR)


def refusal(portal: Portal, user: User, claim: LinkClaim) -> DomainError:
    with pytest.raises(DomainError) as caught:
        link(portal, user, claim)
    return caught.value


ALL = [P.CITY, P.SURNAME, P.FULL_NAME, P.PREMISE_NUMBER, P.ACCOUNT_KIND, P.ORGANIZATION, P.REGISTRATION_CODE]


@pytest.fixture
def full() -> tuple[Portal, User, dict[str, Any]]:
    portal, account = make_place([*ALL])
    (issued,) = issue_registration_codes(accounts=[account], now=NOW, actor=ACTOR)
    values = {
        "number": "551412",
        "city": "г. орел",
        "surname": "петрова водкина",
        "full_name": "Петрова-Водкина Алена И.",
        "premise_number": "кв. 16a",
        "account_kind": account.kind,
        "organization_id": account.organization_id,
        "registration_code": issued.secret.replace(" ", "-"),
    }
    return portal, make_resident(portal), values


def test_every_proof_together_links(full: tuple[Portal, User, dict[str, Any]]) -> None:
    portal, user, values = full
    made = link(portal, user, LinkClaim(**values))
    assert made.state == LinkState.ACTIVE
    assert list(accounts_for(user, portal_id=portal.pk)) == [made.account]
    assert made.proof.startswith("город, фамилия, ФИО")
    assert RegistrationCode.objects.get().used_count == 1
    assert AuditEntry.objects.filter(action="accounts.link_account", organization_id=made.account.organization_id)


@pytest.mark.parametrize("wrong", ["number", *(proof.lower() for proof in ALL)])
def test_any_one_wrong_proof_is_refused_in_the_same_words(
    full: tuple[Portal, User, dict[str, Any]], wrong: str
) -> None:
    portal, user, values = full
    name = {"organization": "organization_id"}.get(wrong, wrong)
    error = refusal(portal, user, LinkClaim(**{**values, name: 999 if name == "organization_id" else "999"}))
    unknown = refusal(portal, user, LinkClaim(number="1"))
    assert (error.code, error.message) == (unknown.code, unknown.message) == ("no_match", unknown.message)
    assert not AccountLink.objects.exists()


@pytest.mark.parametrize("missing", [proof.lower() for proof in ALL])
def test_a_proof_left_out_proves_nothing(full: tuple[Portal, User, dict[str, Any]], missing: str) -> None:
    portal, user, values = full
    del values[{"organization": "organization_id"}.get(missing, missing)]
    assert refusal(portal, user, LinkClaim(**values)).code == "no_match"


def test_a_wrong_proof_costs_as_many_queries_as_a_wrong_number(
    full: tuple[Portal, User, dict[str, Any]], django_assert_num_queries: Any
) -> None:
    portal, user, values = full
    with django_assert_num_queries(9):
        refusal(portal, user, LinkClaim(**{**values, "registration_code": "0"}))
    with django_assert_num_queries(9):
        refusal(portal, user, LinkClaim(**{**values, "number": "1"}))


def test_a_portal_that_asks_for_no_proof_links_nobody() -> None:
    portal, _ = make_place([])
    assert refusal(portal, make_resident(portal), LinkClaim(number="551412")).code == "no_match"


def test_the_payment_code_takes_the_place_of_the_number() -> None:
    portal, account = make_place([P.SURNAME, P.PREMISE_NUMBER], account_identifier=AccountIdentifier.PAYMENT_CODE)
    claim = LinkClaim(number="77001", surname="Петрова-Водкина", premise_number="16 а")
    assert link(portal, make_resident(portal), claim).account == account


def test_an_account_of_another_portal_is_not_found() -> None:
    _, _ = make_place([P.SURNAME])
    other = make_portal("other", organizations=[make_organization("other")], linking_proofs=[P.SURNAME])
    claim = LinkClaim(number="551412", surname="Петрова-Водкина")
    assert refusal(other, make_resident(other), claim).code == "no_match"


class TestLetters:
    @pytest.fixture
    def portal(self) -> Portal:
        portal, account = make_place([P.SURNAME])
        make_account(
            account.organization, "0551412", letter_index="Б", payment_code="77002", holder_name="Петрова-Водкина А."
        )
        make_account(account.organization, "0551412", letter_index="В", payment_code="77003", holder_name="Сидоров П.")
        return portal

    def test_an_ambiguous_number_asks_for_the_letter(self, portal: Portal) -> None:
        claim = LinkClaim(number="551412", surname="Петрова-Водкина")
        assert refusal(portal, make_resident(portal), claim).code == "letter_needed"

    def test_the_letter_decides(self, portal: Portal) -> None:
        claim = LinkClaim(number="551412 b", surname="Петрова-Водкина")
        assert refusal(portal, make_resident(portal), claim).code == "no_match"  # В is Sidorov's
        claim = LinkClaim(number="551412б", surname="Петрова-Водкина")
        assert link(portal, make_resident(portal), claim).account.letter_index == "Б"

    def test_a_proof_that_fits_one_alone_needs_no_letter(self, portal: Portal) -> None:
        claim = LinkClaim(number="551412", surname="Сидоров")
        assert link(portal, make_resident(portal), claim).account.letter_index == "В"

    def test_who_proves_nothing_is_not_told_that_there_are_several(self, portal: Portal) -> None:
        claim = LinkClaim(number="551412", surname="Никто")
        assert refusal(portal, make_resident(portal), claim).code == "no_match"


class TestCodes:
    @pytest.fixture
    def place(self) -> tuple[Portal, BillingAccount]:
        return make_place([P.REGISTRATION_CODE])

    def test_a_new_code_ends_the_old_one(self, place: tuple[Portal, BillingAccount]) -> None:
        portal, account = place
        (old,) = issue_registration_codes(accounts=[account], now=NOW, actor=ACTOR)
        (new,) = issue_registration_codes(accounts=[account], now=NOW, actor=ACTOR)
        user = make_resident(portal)
        assert refusal(portal, user, LinkClaim("551412", registration_code=old.secret)).code == "no_match"
        assert link(portal, user, LinkClaim("551412", registration_code=new.secret)).account == account

    def test_a_revoked_code_proves_nothing(self, place: tuple[Portal, BillingAccount]) -> None:
        portal, account = place
        (issued,) = issue_registration_codes(accounts=[account], now=NOW, actor=ACTOR)
        assert revoke_registration_code(account=account, now=NOW, actor=ACTOR)
        assert not revoke_registration_code(account=account, now=NOW, actor=ACTOR)
        claim = LinkClaim("551412", registration_code=issued.secret)
        assert refusal(portal, make_resident(portal), claim).code == "no_match"

    def test_an_expired_code_proves_nothing(self, place: tuple[Portal, BillingAccount]) -> None:
        portal, account = place
        (issued,) = issue_registration_codes(accounts=[account], expires_at=NOW, now=NOW, actor=ACTOR)
        claim = LinkClaim("551412", registration_code=issued.secret)
        assert refusal(portal, make_resident(portal), claim).code == "no_match"

    def test_a_code_used_up_proves_nothing_and_the_answer_is_that_of_a_wrong_one(
        self, place: tuple[Portal, BillingAccount]
    ) -> None:
        portal, account = place
        (issued,) = issue_registration_codes(accounts=[account], uses_allowed=2, now=NOW, actor=ACTOR)
        family = [make_resident(portal, f"{name}@example.ru") for name in ("anna", "boris", "vera")]
        claim = LinkClaim("551412", registration_code=issued.secret)
        for member in family[:2]:
            link(portal, member, claim)
        used_up = refusal(portal, family[2], claim)
        wrong = refusal(portal, family[2], LinkClaim("551412", registration_code="0"))
        unknown = refusal(portal, family[2], LinkClaim("1", registration_code="0"))
        assert used_up.message == wrong.message == unknown.message
        assert "код уже не действует" in used_up.message
        assert RegistrationCode.objects.get().is_used_up
        (new,) = issue_registration_codes(accounts=[account], uses_allowed=2, now=NOW, actor=ACTOR)
        assert link(portal, family[2], LinkClaim("551412", registration_code=new.secret)).account == account

    def test_who_is_linked_already_uses_nothing_up(self, place: tuple[Portal, BillingAccount]) -> None:
        portal, account = place
        (issued,) = issue_registration_codes(accounts=[account], uses_allowed=3, now=NOW, actor=ACTOR)
        user = make_resident(portal)
        for _ in range(3):
            link(portal, user, LinkClaim("551412", registration_code=issued.secret))
        assert RegistrationCode.objects.get().used_count == 1

    def test_a_code_opens_its_own_account_alone(self, place: tuple[Portal, BillingAccount]) -> None:
        portal, account = place
        other = make_account(account.organization, "660020")
        issued, _ = issue_registration_codes(accounts=[account, other], now=NOW, actor=ACTOR)
        claim = LinkClaim("660020", registration_code=issued.secret)
        assert refusal(portal, make_resident(portal), claim).code == "no_match"

    def test_nothing_readable_is_stored(self, place: tuple[Portal, BillingAccount]) -> None:
        (issued,) = issue_registration_codes(accounts=[place[1]], now=NOW, actor=ACTOR)
        stored = RegistrationCode.objects.get().secret_hash
        assert issued.secret.replace(" ", "") not in stored
        assert len(stored) == 64
        assert issued.secret not in str(list(AuditEntry.objects.values()))


class TestPasswordOfTheAccount:
    @pytest.fixture
    def place(self) -> tuple[Portal, BillingAccount]:
        return make_place([P.SURNAME], linking_alternative_proofs=[P.ACCOUNT_PASSWORD])

    def test_the_password_of_who_has_the_account_proves(self, place: tuple[Portal, BillingAccount]) -> None:
        portal, account = place
        make_link(make_resident(portal), account)
        assert link(portal, make_resident(portal), LinkClaim("551412", account_password=PASSWORD)).account == account

    def test_the_password_from_the_office_proves(self, place: tuple[Portal, BillingAccount]) -> None:
        portal, account = place
        issued = issue_account_password(account=account, now=NOW, actor=ACTOR)
        made = link(portal, make_resident(portal), LinkClaim("551412", account_password=issued.secret))
        assert made.proof == "пароль лицевого счёта"

    @pytest.mark.parametrize("password", ["другой-пароль", " ", "!"])
    def test_another_password_does_not(self, place: tuple[Portal, BillingAccount], password: str) -> None:
        portal, account = place
        make_link(make_resident(portal), account)
        claim = LinkClaim("551412", account_password=password)
        assert refusal(portal, make_resident(portal), claim).code == "no_match"

    def test_the_password_of_who_had_it_does_not(self, place: tuple[Portal, BillingAccount]) -> None:
        portal, account = place
        make_link(make_resident(portal), account, LinkState.REVOKED)
        claim = LinkClaim("551412", account_password=PASSWORD)
        assert refusal(portal, make_resident(portal), claim).code == "no_match"


@pytest.mark.parametrize("linked", [0, 1, 3, 6])
def test_passwords_are_hashed_as_often_whoever_has_the_account(monkeypatch: pytest.MonkeyPatch, linked: int) -> None:
    """How long an answer takes must not tell whether the number exists, nor how many see the account."""
    portal, account = make_place([P.SURNAME], linking_alternative_proofs=[P.ACCOUNT_PASSWORD])
    for _ in range(linked):
        make_link(make_resident(portal), account)
    hashed: list[str] = []

    def count(name: str) -> None:
        real = getattr(claims, name)

        def counted(*values: str) -> Any:
            hashed.append(name)
            return real(*values)

        monkeypatch.setattr(claims, name, counted)

    count("check_password")
    count("make_password")
    user = make_resident(portal)
    for number in ("551412", "999"):
        hashed.clear()
        refusal(portal, user, LinkClaim(number, account_password="другой-пароль"))
        assert len(hashed) == claims.PASSWORD_CHECKS


def test_linking_twice_is_one_link() -> None:
    portal, _ = make_place([P.SURNAME])
    user, claim = make_resident(portal), LinkClaim("551412", surname="Петрова-Водкина")
    assert link(portal, user, claim) == link(portal, user, claim)
    assert OutboxMessage.objects.count() == 0


def test_the_limit_of_accounts_stands_behind_the_proof() -> None:
    portal, account = make_place([P.SURNAME], accounts_per_user=1)
    user = make_resident(portal)
    make_link(user, make_account(account.organization))
    assert refusal(portal, user, LinkClaim("551412", surname="Никто")).code == "no_match"
    assert refusal(portal, user, LinkClaim("551412", surname="Петрова-Водкина")).code == "too_many_accounts"


def test_who_sees_the_account_already_is_told_of_a_new_one() -> None:
    portal, account = make_place([P.SURNAME])
    make_link(make_resident(portal, "first@example.ru"), account)
    link(portal, make_resident(portal, "second@example.ru"), LinkClaim("551412", surname="Петрова-Водкина"))
    message = OutboxMessage.objects.get()
    assert message.recipient == "first@example.ru"
    assert "0551412А" in message.text
    assert "second@" not in message.text


def test_every_try_is_kept_for_the_staff() -> None:
    portal, account = make_place([P.SURNAME])
    user = make_resident(portal)
    refusal(portal, user, LinkClaim("551412", surname="Никто"))
    refusal(portal, user, LinkClaim("999", surname="Никто"))
    link(portal, user, LinkClaim("551412", surname="Петрова-Водкина"))
    kept = [(one.account, one.outcome, one.address) for one in LinkAttempt.objects.order_by("pk")]
    address = "192.0.2.1"
    assert kept == [
        (account, AttemptOutcome.NO_MATCH, address),
        (None, AttemptOutcome.NO_MATCH, address),
        (account, AttemptOutcome.LINKED, address),
    ]


def test_an_account_may_be_proven_before_there_is_a_user() -> None:
    portal, account = make_place([P.SURNAME])
    proven = prove_claim(portal=portal, claim=LinkClaim("551412", surname="Петрова-Водкина"), now=NOW, actor=ACTOR)
    assert proven.account == account
    user = make_resident(portal)
    later = NOW + dt.timedelta(minutes=5)
    made = link_proven_account(
        user=user, portal=portal, account_id=account.pk, proof=proven.proof, now=later, actor=ACTOR
    )
    assert (made.proof, made.activated_at) == ("фамилия", later)


def test_a_proven_account_is_linked_at_its_own_portal_only() -> None:
    _, account = make_place([P.SURNAME])
    other = make_portal("other", organizations=[])
    with pytest.raises(DomainError, match="больше нет"):
        link_proven_account(
            user=make_resident(other), portal=other, account_id=account.pk, proof="", now=NOW, actor=ACTOR
        )
