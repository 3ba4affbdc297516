"""A bank tells of a payment at its connection's address: asked about again, credited once; anything else is refused."""

import datetime as dt
import json
import logging
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from kvita.core.sealing import SecretBox
from kvita.identity.services import Limit
from kvita.integrations.acquiring.sber.messages import checksum
from kvita.payments.enums import AttemptState, ProviderKind
from kvita.payments.models import Payment, PaymentAttempt, PaymentOrder, ProviderConnection, ProviderEvent
from kvita.payments.services import ConnectionWish, save_connection
from kvita.web.providers import payment_providers
from tests.actors import Cast, client_of, make_cast
from tests.factories import AUGUST, NOW, Line, make_payee, make_statement, rub
from tests.payments.desk import ANNA
from tests.web.hooks.banks import BANKS

pytestmark = pytest.mark.django_db

AT_HOME = "185.71.76.5"
SECRET = "test_secret"


@pytest.fixture(autouse=True)
def banks(settings: Settings) -> Iterator[None]:
    settings.KVITA_OPEN_PROVIDER = "tests.web.hooks.banks.open_fake"
    BANKS.clear()
    yield
    BANKS.clear()


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_statement(cast.account, AUGUST, [Line(charged="1537.15")])
    make_payee(cast.organization)
    return cast


def connect(
    cast: Cast, settings: Settings, kind: str = ProviderKind.YOOKASSA, login: str = "123456"
) -> ProviderConnection:
    return save_connection(
        organization=cast.organization,
        connection=None,
        wish=ConnectionWish(kind=kind, login=login, title="Карта", secret=SECRET, event_key="event_key"),
        box=SecretBox(settings.KVITA_ENCRYPTION_KEYS),
        actor=ANNA,
        now=NOW,
    )


def pay(cast: Cast, connection: ProviderConnection) -> PaymentAttempt:
    """Anna goes through the pages to the bank's, and gives a good card there."""
    anna, start = client_of(cast.anna, cast.portal), f"/a/{cast.account.pk}/pay/"
    anna.post(start, {"what": "all", "how": connection.key, "email": "anna@example.ru"})
    check = anna.get(f"{start}check/")
    assert "https://yoomoney.ru" in check["content-security-policy"] or connection.kind == ProviderKind.SBER
    key = check.content.decode().partition('name="form_key" value="')[2][:36]
    assert anna.post(f"{start}start/", {"form_key": key})["location"].startswith("https://")
    attempt = PaymentAttempt.objects.get()
    BANKS[connection.login].pay(attempt.provider_reference or "")
    return attempt


def tell(connection: ProviderConnection, body: object, address: str = AT_HOME) -> int:
    """Send a message as the bank would; return the status."""
    path, text = f"/hooks/payments/{connection.public_id}/", json.dumps(body)
    return Client().post(path, text, content_type="application/json", REMOTE_ADDR=address).status_code


def notification(attempt: PaymentAttempt) -> dict[str, object]:
    thing = {"id": attempt.provider_reference, "status": "succeeded", "amount": {"value": "1.00", "currency": "RUB"}}
    return {"type": "notification", "event": "payment.succeeded", "object": thing}


def test_a_message_of_yookassa_credits_once_what_the_bank_says(cast: Cast, settings: Settings) -> None:
    connection = connect(cast, settings)
    attempt = pay(cast, connection)
    assert {tell(connection, notification(attempt)) for _ in range(3)} == {200}
    assert Payment.objects.get().amount == rub("1537.15")  # and not what the message said
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.SUCCEEDED


def test_a_signed_message_of_sber_credits_once(cast: Cast, settings: Settings) -> None:
    connection = connect(cast, settings, ProviderKind.SBER, "company-api")
    attempt = pay(cast, connection)
    told = {"mdOrder": attempt.provider_reference or "", "orderNumber": attempt.public_id.hex, "operation": "deposited"}
    signed = urlencode(told | {"status": "1", "checksum": checksum(told | {"status": "1"}, "event_key")})
    forged = urlencode(told | {"status": "1", "checksum": checksum(told | {"status": "1"}, "another")})
    address = f"/hooks/payments/{connection.public_id}/"
    assert Client().get(f"{address}?{forged}").status_code == 400
    assert not Payment.objects.exists()
    assert [Client().get(f"{address}?{signed}").status_code for _ in range(2)] == [200, 200]
    assert Payment.objects.count() == 1


def test_what_is_forged_or_foreign_is_refused(cast: Cast, settings: Settings) -> None:
    connection = connect(cast, settings)
    attempt = pay(cast, connection)
    assert tell(connection, notification(attempt), address="203.0.113.5") == 400
    assert tell(connection, {"event": 1}) == 400
    assert tell(connection, {"padding": "x" * 70_000}) == 413
    unknown = ProviderConnection(public_id="00000000-0000-4000-8000-000000000000")
    assert tell(unknown, notification(attempt)) == 404
    other = connect(cast, settings, login="654321")
    assert tell(other, notification(attempt)) == 200  # kept, but it is no payment of that shop
    assert not Payment.objects.exists()


def test_a_silent_bank_makes_the_message_come_again(cast: Cast, settings: Settings) -> None:
    connection = connect(cast, settings)
    attempt = pay(cast, connection)
    BANKS["123456"].key = "changed"  # type: ignore[union-attr]  # the fake of ЮKassa
    assert tell(connection, notification(attempt)) == 503
    assert ProviderEvent.objects.get().handled_at is None
    BANKS["123456"].key = SECRET  # type: ignore[union-attr]  # the same
    assert tell(connection, notification(attempt)) == 200


def test_the_key_of_a_shop_is_in_no_log(cast: Cast, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for kind, login in ((ProviderKind.YOOKASSA, "123456"), (ProviderKind.SBER, "company-api")):
        connection = connect(cast, settings, kind, login)
        BANKS.clear()
        Payment.objects.all().delete()
        PaymentAttempt.objects.all().delete()
        PaymentOrder.objects.all().delete()
        pay(cast, connection)
    assert "HTTP Request: POST" in caplog.text
    assert SECRET not in caplog.text
    assert "MTIzNDU2OnRlc3Rfc2VjcmV0" not in caplog.text  # the same in Basic


def test_a_connection_whose_key_cannot_be_opened_is_left_out(cast: Cast, settings: Settings) -> None:
    connection = connect(cast, settings)
    assert connection.key in payment_providers(cast.organization.settings)
    settings.KVITA_ENCRYPTION_KEYS = ["another installation"]
    assert payment_providers(cast.organization.settings) == {}


def test_an_organization_does_not_get_the_bank_of_another(cast: Cast, settings: Settings) -> None:
    connect(cast, settings)
    assert payment_providers(cast.other_organization.settings) == {}


def test_a_home_of_ipv6_counts_as_one_sender(cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = connect(cast, settings)
    monkeypatch.setattr("kvita.web.hooks.payments.LIMIT", Limit(count=2, window=dt.timedelta(minutes=1)))
    answers = [tell(connection, {}, f"2001:db8:1:2::{number}") for number in range(1, 5)]
    assert answers[2:] == [429, 429]
    assert 429 not in answers[:2]
    assert tell(connection, {}, "2001:db8:1:3::1") != 429
