"""How staff get a password, a second step, and out of a forgotten session."""

import io
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.management import CommandError, call_command
from django.test import Client

from kvita.__main__ import OURS
from kvita.core.models import AuditEntry
from kvita.housing.enums import StaffRole
from kvita.housing.models import StaffAssignment
from kvita.identity.models import STAFF_REALM, User
from kvita.notifications.models import OutboxMessage
from kvita.web.entry.forms import RecoveryForm
from tests.actors import Cast, client_of
from tests.factories import PASSWORD, make_staff
from tests.web.entry.test_stages import code_of, with_app

pytestmark = pytest.mark.django_db

NEW = "шкаф-и-море-7"


@pytest.fixture
def chief(cast: Cast) -> Client:
    return client_of(make_staff(cast.organization, "chief", StaffRole.ADMINISTRATOR), cast.portal)


@pytest.fixture
def root(cast: Cast) -> Client:
    return client_of(User.objects.create_superuser("root", "кот-и-пёс-2017"), cast.portal)


def sign_in(cast: Cast, login: str, password: str) -> Any:
    return client_of(None, cast.portal).post("/office/login/", {"username": login, "password": password})


def link_in(page: str) -> str:
    found = re.search(r"http://innova\.localhost(/office/login/new/[\w-]+/)", page)
    assert found, page
    return found[1]


def test_somebody_new_of_the_staff_chooses_a_password_by_a_printed_link(cast: Cast, root: Client) -> None:
    answer = root.post(
        "/office/identity/user/add/",
        {"name": "Ольга", "login": "olga", "email": "", "is_active": "on", "is_staff": "on"},
    )
    assert answer.status_code == 302
    olga = User.objects.get(realm=STAFF_REALM, login="olga")
    StaffAssignment.objects.create(user=olga, organization=cast.organization, role=StaffRole.OPERATOR)
    assert sign_in(cast, "olga", "").status_code == 422
    link = link_in(root.post(f"/office/desk/staff/{olga.pk}/invite/paper/").content.decode())
    browser = client_of(None, cast.portal)
    assert "olga" in browser.get(link).content.decode()
    assert browser.post(link, {"password": NEW})["location"] == "/office/desk/"
    assert browser.post(link, {"password": NEW}).status_code == 410
    assert sign_in(cast, "olga", NEW).status_code == 302
    assert AuditEntry.objects.filter(action="identity.invite_staff", object_id=str(olga.pk)).count() == 1


def test_a_letter_leads_there_and_a_newer_link_ends_the_older(cast: Cast, chief: Client) -> None:
    User.objects.filter(pk=cast.vera.pk).update(email="vera@example.ru")
    first = link_in(chief.post(f"/office/desk/staff/{cast.vera.pk}/invite/paper/").content.decode())
    assert chief.post(f"/office/desk/staff/{cast.vera.pk}/invite/letter/").status_code == 302
    letter = OutboxMessage.objects.get(recipient="vera@example.ru")
    assert letter.is_secret
    browser = client_of(None, cast.portal)
    assert browser.get(first).status_code == 410
    assert browser.post(link_in(letter.text), {"password": NEW}).status_code == 302
    assert sign_in(cast, "vera", NEW).status_code == 302


def test_an_administrator_of_one_organisation_cannot_take_over_the_sign_in_of_another(
    cast: Cast, chief: Client
) -> None:
    both = make_staff(cast.organization, "both")
    StaffAssignment.objects.create(user=both, organization=cast.other_organization, role=StaffRole.ACCOUNTANT)
    high = User.objects.create_superuser("high", "кот-и-пёс-2017")
    StaffAssignment.objects.create(user=high, organization=cast.organization, role=StaffRole.OPERATOR)
    for person in (both, high, cast.gleb, cast.anna):
        assert chief.post(f"/office/desk/staff/{person.pk}/invite/paper/").status_code == 404
    assert client_of(cast.vera, cast.portal).get("/office/desk/staff/").status_code == 403


def test_who_has_forgotten_the_password_gets_a_letter_and_nobody_learns_who_works_here(
    cast: Cast, guest: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvita.web.entry.views.staff_password.RecoveryForm", partial(_without_picture, RecoveryForm))
    User.objects.filter(pk=cast.vera.pk).update(email="vera@example.ru")
    pages = []
    for name in ("vera", "nobody"):
        answer = guest.post("/office/login/forgot/", {"name": name}, follow=True)
        pages.append(answer.content.decode().replace(name, "…"))
    assert pages[0].count("письмо со ссылкой уже идёт") == pages[1].count("письмо со ссылкой уже идёт") == 1
    letter = OutboxMessage.objects.get()
    assert guest.post(link_in(letter.text), {"password": NEW}).status_code == 302


def _without_picture(form: Any, *args: Any, **kwargs: Any) -> Any:
    return form(*args, **kwargs | {"asks_captcha": False})


def test_the_console_sets_the_password_of_staff_by_login_and_of_superusers(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.create_superuser("root", "кот-и-пёс-2017")
    for login in ("vera", "ROOT"):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{NEW}\n"))
        call_command(OURS["changepassword"], login)
        assert sign_in(cast, login, NEW).status_code == 302
    monkeypatch.setattr("sys.stdin", io.StringIO("кот\n"))
    with pytest.raises(CommandError, match="короткий"):
        call_command("change_password", "vera")
    with pytest.raises(CommandError, match="no member of staff"):
        call_command("change_password", "anna@example.ru")


def test_where_it_is_demanded_the_app_is_set_up_before_the_first_page(cast: Cast) -> None:
    cast.organization.settings.staff_second_step = True
    cast.organization.settings.save()
    browser = client_of(None, cast.portal)
    answer = browser.post("/office/login/", {"username": "vera", "password": PASSWORD})
    assert answer["location"] == "/office/login/app/"
    assert "_auth_user_id" not in browser.session
    browser.get("/office/login/app/")
    secret = browser.session[totp.SECRET_SESSION_KEY]
    assert browser.post("/office/login/app/", {"code": "000000"}).status_code == 422
    spare = browser.post("/office/login/app/", {"code": code_of(secret)}).content.decode()
    assert len(re.findall(r"<li>\d{4} \d{4}</li>", spare)) == 10
    assert browser.get("/office/login/app/")["location"] == "/office/desk/"
    assert "_auth_user_id" in browser.session
    assert sign_in(cast, "vera", PASSWORD)["location"] == "/office/login/code/"


def test_where_it_is_not_demanded_the_password_is_enough(cast: Cast) -> None:
    assert sign_in(cast, "vera", PASSWORD)["location"] == "/office/desk/"


def test_a_lost_second_step_is_taken_away_at_the_desk_and_at_the_console(cast: Cast, chief: Client) -> None:
    with_app(cast.vera)
    chief.post(f"/office/desk/staff/{cast.vera.pk}/let-in/second-step/", {"reason": "потеряла телефон, паспорт видел"})
    assert sign_in(cast, "vera", PASSWORD)["location"] == "/office/desk/"
    entry = AuditEntry.objects.get(action="identity.remove_second_step")
    assert (entry.object_label, entry.reason) == ("vera", "потеряла телефон, паспорт видел")
    with_app(cast.anna)
    call_command("unlock", "anna@example.ru", "--portal", "innova", "--second-step")
    assert not Authenticator.objects.exists()


def test_staff_who_do_nothing_are_shown_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = 1_000
    monkeypatch.setattr("kvita.web.entry.sessions.machine_seconds", lambda: seconds)
    browser = client_of(None, cast.portal)
    browser.post("/office/login/", {"username": "vera", "password": PASSWORD})
    for _ in range(3):
        seconds += 59 * 60
        assert browser.get("/office/desk/").status_code == 200
    seconds += 61 * 60
    answer = browser.get("/office/desk/", follow=True)
    assert "Вы долго ничего не делали" in answer.content.decode()
    assert "_auth_user_id" not in browser.session


def test_residents_stay_signed_in(cast: Cast, guest: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    guest.post("/login/", {"name": "anna@example.ru", "password": PASSWORD})
    monkeypatch.setattr("kvita.web.entry.sessions.machine_seconds", lambda: 10**10)
    assert guest.get(f"/a/{cast.account.pk}/").status_code == 200


def test_sign_ins_good_and_bad_are_in_the_log_and_what_was_typed_is_not(cast: Cast, guest: Client) -> None:
    for name, password in (
        ("anna@example.ru", "тайна-1"),
        ("nobody@example.ru", "тайна-2"),
        ("anna@example.ru", PASSWORD),
    ):
        guest.post("/login/", {"name": name, "password": password})
    rows = list(AuditEntry.objects.order_by("pk").values_list("action", "object_label", "actor_kind", "address"))
    assert rows == [
        ("identity.sign_in_failed", "Анна", "guest", "127.0.0.1"),
        ("identity.sign_in_failed", "нет такого имени", "guest", "127.0.0.1"),
        ("identity.sign_in", "Анна", "resident", "127.0.0.1"),
    ]
    assert "тайна" not in str(list(AuditEntry.objects.values()))


def test_the_list_of_staff_costs_as_many_queries_with_ten_people_as_with_one(
    cast: Cast, chief: Client, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    one = count_queries(lambda: chief.get("/office/desk/staff/"))
    for number in range(10):
        with_app(make_staff(cast.organization, f"more{number}"))
    assert count_queries(lambda: chief.get("/office/desk/staff/")) == one


@pytest.mark.parametrize("name", ["staff_second_step", "staff_idle_minutes", "refund_second_approval_above"])
def test_what_watches_over_the_accountant_is_not_theirs_to_change(cast: Cast, chief: Client, name: str) -> None:
    path = f"/office/housing/managingorganization/{cast.organization.pk}/change/"
    field = f'name="settings-0-{name}"'
    assert field in chief.get(path).content.decode()
    assert field not in client_of(cast.vera, cast.portal).get(path).content.decode()
