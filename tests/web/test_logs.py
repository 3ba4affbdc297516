"""The server's log holds no secret of an address and no traceback of a refusal."""

import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kvita.config.urls import build_urls
from kvita.web.logs import SECRET_ARGUMENTS, QuietFilter, masked_path
from tests.actors import Cast, client_of, make_cast
from tests.policy.routes import walk

pytestmark = pytest.mark.django_db

SECRET = "u7-Vq0nT5cXk2RrJ8yLwB1sH4dE6gA9f"
# Arguments that may stand in a log: numbers of rows, months, and names that open nothing without a sign-in.
OPEN = {
    "account_id", "account_key", "act", "application_id", "attempt_id", "batch_id", "building_id", "connection_id",
    "consent_id", "file_id", "key_id", "link_id", "meter_id", "month", "order_id", "payee_id", "payment_id",
    "period_id", "photo_id", "portal_id", "reading_id", "refund_id", "register_id", "row_id", "session_id", "upload_id",
    "user_id", "object_id", "content_type_id", "app_label", "url",
}  # fmt: skip


@pytest.fixture
def log() -> Any:
    """What the console handler of the product writes."""
    lines: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Handler()
    handler.addFilter(QuietFilter())
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_every_argument_of_an_address_is_a_secret_or_none() -> None:
    found = {name for route in walk(build_urls(demo=True)) for name in route.arguments}
    assert found - OPEN - SECRET_ARGUMENTS == set(), "say whether it opens something"


SECRET_ROUTES = [route for route in walk(build_urls(demo=False)) if SECRET_ARGUMENTS & set(route.arguments)]


@pytest.mark.parametrize("route", SECRET_ROUTES, ids=lambda route: route.name)
def test_a_secret_is_not_logged_whatever_the_answer(cast: Cast, log: list[str], route: Any) -> None:
    secret = "0f0e0d0c-0b0a-4908-8706-050403020100" if "uuid" in route.pattern else SECRET.replace("-", "_")
    path = reverse(route.name, kwargs=dict.fromkeys(route.arguments, secret))
    strict = Client(enforce_csrf_checks=True, SERVER_NAME=cast.portal.host)
    for client in (client_of(None, cast.portal), client_of(cast.anna, cast.portal), strict):
        for method in ("GET", "POST", "PUT"):
            client.generic(method, path)
            client.generic(method, path, SERVER_NAME="evil.example.com")
    assert log
    assert not [line for line in log if secret in line]


def test_an_address_without_its_last_sign_is_not_logged_either(cast: Cast, log: list[str]) -> None:
    client_of(None, cast.portal).get(f"/pasword/{SECRET}")
    assert log
    assert not [line for line in log if SECRET in line]
    assert masked_path("/a/1/charges/2017-08/") == "/a/1/charges/2017-08/"


def test_refusals_leave_one_line_and_faults_a_traceback(cast: Cast, log: list[str], monkeypatch: Any) -> None:
    client_of(cast.vera, cast.portal).get(reverse("office:connections"))  # 403
    Client().get("/", SERVER_NAME="evil.example.com")
    assert len(log) >= 2
    assert all("\n" not in line for line in log)
    log.clear()
    broken = client_of(cast.anna, cast.portal)
    broken.raise_request_exception = False
    monkeypatch.setattr("kvita.web.resident.views.home.redirect", lambda *_: 1 / 0)
    broken.get("/")
    assert any("Traceback" in line for line in log)
