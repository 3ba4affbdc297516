import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from kvita.housing.enums import SignInName
from kvita.housing.models import Portal
from tests.actors import Cast, client_of
from tests.factories import NOW, PASSWORD, make_link

pytestmark = pytest.mark.django_db

FITS_NOT = "пароль не подошли"


def set_names(portal: Portal, *names: SignInName, **settings: object) -> None:
    portal.settings.sign_in_names = list(names)
    for key, value in settings.items():
        setattr(portal.settings, key, value)
    portal.settings.save()


def test_resident_signs_in_by_email(cast: Cast, guest: Client) -> None:
    response = guest.post("/login/", {"name": " Anna@Example.ru ", "password": PASSWORD})
    assert (response.status_code, response["location"]) == (302, "/")
    assert guest.get("/")["location"] == f"/a/{cast.account.pk}/"


def test_the_time_of_a_sign_in_is_that_of_the_program_not_of_the_machine(cast: Cast, guest: Client) -> None:
    guest.post("/login/", {"name": "anna@example.ru", "password": PASSWORD})
    cast.anna.refresh_from_db()
    assert cast.anna.last_login == NOW


@pytest.mark.parametrize("number", ["120345", "120345А", "120345а", " 120345 "])
def test_resident_signs_in_by_account_number_with_or_without_its_letter(cast: Cast, number: str) -> None:
    set_names(cast.other_portal, SignInName.ACCOUNT_NUMBER)
    client = client_of(None, cast.other_portal)
    assert client.post("/login/", {"name": number, "password": PASSWORD}).status_code == 302
    assert client.get("/")["location"] == f"/a/{cast.daria_account.pk}/"


def test_name_that_the_portal_does_not_offer_opens_nothing(cast: Cast, guest: Client) -> None:
    assert guest.post("/login/", {"name": "551412", "password": PASSWORD}).status_code == 422


@pytest.mark.parametrize(
    ("names", "label", "kind"),
    [
        ([SignInName.EMAIL], "Email", 'type="email"'),
        ([SignInName.ACCOUNT_NUMBER], "Номер лицевого счёта", 'inputmode="numeric"'),
        ([SignInName.LOGIN, SignInName.EMAIL], "Логин или email", 'type="text"'),
        (
            [SignInName.EMAIL, SignInName.LOGIN, SignInName.ACCOUNT_NUMBER],
            "Email, логин или номер лицевого счёта",
            'type="text"',
        ),
    ],
)
def test_form_names_what_the_portal_offers(
    cast: Cast, guest: Client, names: list[SignInName], label: str, kind: str
) -> None:
    set_names(cast.portal, *names)
    page = guest.get("/login/").content.decode()
    assert f'<label for="id_name">{label}</label>' in page
    assert kind in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


@pytest.mark.parametrize(("name", "password"), [("anna@example.ru", "wrong"), ("nobody@example.ru", PASSWORD)])
def test_error_does_not_tell_which_half_was_wrong(guest: Client, name: str, password: str) -> None:
    response = guest.post("/login/", {"name": name, "password": password})
    page = response.content.decode()
    assert response.status_code == 422
    assert f"Email или {FITS_NOT}" in page
    assert f'value="{name}"' in page
    assert password not in page
    assert "<title>Ошибка: Вход" in page


def test_errors_are_word_for_word_the_same(guest: Client) -> None:
    pages = [
        guest.post("/login/", {"name": name, "password": "wrong"}).content.decode().replace(name, "NAME")
        for name in ("anna@example.ru", "nobody@example.ru")
    ]
    cut = [page[page.index("<h1>") : page.index("csrfmiddlewaretoken")] for page in pages]
    assert cut[0] == cut[1]


def test_empty_fields_are_named(guest: Client) -> None:
    page = guest.post("/login/", {}).content.decode()
    assert "Заполните поле «Email»" in page
    assert "Введите пароль" in page


def test_very_long_input_is_refused_before_the_password_is_hashed(
    guest: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvita.web.site.session.authenticate", lambda *args, **kwargs: pytest.fail("asked"))
    response = guest.post("/login/", {"name": "a" * 100_000, "password": "b" * 100_000})
    assert response.status_code == 422


def test_sign_in_leads_to_the_page_asked_for(cast: Cast, guest: Client) -> None:
    asked = f"/a/{cast.account.pk}/history/?from=2017-01"
    response = guest.get(asked)
    assert response.status_code == 302
    form = guest.get(response["location"]).content.decode()
    assert f'name="next" value="{asked}"' in form
    data = {"name": "anna@example.ru", "password": PASSWORD, "next": asked}
    assert guest.post("/login/", data)["location"] == asked


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "http:///evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_sign_in_never_leads_to_another_host(guest: Client, target: str) -> None:
    data = {"name": "anna@example.ru", "password": PASSWORD, "next": target}
    assert guest.post("/login/", data)["location"] == "/"


def test_remembered_sign_in_outlives_the_browser(guest: Client) -> None:
    guest.post("/login/", {"name": "anna@example.ru", "password": PASSWORD, "remember": "on"})
    assert guest.cookies["sessionid"]["max-age"] == 60 * 60 * 24 * 14


def test_sign_in_without_the_tick_ends_with_the_browser(guest: Client) -> None:
    guest.post("/login/", {"name": "anna@example.ru", "password": PASSWORD})
    assert guest.cookies["sessionid"]["max-age"] == ""


def test_portal_may_switch_remembering_off(cast: Cast, guest: Client) -> None:
    set_names(cast.portal, SignInName.EMAIL, remember_me_enabled=False)
    assert "Запомнить меня" not in guest.get("/login/").content.decode()
    guest.post("/login/", {"name": "anna@example.ru", "password": PASSWORD, "remember": "on"})
    assert guest.cookies["sessionid"]["max-age"] == ""


def test_session_key_changes_at_sign_in(cast: Cast, guest: Client) -> None:
    session = guest.session
    session["planted"] = True
    session.save()
    before = session.session_key
    guest.post("/login/", {"name": "anna@example.ru", "password": PASSWORD})
    assert guest.session.session_key not in {before, None}


def test_sign_out_is_a_button_and_ends_the_session(anna: Client) -> None:
    assert anna.get("/logout/").status_code == 302
    assert anna.get("/login/")["location"] == "/"
    response = anna.post("/logout/", follow=True)
    assert "Вы вышли из кабинета" in response.content.decode()
    assert "_auth_user_id" not in anna.session


def test_sign_out_needs_the_token_of_the_page(cast: Cast) -> None:
    client = Client(SERVER_NAME=cast.portal.host, enforce_csrf_checks=True)
    client.force_login(cast.anna, backend="kvita.web.auth.PortalBackend")
    assert client.post("/logout/").status_code == 403


def test_resident_of_another_portal_is_a_stranger_here(cast: Cast, guest: Client) -> None:
    assert guest.post("/login/", {"name": "daria@example.ru", "password": PASSWORD}).status_code == 422


def test_staff_do_not_sign_in_here(cast: Cast, guest: Client) -> None:
    set_names(cast.portal, SignInName.LOGIN, SignInName.EMAIL)
    assert guest.post("/login/", {"name": "vera", "password": PASSWORD}).status_code == 422


def test_staff_who_are_signed_in_are_told_where_their_place_is(cast: Cast) -> None:
    client = client_of(cast.vera, cast.portal)
    response = client.get("/")
    page = response.content.decode()
    assert response.status_code == 403
    assert "Это кабинет жильца" in page
    assert 'href="/office/"' in page
    assert client.get(f"/a/{cast.account.pk}/").status_code == 404


def test_blocked_resident_does_not_get_in(cast: Cast, guest: Client) -> None:
    cast.anna.is_active = False
    cast.anna.save()
    assert guest.post("/login/", {"name": "anna@example.ru", "password": PASSWORD}).status_code == 422


def test_start_opens_the_account_used_last(cast: Cast, anna: Client, set_time: Callable[[dt.datetime], None]) -> None:
    make_link(cast.anna, cast.boris_account)
    assert anna.get("/")["location"] == f"/a/{cast.account.pk}/"
    anna.get(f"/a/{cast.boris_account.pk}/")
    set_time(NOW + dt.timedelta(hours=1))
    assert anna.get("/")["location"] == f"/a/{cast.boris_account.pk}/"


def test_resident_without_accounts_learns_what_to_do(cast: Cast, anna: Client) -> None:
    cast.anna.account_links.all().delete()
    page = anna.get("/").content.decode()
    assert "Лицевых счетов пока нет" in page
    assert cast.portal.support_phone in page


def test_unknown_host_is_told_so(cast: Cast) -> None:
    response = Client(SERVER_NAME="nobody.localhost").get("/")
    assert response.status_code == 404
    assert "innova.localhost" not in response.content.decode()


def test_healthz_answers_under_any_host(db: None) -> None:
    response = Client(SERVER_NAME="localhost").get("/healthz")
    assert response.json() == {"status": "ok"}
