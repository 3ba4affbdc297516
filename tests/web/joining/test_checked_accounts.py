"""Accounts added in the cabinet of a portal whose staff check them (D3): asked for, waiting, decided."""

import datetime as dt

import pytest
from django.test import Client

from kvita.accounts.models import AccessApplication, AccountLink
from kvita.accounts.services import UNDO_WITHIN, approve_application, reject_application, undo_decision
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.housing.enums import ApprovalMode, StaffRole
from kvita.identity.models import User
from kvita.notifications.models import OutboxMessage
from tests.actors import Cast, client_of
from tests.factories import NOW, make_account, make_resident, make_staff
from tests.web.joining.conftest import Door

pytestmark = pytest.mark.django_db
ADD = "/accounts/add/"
TYPED = {"number": "700700", "surname": "Петрова", "premise_number": "1"}
OFFICE = Actor(kind="staff", label="Юлия")


@pytest.fixture
def nina(cast: Cast) -> User:
    make_account(cast.organization, "700700", holder_name="Петрова Нина")
    return make_resident(cast.portal, "nina@example.ru", name="Нина", created_at=NOW - dt.timedelta(days=1))


@pytest.fixture
def client(nina: User, door: Door) -> Client:
    return door("innova", nina, approval_mode=ApprovalMode.STAFF)


@pytest.fixture
def registrar(cast: Cast) -> User:
    return make_staff(cast.organization, "registrar", role=StaffRole.REGISTRAR)


def ask(client: Client, **typed: str) -> AccessApplication:
    answer = client.post(ADD, TYPED | typed)
    assert answer.status_code == 302, answer.content.decode()
    return AccessApplication.objects.get(token=answer["location"].strip("/").split("/")[-1])


def reject(application: AccessApplication, registrar: User) -> None:
    reject_application(application_id=application.pk, reason="Фамилия не совпала", by=registrar, now=NOW, actor=OFFICE)


def test_right_data_alone_open_nothing(client: Client, nina: User) -> None:
    application = ask(client)
    assert not AccountLink.objects.filter(user=nina).exists()
    assert (application.user, application.account.number if application.account else "") == (nina, "700700")


@pytest.mark.parametrize("path", ["/", ADD, "/profile/", "application"])
def test_the_person_sees_that_it_waits_and_until_when(client: Client, path: str) -> None:
    application = ask(client)
    page = client.get(f"/registration/{application.token}/" if path == "application" else path, follow=True)
    assert "Ответим до 14\u00a0сентября, 12:00" in page.content.decode()


def test_wrong_and_unknown_data_are_answered_alike(client: Client) -> None:
    unknown = ask(client, number="999999")
    wrong = ask(client, surname="Сидорова")
    pages = [client.get(f"/registration/{one.token}/").content.decode() for one in (unknown, wrong)]
    cut = [page[page.index("<main") : page.index("</main")] for page in pages]
    assert (
        cut[0].replace("999999", "700700").replace(f"№ {unknown.portal_number}", f"№ {wrong.portal_number}") == cut[1]
    )


def test_the_same_number_asked_for_twice_is_one_application(client: Client) -> None:
    assert ask(client) == ask(client)


def test_an_account_of_ones_own_is_not_asked_for_again(cast: Cast, door: Door) -> None:
    client = door("innova", cast.anna, approval_mode=ApprovalMode.STAFF)
    page = client.post(ADD, TYPED | {"number": cast.account.number})
    assert (page.status_code, AccessApplication.objects.count()) == (422, 0)
    assert "уже есть в вашем кабинете" in page.content.decode()


def test_the_approval_opens_the_account_and_is_told_by_letter(client: Client, nina: User, registrar: User) -> None:
    application = ask(client)
    approve_application(application_id=application.pk, by=registrar, now=NOW, actor=OFFICE)
    assert AccountLink.objects.get(user=nina).proof == f"заявка № {application.portal_number}, проверил сотрудник"
    letters = OutboxMessage.objects.filter(recipient="nina@example.ru").values_list("subject", flat=True)
    assert "Доступ к лицевому счёту открыт" in letters
    assert "Счета на проверке" not in client.get(ADD).content.decode()


def test_the_rejection_tells_its_reason_on_the_page_and_by_letter(client: Client, registrar: User) -> None:
    application = ask(client)
    reject(application, registrar)
    for path in ("/", f"/registration/{application.token}/"):
        assert "Причина: Фамилия не совпала" in client.get(path).content.decode()
    assert "Фамилия не совпала" in OutboxMessage.objects.filter(recipient="nina@example.ru").latest("pk").text


def test_a_rejection_is_taken_back_within_the_minute(client: Client, registrar: User, nina: User) -> None:
    nina.last_login = NOW
    nina.save()
    application = ask(client)
    reject(application, registrar)
    assert undo_decision(application_id=application.pk, now=NOW + UNDO_WITHIN, actor=OFFICE).state == "WAITING"
    with pytest.raises(DomainError):
        undo_decision(application_id=application.pk, now=NOW + UNDO_WITHIN, actor=OFFICE)


def test_the_page_is_for_who_has_asked(client: Client, cast: Cast) -> None:
    path = f"/registration/{ask(client).token}/"
    assert client_of(cast.boris, cast.portal).get(path).status_code == 404
    assert client_of(None, cast.portal).get(path)["location"].startswith("/login/")


def test_many_accounts_at_once_are_too_many(client: Client) -> None:
    for number in range(10):
        ask(client, number=str(700800 + number))
    page = client.post(ADD, TYPED)
    assert (page.status_code, "Слишком много попыток" in page.content.decode()) == (422, True)
