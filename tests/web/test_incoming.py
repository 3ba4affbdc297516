"""What no database keeps never reaches one, by whichever way it comes."""

import json
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client
from django.urls import reverse

from kvita.core.models import AuditEntry
from kvita.service_requests.models import SupportQuestion
from kvita.web.middleware import network_address
from tests.actors import Cast, client_of, make_cast
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
NUL = "\x00"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.mark.parametrize(
    "path",
    [
        "/login/?next=%00",
        "/password/%00%00/",
        "/confirmemail/a%00b/",
        "/confirmemail/a%E2%80%AEb/",
        "/profile/email/%00/",
        "/%00",
        "/a/1/charges/2017-08%00/",
        "/captcha/%00/",
    ],
)
def test_an_address_with_nul_is_an_address_that_is_not_there(cast: Cast, path: str) -> None:
    for user in (None, cast.anna):
        assert client_of(user, cast.portal).get(path).status_code in (200, 302, 404)


def test_the_search_of_the_back_office_stands_a_nul(cast: Cast) -> None:
    vera = client_of(cast.vera, cast.portal)
    asked = {"app_label": "accounts", "model_name": "billingaccount", "field_name": "premise", "term": f"1{NUL}6"}
    assert vera.get(reverse("admin:autocomplete"), asked).status_code == 200
    assert vera.get(reverse("admin:housing_supplier_changelist"), {"q": NUL}).status_code == 200
    assert vera.get(reverse("office:residents"), {"q": f"Анна{NUL}"}).status_code == 200
    assert vera.get(reverse("office:export"), {"format": NUL, "organization": NUL}).status_code in (200, 404, 422)


def test_typed_texts_lose_what_nobody_sees_and_nothing_else(cast: Cast) -> None:
    settings = cast.portal.settings
    settings.feedback_form_enabled = True
    settings.save()
    guest = client_of(None, cast.portal)
    typed = {"name": f"Ан{NUL}на\u202e", "contact": "anna@example.ru", "text": "Не приходит\u200b письмо 👩\u200d👧"}
    answer = guest.post(reverse("joining:feedback"), {f"question-{name}": text for name, text in typed.items()})
    assert answer.status_code == 302
    assert list(SupportQuestion.objects.values_list("name", "text")) == [("Анна", "Не приходит письмо 👩\u200d👧")]


def test_a_password_stays_as_it_was_typed(cast: Cast) -> None:
    hidden = f"{PASSWORD}\u200b"
    cast.anna.set_password(hidden)
    cast.anna.save()
    assert authenticate(None, portal=cast.portal, name="anna@example.ru", password=PASSWORD) is None
    sent = {"name": "anna@example.ru\u200b", "password": hidden}
    assert client_of(None, cast.portal).post(reverse("site:login"), sent).status_code == 302


def test_a_session_with_nul_is_nobodys(cast: Cast) -> None:
    guest = client_of(None, cast.portal)
    answer = guest.get("/", HTTP_COOKIE='sessionid="abcdefgh\\000ijkl"')
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "body",
    [b'{"event": "\\u0000"}', b'{"event": "a\x00"}', b'{"event": "\\ud800"}', b'{"\\u0000": 1}'],
)
def test_a_message_of_a_program_that_cannot_be_kept_is_refused(cast: Cast, body: bytes) -> None:
    path = reverse("hooks:payments", args=["00000000-0000-0000-0000-000000000001"])
    assert Client().post(path, body, content_type="application/json").status_code == 400
    fine = json.dumps({"event": "оплата 👍"}).encode()
    assert Client().post(path, fine, content_type="application/json").status_code == 404  # no such connection
    assert Client().post(path, "a=%00", content_type="application/x-www-form-urlencoded").status_code == 400


def test_broken_json_is_left_to_the_page(cast: Cast) -> None:
    path = reverse("hooks:payments", args=["00000000-0000-0000-0000-000000000001"])
    for body in (b"{\\u00", b"[" * 50_000 + b"\\u0041"):
        assert Client().post(path, body, content_type="application/json").status_code == 404


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:5123", "203.0.113.7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ('"[2001:db8::7]"', "2001:db8::7"),
        ("unknown", None),
        ("_hidden", None),
        ("", None),
        ("203.0.113.7.8", None),
    ],
)
def test_addresses_as_proxies_write_them(written: str, address: str | None) -> None:
    assert network_address(written) == address


@pytest.mark.parametrize("written", ["203.0.113.7:5123", "unknown", "1.2.3.4, unknown", "a, [2001:db8::7]:1", ","])
def test_a_sign_in_behind_any_proxy_works(cast: Cast, settings: Any, written: str) -> None:
    settings.PROXY_HEADER = True
    browser = client_of(None, cast.portal)
    sent = {"name": "anna@example.ru", "password": PASSWORD}
    assert browser.post(reverse("site:login"), sent, HTTP_X_FORWARDED_FOR=written).status_code == 302
    assert connection.is_usable()
    assert "unknown" not in AuditEntry.objects.values_list("address", flat=True)
