"""Residents, accounts and letters with codes at the desk."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kvita.accounts.enums import AttemptOutcome, LinkState
from kvita.accounts.models import AccountLink, AccountPassword, LinkAttempt, RegistrationCode
from kvita.accounts.policies import WARN_AFTER
from kvita.accounts.services import LinkClaim, issue_registration_codes, link_account
from kvita.core.audit import SYSTEM
from kvita.core.models import AuditEntry
from kvita.housing.enums import LinkingProof, StaffRole
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast, client_of, make_cast
from tests.documents.bills import pages_of
from tests.factories import NOW, make_account, make_link, make_resident, make_staff
from tests.web.hostile import WORDS

pytestmark = pytest.mark.django_db
SEARCH = "/office/desk/residents/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kvita.web.middleware.current_time", lambda: NOW)


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    cast.anna.name, cast.anna.phone = "Хасанова Алия", "+79172227788"
    cast.anna.save()
    cast.portal.settings.linking_proofs = [LinkingProof.CITY, LinkingProof.REGISTRATION_CODE]
    cast.portal.settings.save()
    return cast


@pytest.fixture
def desk(cast: Cast) -> Client:
    return client_of(make_staff(cast.organization, role=StaffRole.REGISTRAR), cast.portal)


def path_of(route: str, *arguments: Any) -> str:
    return reverse(f"office:{route}", args=arguments)


class TestSearch:
    @pytest.mark.parametrize(
        "query", ["хасанова", "ХАСАНОВА", "anna@", "8 917 222-77-88", "551412", "00551412", "Алия"]
    )
    def test_a_resident_is_found_however_one_asks(self, desk: Client, query: str) -> None:
        page = desk.get(SEARCH, {"q": query}).content.decode()
        assert "Хасанова Алия" in page
        assert "Борис" not in page

    def test_residents_of_another_organization_are_not_found(self, desk: Client, cast: Cast) -> None:
        for query in ("", "Дарья", "daria@", "120345"):
            page = desk.get(SEARCH, {"q": query}).content.decode()
            assert "daria@" not in page.replace('value="daria@"', "").replace("«daria@»", "")
        assert desk.get(path_of("resident", cast.daria.pk)).status_code == 404
        assert desk.get(path_of("account", cast.daria_account.pk)).status_code == 404

    def test_of_a_shared_portal_each_sees_the_own(self, desk: Client, cast: Cast) -> None:
        cast.portal.organizations.add(cast.other_organization)
        other = make_resident(cast.portal, "other@example.ru", name="Чужой")
        make_link(other, make_account(cast.other_organization))
        nobody = make_resident(cast.portal, "nobody@example.ru", name="Ничей")
        page = desk.get(SEARCH).content.decode()
        assert ("Хасанова" in page, "Чужой" in page, "Ничей" in page) == (True, False, False)
        assert desk.get(path_of("resident", nobody.pk)).status_code == 404

    def test_who_has_linked_nothing_yet_is_found_where_the_portal_has_one_organization(
        self, desk: Client, cast: Cast
    ) -> None:
        make_resident(cast.portal, "new@example.ru", name="Новичок")
        assert "Новичок" in desk.get(SEARCH, {"q": "новичок"}).content.decode()

    @pytest.mark.parametrize("text", WORDS.values(), ids=WORDS)
    def test_any_question_is_answered(self, desk: Client, text: str) -> None:
        assert desk.get(SEARCH, {"q": text.encode(errors="replace").decode()}).status_code == 200

    def test_the_cost_does_not_grow(self, desk: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
        for _ in range(20):
            make_link(make_resident(cast.portal, password=None), make_account(cast.organization))
        with django_assert_max_num_queries(14):
            desk.get(SEARCH, {"q": "example"})


class TestEmail:
    def change(self, client: Client, cast: Cast, **data: str) -> Any:
        values = {"email": "new@example.ru", "reason": "паспорт 9204 123456", **data}
        return client.post(path_of("resident", cast.anna.pk), values, follow=True)

    def test_both_addresses_are_told_and_the_reason_is_kept(self, desk: Client, cast: Cast) -> None:
        assert "Почта изменена" in self.change(desk, cast).content.decode()
        cast.anna.refresh_from_db()
        assert cast.anna.email == "new@example.ru"
        recipients = {message.recipient for message in OutboxMessage.objects.all()}
        assert recipients == {"anna@example.ru", "new@example.ru"}
        entry = AuditEntry.objects.get(action="identity.change_email_by_office")
        assert (entry.reason, entry.organization_id) == ("паспорт 9204 123456", cast.organization.pk)

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({"reason": ""}, "какие документы вы проверили"),
            ({"reason": "-"}, "по какому документу"),
            ({"email": "не почта"}, "В адресе почты ошибка"),
            ({"email": "anna@example.ru"}, "Эта почта уже указана"),
            ({"email": "boris@example.ru"}, "уже есть"),
        ],
    )
    def test_what_is_wrong_is_said_at_the_field(
        self, desk: Client, cast: Cast, data: dict[str, str], words: str
    ) -> None:
        answer = self.change(desk, cast, **data)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
        assert not OutboxMessage.objects.exists()

    @pytest.mark.parametrize("role", [StaffRole.ACCOUNTANT, StaffRole.DISPATCHER])
    def test_others_look_only(self, cast: Cast, role: StaffRole) -> None:
        client = client_of(make_staff(cast.organization, role=role), cast.portal)
        assert "Сменить почту" not in client.get(path_of("resident", cast.anna.pk)).content.decode()
        assert self.change(client, cast).status_code == 403


class TestAccount:
    def test_a_password_is_shown_once(self, desk: Client, cast: Cast) -> None:
        answer = desk.post(path_of("account_act", cast.account.pk, "password"))
        assert "Пароль счёта:" in answer.content.decode()
        assert answer.headers["Cache-Control"] == "private, no-store"
        secret = answer.content.decode().split('<b class="num">')[1].split("</b>")[0]
        assert AccountPassword.objects.get().password != secret
        again = desk.get(path_of("account", cast.account.pk)).content.decode()
        assert "Пароль выдан" in again
        assert secret not in again

    def test_a_code_is_revoked(self, desk: Client, cast: Cast) -> None:
        issue_registration_codes(accounts=[cast.account], now=NOW, actor=SYSTEM)
        desk.post(path_of("account_act", cast.account.pk, "code-revoke"))
        assert not RegistrationCode.objects.filter(revoked_at=None).exists()

    def test_closing_access_tells_the_resident(self, desk: Client, cast: Cast) -> None:
        link = AccountLink.objects.get(user=cast.anna)
        desk.post(path_of("close_access", cast.account.pk, link.pk), {"reason": "продал квартиру"})
        link.refresh_from_db()
        assert link.state == LinkState.REVOKED
        assert OutboxMessage.objects.get().recipient == "anna@example.ru"
        assert AuditEntry.objects.get(action="accounts.revoke_link").reason == "продал квартиру"

    def test_a_link_of_another_account_is_not_closed_through_this_one(self, desk: Client, cast: Cast) -> None:
        foreign = AccountLink.objects.get(user=cast.daria)
        assert desk.post(path_of("close_access", cast.account.pk, foreign.pk)).status_code == 404

    def test_tries_are_seen(self, desk: Client, cast: Cast) -> None:
        with pytest.raises(Exception, match="не нашёлся"):
            link_account(
                user=cast.boris, portal=cast.portal, claim=LinkClaim("551412", city="Казань"), now=NOW, actor=SYSTEM
            )
        page = desk.get(path_of("account", cast.account.pk)).content.decode()
        assert ("не подошло" in page, "Борис" in page) == (True, True)

    def test_an_account_that_is_guessed_at_is_pointed_out(self, desk: Client, cast: Cast) -> None:
        for number in range(WARN_AFTER):
            LinkAttempt.objects.create(
                at=NOW, portal=cast.portal, number="1", account=cast.account, outcome=AttemptOutcome.NO_MATCH
            )
            page = desk.get(SEARCH).content.decode()
            assert ("не смогли подобрать доступ" in page) == (number + 1 == WARN_AFTER)


class TestLetters:
    def post(self, client: Client, cast: Cast, **data: str) -> Any:
        values = {"whom": "all", "portal": str(cast.portal.pk), "days": "90", **data}
        return client.post(path_of("house_codes", cast.account.premise.building_id), values)

    def test_each_account_gets_a_page_with_a_code_that_links(self, desk: Client, cast: Cast) -> None:
        make_account(cast.organization, "551413", premise=cast.account.premise)
        answer = self.post(desk, cast)
        pages = pages_of(answer.content)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert "no-store" in answer.headers["Cache-Control"]
        assert [("551412" in page, "551413" in page) for page in pages] == [(True, False), (False, True)]
        assert "10 декабря 2017" in pages[0]
        code = pages[0].split("Код регистрации ")[1][:9]
        claim = LinkClaim("551412", city="казань", registration_code=code)
        user = make_resident(cast.portal)
        made = link_account(user=user, portal=cast.portal, claim=claim, now=NOW, actor=SYSTEM)
        assert made.account == cast.account

    def test_who_is_in_already_gets_no_letter_unless_asked_for(self, desk: Client, cast: Cast) -> None:
        answer = self.post(desk, cast, whom="new")
        assert (answer.status_code, "Таких счетов в этом доме нет" in answer.content.decode()) == (422, True)
        assert not RegistrationCode.objects.exists()

    def test_a_letter_of_one_account(self, desk: Client, cast: Cast) -> None:
        answer = desk.post(path_of("account_act", cast.account.pk, "letter"))
        assert len(pages_of(answer.content)) == 1
        assert AuditEntry.objects.filter(action="accounts.issue_registration_code").count() == 1

    @pytest.mark.parametrize(
        "data", [{"days": "0"}, {"days": "abc"}, {"portal": "999"}, {"whom": "x"}, {"days": "9" * 50}]
    )
    def test_bad_input_is_answered(self, desk: Client, cast: Cast, data: dict[str, str]) -> None:
        assert self.post(desk, cast, **data).status_code == 422

    def test_houses_are_counted(self, desk: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
        issue_registration_codes(accounts=[cast.account], now=NOW, actor=SYSTEM)
        with django_assert_max_num_queries(10):
            page = desk.get(path_of("codes")).content.decode()
        for words in ("1\u00a0лицевой счёт · с кодом: 1 · вошли в кабинет: 1", "с кодом: 0 · вошли в кабинет: 1"):
            assert words in page

    def test_a_house_of_another_organization_is_unknown(self, desk: Client, cast: Cast) -> None:
        foreign = cast.daria_account.premise.building_id
        assert desk.get(path_of("house_codes", foreign)).status_code == 404


def test_a_portal_that_asks_for_no_code_prints_no_letters(client: Client) -> None:
    cast = make_cast()
    client.force_login(make_staff(cast.organization, role=StaffRole.ADMINISTRATOR))
    house = reverse("office:house_codes", args=[cast.account.premise.building_id])
    settings = cast.portal.settings
    settings.linking_proofs = [LinkingProof.SURNAME]
    settings.linking_alternative_proofs = []
    settings.save()
    page = client.get(house).content.decode()
    assert "Ни один кабинет организации не спрашивает код регистрации" in page
    assert "Выпустить коды" not in page
    settings.linking_alternative_proofs = [LinkingProof.REGISTRATION_CODE]
    settings.save()
    assert "Выпустить коды" in client.get(house).content.decode()
