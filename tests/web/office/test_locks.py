"""Locks and failed tries at the desk: seen by who may, of their own residents and accounts only."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from kvita.accounts.enums import AttemptOutcome
from kvita.accounts.models import BillingAccount, LinkAttempt
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.housing.enums import StaffRole
from kvita.housing.models import Portal
from kvita.identity.enums import ThrottleScope
from kvita.identity.models import User
from kvita.identity.services import HOUR, Limit, hit
from tests.actors import Cast, client_of
from tests.factories import NOW, make_account, make_link, make_resident, make_staff
from tests.web.hostile import WORDS

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/office/desk/locks/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kvita.web.middleware.current_time", lambda: NOW)


@pytest.fixture
def desk(cast: Cast) -> Client:
    return client_of(make_staff(cast.organization, role=StaffRole.REGISTRAR), cast.portal)


def lock(user: User, scope: ThrottleScope = ThrottleScope.SIGN_IN, at: str = "@192.0.2.1") -> None:
    """Try once more than may be."""
    for _ in range(2):
        try:
            hit(scope=scope, limits={f"user:{user.pk}{at}": Limit(1, HOUR)}, now=NOW)
        except DomainError:
            return


def fail(portal: Portal, account: BillingAccount | None, number: str = "", **fields: Any) -> None:
    values = {"at": NOW, "outcome": AttemptOutcome.NO_MATCH, "address": "192.0.2.77", **fields}
    LinkAttempt.objects.create(portal=portal, account=account, number=number or "1", **values)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_who_is_locked_out_is_shown_with_the_end(desk: Client, cast: Cast) -> None:
    lock(cast.anna)
    page = text_of(desk.get(PAGE))
    assert ("Анна" in page, "Борис" in page, "2\u00a0попытки, можно 1" in page) == (True, False, True)
    assert "До 11 сентября, 13:00" in page


def test_locks_of_residents_of_others_are_not_shown_nor_lifted(desk: Client, cast: Cast) -> None:
    lock(cast.daria)
    assert "Дарья" not in text_of(desk.get(PAGE))
    assert desk.post(f"{PAGE}{cast.daria.pk}/", {"reason": "позвонила"}).status_code == 404


def test_at_a_shared_portal_each_sees_the_own(desk: Client, cast: Cast) -> None:
    cast.portal.organizations.add(cast.other_organization)
    other = make_resident(cast.portal, name="Чужой")
    make_link(other, make_account(cast.other_organization))
    lock(other)
    lock(cast.anna)
    fail(cast.portal, None, "404404")
    page = text_of(desk.get(PAGE))
    assert ("Анна" in page, "Чужой" in page, "404404" in page) == (True, False, False)


@pytest.mark.parametrize("scope", [ThrottleScope.SIGN_IN, ThrottleScope.MFA, ThrottleScope.LINKING])
def test_a_lock_is_lifted_with_a_reason_that_stays(desk: Client, cast: Cast, scope: ThrottleScope) -> None:
    lock(cast.anna, scope, at="")
    answer = desk.post(f"{PAGE}{cast.anna.pk}/", {"reason": "позвонила, назвала паспорт"}, follow=True)
    assert "Блокировка снята" in text_of(answer)
    hit(scope=scope, limits={f"user:{cast.anna.pk}": Limit(1, HOUR)}, now=NOW)
    entry = AuditEntry.objects.get(action="identity.lift_locks")
    assert (entry.reason, entry.organization_id) == ("позвонила, назвала паспорт", cast.organization.pk)
    assert entry.changes == {scope.label: [2, 0]}


def test_the_lock_of_another_whose_number_begins_alike_stays(desk: Client, cast: Cast) -> None:
    neighbour = User.objects.create(pk=int(f"{cast.anna.pk}7"), realm=cast.portal.realm, email="n@example.ru")
    lock(cast.anna)
    lock(neighbour)
    desk.post(f"{PAGE}{cast.anna.pk}/", {"reason": "позвонила"})
    with pytest.raises(DomainError):
        hit(scope=ThrottleScope.SIGN_IN, limits={f"user:{neighbour.pk}@192.0.2.1": Limit(1, HOUR)}, now=NOW)


@pytest.mark.parametrize("reason", ["", "  ", "-"])
def test_without_a_reason_nothing_is_lifted(desk: Client, cast: Cast, reason: str) -> None:
    lock(cast.anna)
    answer = desk.post(f"{PAGE}{cast.anna.pk}/", {"reason": reason})
    assert (answer.status_code, "Напишите, почему снимаете" in text_of(answer)) == (422, True)
    assert not AuditEntry.objects.filter(action="identity.lift_locks").exists()


@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS)
def test_any_reason_is_answered(desk: Client, cast: Cast, text: str) -> None:
    lock(cast.anna)
    typed = text.encode(errors="replace").decode()
    assert desk.post(f"{PAGE}{cast.anna.pk}/", {"reason": typed}).status_code in {302, 422}


def test_a_lock_that_is_over_is_no_error(desk: Client, cast: Cast) -> None:
    answer = desk.post(f"{PAGE}{cast.anna.pk}/", {"reason": "позвонила"}, follow=True)
    assert "Блокировка уже кончилась" in text_of(answer)


def test_failed_tries_at_ones_own_accounts_are_shown(desk: Client, cast: Cast) -> None:
    fail(cast.portal, cast.account, user=cast.boris)
    fail(cast.portal, None, "404404")
    fail(cast.other_portal, cast.daria_account)
    fail(cast.other_portal, None, "505505")
    fail(cast.portal, cast.boris_account, outcome=AttemptOutcome.LINKED)
    page = text_of(desk.get(PAGE))
    shown = [number in page for number in (cast.account.number, "404404", "120345", "505505", "660020")]
    assert shown == [True, True, False, False, False]


def test_tries_older_than_a_month_are_not_shown(desk: Client, cast: Cast) -> None:
    fail(cast.portal, cast.account, at=NOW - dt.timedelta(days=31))
    assert "Неудачных попыток не было" in text_of(desk.get(PAGE))


def test_the_cost_does_not_grow(desk: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _ in range(60):
        fail(cast.portal, cast.account, user=cast.boris)
    for user in (cast.anna, cast.boris, *(make_resident(cast.portal, password=None) for _ in range(10))):
        lock(user)
    with django_assert_max_num_queries(14):
        page = text_of(desk.get(PAGE))
    assert page.count("Снять блокировку") == 12
    assert "page=2" in page


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (StaffRole.DIRECTOR, 200),
        (StaffRole.REGISTRAR, 200),
        (StaffRole.ADMINISTRATOR, 200),
        (StaffRole.ACCOUNTANT, 403),
        (StaffRole.DISPATCHER, 403),
    ],
)
def test_the_page_is_for_some_roles(cast: Cast, role: StaffRole, status: int) -> None:
    assert client_of(make_staff(cast.organization, role=role), cast.portal).get(PAGE).status_code == status
