"""ЮKassa: the recorded shapes are read, what is sent has the shape of the specification, trouble is told apart."""

import datetime as dt
import json
from dataclasses import replace
from typing import Final

import httpx
import pytest

from kvita.calc.money import Money
from kvita.housing.enums import ReceiptMethod, ReceiptSubject, VatCode
from kvita.integrations.acquiring.yookassa.messages import is_from_provider
from kvita.integrations.acquiring.yookassa.provider import YooKassaProvider
from kvita.payments.enums import FailureReason
from kvita.payments.ports import (
    ConnectionKeys,
    IncomingMessage,
    PaidBill,
    PayeeDetails,
    ProviderError,
    ProviderState,
    ProviderStatus,
    ReceiptLine,
    RefundProgress,
    RefundWish,
    StartPayment,
    StatusQuery,
)
from kvita.remittances.formats import read_purpose
from tests.factories import NOW, rub
from tests.integrations.acquiring.fake_yookassa import FakeYooKassa
from tests.integrations.acquiring.recorded import Wire, client_of, recorded, says

KEYS = ConnectionKeys(login="123456", secret="test_secret")
ATTEMPT = "5b9f1e1c-0000-4000-8000-000000000001"
WISH = StartPayment(
    attempt_id=ATTEMPT,
    total=rub("1537.15"),
    description="ЖКУ за август 2017, счёт 551412",
    return_url="https://innova.example/a/1/pay/x/",
    now=NOW,
    email="anna@example.ru",
    receipt=(
        ReceiptLine("Холодная вода, август 2017", rub("1500"), VatCode.NONE, ReceiptSubject.SERVICE, "FULL_PAYMENT"),
        ReceiptLine("Комиссия", rub("37.15"), VatCode.VAT_22, ReceiptSubject.SERVICE, ReceiptMethod.FULL_PAYMENT),
    ),
    payer_name="Иванова Анна",
)
QUERY = StatusQuery(ATTEMPT, "2a7834f6-0001-5000-a000-1da326e5e123", NOW, started_at=NOW)
REFUND = RefundWish(
    refund_id="5b9f1e1c-0000-4000-8000-00000000000f",
    attempt_id=ATTEMPT,
    payment_reference="",
    total=rub("50"),
    refunded_before=Money(0),
    reason="Ошибка",
    now=NOW,
)
AT_HOME = "185.71.76.5"


def shop(*answers: httpx.Response | Exception) -> tuple[YooKassaProvider, Wire]:
    wire = Wire(answers)
    return YooKassaProvider(keys=KEYS, client=wire.client), wire


def fake() -> tuple[YooKassaProvider, FakeYooKassa]:
    bank = FakeYooKassa()
    return YooKassaProvider(keys=KEYS, client=client_of(bank)), bank


def test_a_payment_is_asked_for_in_the_shape_of_the_specification() -> None:
    provider, wire = shop(says(recorded("yookassa/payment")))
    started = provider.start(WISH)
    assert started.reference == "2a7834f6-0001-5000-a000-1da326e5e123"
    assert started.redirect_url.startswith("https://yoomoney.ru/checkout/")
    (request,) = wire.asked
    assert (request.method, str(request.url)) == ("POST", "https://api.yookassa.ru/v3/payments")
    assert request.headers["idempotence-key"] == ATTEMPT
    assert request.headers["authorization"].startswith("Basic ")
    body = json.loads(request.content)
    assert body["amount"] == {"value": "1537.15", "currency": "RUB"}
    assert body["capture"] is True
    assert body["confirmation"] == {"type": "redirect", "return_url": WISH.return_url}
    assert body["metadata"] == {"attempt_id": ATTEMPT}
    assert body["receipt"]["customer"] == {"email": "anna@example.ru", "full_name": "Иванова Анна"}
    assert [item["amount"]["value"] for item in body["receipt"]["items"]] == ["1500.00", "37.15"]
    assert body["receipt"]["items"][0] == {
        "description": "Холодная вода, август 2017",
        "quantity": "1",
        "amount": {"value": "1500.00", "currency": "RUB"},
        "vat_code": 1,
        "payment_subject": "service",
        "payment_mode": "full_payment",
    }
    assert body["receipt"]["items"][1]["vat_code"] == 11


HOUSE = PayeeDetails(
    name="ООО «УК»", inn="7606066274", kpp="760601001", settlement_account="40702810138250123017",
    bank_name="АО «Банк Ярославский объединённый коммерческий»", bic="044525225",
    correspondent_account="30101810400000000225",
)  # fmt: skip
BILL = PaidBill("910000419", dt.date(2017, 8, 1), "60АА000593", "Иванов И. И.", "ул. Пушкина, д. 10; кв. 5")


def sent_order(payment: StartPayment, *, sends_bill: bool = True) -> dict[str, object] | None:
    wire = Wire([says(recorded("yookassa/payment"))])
    YooKassaProvider(keys=replace(KEYS, sends_bill=sends_bill), client=wire.client).start(payment)
    order: dict[str, object] | None = json.loads(wire.asked[0].content).get("payment_order")
    return order


def test_the_bill_is_told_in_the_shape_of_the_specification() -> None:
    assert sent_order(replace(WISH, payee=HOUSE, bill=BILL)) == {
        "type": "utilities",
        "amount": {"value": "1537.15", "currency": "RUB"},
        "payment_purpose": "Оплата ЖКУ;ЕЛС60АА000593;ПРД08.2017;Иванов И. И.;ул. Пушкина, д. 10, кв. 5",
        "recipient": {
            "name": "ООО «УК»",
            "inn": "7606066274",
            "kpp": "760601001",
            "bank": {
                "name": "АО «Банк Ярославский объединённый коммерческий»"[:45],
                "bic": "044525225",
                "account": "40702810138250123017",
                "correspondent_account": "30101810400000000225",
            },
        },
        "payment_period": {"month": 8, "year": 2017},
        "account_number": "910000419",
        "unified_account_number": "60АА000593",
    }


def test_a_bill_without_a_number_in_gis_is_told_by_its_account() -> None:
    order = sent_order(replace(WISH, payee=HOUSE, bill=PaidBill("910000419", dt.date(2017, 8, 1))))
    assert order is not None
    assert order["payment_purpose"] == "Оплата ЖКУ;ЛС910000419;ПРД08.2017"
    assert "unified_account_number" not in order
    assert read_purpose(str(order["payment_purpose"])).account == "910000419"


@pytest.mark.parametrize(
    "wish",
    [
        replace(WISH, payee=replace(HOUSE, kpp=""), bill=BILL),
        replace(WISH, payee=replace(HOUSE, inn="760606627412"), bill=BILL),
        replace(WISH, payee=HOUSE, bill=replace(BILL, account_number="7", unified_account_number="")),
        replace(WISH, payee=HOUSE),
    ],
)
def test_an_incomplete_order_would_refuse_the_payment_and_stays_out(wish: StartPayment) -> None:
    assert sent_order(wish) is None


def test_the_bill_is_told_only_where_the_connection_says_so() -> None:
    assert sent_order(replace(WISH, payee=HOUSE, bill=BILL), sends_bill=False) is None


@pytest.mark.parametrize(
    ("name", "state", "paid_at"),
    [
        ("payment", ProviderState.PENDING, None),
        ("payment_succeeded", ProviderState.PAID, dt.datetime(2024, 1, 15, 10, 0, 5, tzinfo=dt.UTC)),
    ],
)
def test_recorded_payments_are_read(name: str, state: ProviderState, paid_at: dt.datetime | None) -> None:
    provider, wire = shop(says(recorded(f"yookassa/{name}")))
    status = provider.fetch_status(QUERY)
    assert (status.state, status.total, status.currency, status.paid_at) == (state, rub("100"), "RUB", paid_at)
    assert wire.asked[0].url.path == f"/v3/payments/{QUERY.reference}"


def test_the_recorded_list_is_read() -> None:
    page = recorded("yookassa/payment_list")
    provider, wire = shop(says(page), says(page | {"next_cursor": None}))
    rows = provider.list_payments(since=NOW, until=NOW + dt.timedelta(days=1))
    assert [(row.reference[-3:], row.state, row.total) for row in rows[:2]] == [
        ("001", ProviderState.PAID, rub("100")),
        ("002", ProviderState.PENDING, rub("200")),
    ]
    assert len(rows) == 4
    assert wire.asked[1].url.params["cursor"] == page["next_cursor"]
    assert wire.asked[0].url.params["created_at.gte"] == "2017-09-11T09:00:00.000Z"


def test_the_recorded_refund_is_read() -> None:
    provider, wire = shop(says(recorded("yookassa/refund")))
    status = provider.refund(replace(REFUND, payment_reference="2a7834f6-0001-5000-a000-1da326e5e123"))
    assert (status.progress, status.total, status.reference) == (
        RefundProgress.DONE,
        rub("50"),
        "2a7834f6-refund-5000-a000-1da326e5e123",
    )
    assert wire.asked[0].headers["idempotence-key"] == REFUND.refund_id


def test_a_recorded_refusal_is_final() -> None:
    provider, _ = shop(says(recorded("yookassa/error_bad_request"), 400))
    with pytest.raises(ProviderError) as caught:
        provider.start(WISH)
    assert (caught.value.code, caught.value.retryable) == ("invalid_request", False)


UNCLEAR: Final[list[httpx.Response | Exception]] = [
    httpx.ReadTimeout("late"),
    httpx.ConnectError("refused"),
    httpx.RemoteProtocolError("cut"),
    says({"code": "internal_server_error"}, 500),
    says({}, 502),
    says({}, 429),
    httpx.Response(200, text="<html>"),
    says([]),
    says({"type": "processing", "description": "Request accepted", "retry_after": 1800}, 202),
    says({"type": "error", "code": "processing"}, 202),
    httpx.Response(302, headers={"location": "https://example.org/"}),
    says({"type": "error", "code": "invalid_request", "parameter": "Idempotence-Key"}, 400),
    says({"type": "error", "code": "invalid_request", "description": "Idempotence key duplicated"}, 400),
    says({"code": "invalid_request"}, 400),
    httpx.Response(400, text="<html>Bad gateway</html>"),
    httpx.Response(403, text="<html>firewall</html>"),
    httpx.Response(404, text="not here"),
    says({"type": "error", "code": "something_new"}, 400),
    says({"type": "error", "code": ["invalid_request"]}, 400),
    says({}, 408),
    says({"type": "error", "code": "conflict"}, 409),
    says({"type": "error", "code": "invalid_request"}, 409),
    says({}, 425),
    httpx.Response(200, text='{"id":"2a7834f6-0001'),
    httpx.Response(200, text="[" * 100_000),
]


@pytest.mark.parametrize(
    "answer",
    [
        *UNCLEAR,
        says(recorded("yookassa/payment") | {"confirmation": {}}),
        says(recorded("yookassa/payment") | {"confirmation": [1]}),
        says(recorded("yookassa/payment") | {"id": ["2a78"]}),
        says(recorded("yookassa/payment") | {"id": "2" * 90}),
        says(recorded("yookassa/payment") | {"metadata": ["attempt_id"]}),
        says(recorded("yookassa/payment") | {"metadata": {"attempt_id": "another"}}),
        says(recorded("yookassa/payment"), 201),
    ],
)
def test_what_may_have_worked_is_to_be_asked_again(answer: httpx.Response | Exception) -> None:
    provider, _ = shop(answer)
    with pytest.raises(ProviderError) as caught:
        provider.start(WISH)
    assert caught.value.retryable


@pytest.mark.parametrize("answer", UNCLEAR)
def test_a_refund_that_may_have_worked_is_to_be_asked_again(answer: httpx.Response | Exception) -> None:
    provider, _ = shop(answer)
    with pytest.raises(ProviderError) as caught:
        provider.refund(replace(REFUND, payment_reference="2a7834f6-0001-5000-a000-1da326e5e123"))
    assert caught.value.retryable


@pytest.mark.parametrize(
    "answer",
    [
        says({"code": "invalid_credentials"}, 401),
        says({"type": "processing"}, 202),
        says(recorded("yookassa/payment_succeeded") | {"metadata": ["x"]}),
        says(recorded("yookassa/payment_succeeded") | {"amount": [1]}),
        says(recorded("yookassa/payment_succeeded") | {"cancellation_details": "text"}),
        says(recorded("yookassa/payment_succeeded") | {"status": ["succeeded"]}),
        says(recorded("yookassa/payment_succeeded") | {"status": "new_word"}),
        says(recorded("yookassa/payment_succeeded") | {"amount": {"value": "1e3", "currency": "RUB"}}),
        says(recorded("yookassa/payment_succeeded") | {"amount": None}),
        says(recorded("yookassa/payment_succeeded") | {"metadata": {"attempt_id": "another"}}),
    ],
)
def test_a_question_without_a_clear_answer_decides_nothing(answer: httpx.Response) -> None:
    provider, _ = shop(answer)
    with pytest.raises(ProviderError) as caught:
        provider.fetch_status(QUERY)
    assert caught.value.retryable


def test_a_payment_that_the_shop_does_not_have_was_not_charged() -> None:
    provider, _ = shop(says({"type": "error", "code": "not_found"}, 404))
    assert provider.fetch_status(QUERY).state is ProviderState.UNKNOWN_PAYMENT


@pytest.mark.parametrize(
    ("reason", "state", "told"),
    [
        ("insufficient_funds", ProviderState.DECLINED, FailureReason.INSUFFICIENT_FUNDS),
        ("3d_secure_failed", ProviderState.DECLINED, FailureReason.WRONG_CODE),
        ("general_decline", ProviderState.DECLINED, FailureReason.CARD_REFUSED),
        ("something_new", ProviderState.DECLINED, FailureReason.OTHER),
        ("expired_on_confirmation", ProviderState.EXPIRED, FailureReason.EXPIRED),
    ],
)
def test_refusals_are_told_in_our_words(reason: str, state: ProviderState, told: str) -> None:
    provider, bank = fake()
    started = provider.start(WISH)
    bank.cancel(started.reference, reason)
    status = provider.fetch_status(replace(QUERY, reference=started.reference))
    assert (status.state, status.failure_code) == (state, told)


@pytest.mark.parametrize("trouble", ["silence", "500"])
def test_a_payment_begun_without_an_answer_is_one_payment_and_is_found(trouble: str) -> None:
    provider, bank = fake()
    bank.trouble = [trouble]
    with pytest.raises(ProviderError):
        provider.start(WISH)
    assert provider.fetch_status(replace(QUERY, reference="")).state is ProviderState.PENDING
    started = provider.start(WISH)
    bank.pay(started.reference)
    assert len(bank.payments) == 1
    expected = ProviderStatus(ProviderState.PAID, started.reference, rub("1537.15"), "RUB", "", bank.now)
    assert provider.fetch_status(replace(QUERY, reference="")) == expected


def test_a_request_that_never_arrived_is_told_as_unknown_to_the_bank() -> None:
    provider, bank = fake()
    bank.trouble = ["lost"]
    with pytest.raises(ProviderError):
        provider.start(WISH)
    assert provider.fetch_status(replace(QUERY, reference="")).state is ProviderState.UNKNOWN_PAYMENT


@pytest.mark.parametrize("trouble", ["silence", "500"])
def test_a_refund_without_an_answer_is_one_refund(trouble: str) -> None:
    provider, bank = fake()
    reference = provider.start(WISH).reference
    bank.pay(reference)
    wish = replace(REFUND, payment_reference=reference)
    assert provider.fetch_refund(wish).progress is RefundProgress.UNKNOWN_REFUND
    bank.trouble = [trouble]
    with pytest.raises(ProviderError):
        provider.refund(wish)
    assert provider.fetch_refund(wish).progress is RefundProgress.DONE
    assert provider.refund(wish).total == rub("50")
    assert bank.kept == 153715 - 5000


def test_two_shops_in_one_process_keep_their_keys_apart() -> None:
    banks = [FakeYooKassa("1", "one"), FakeYooKassa("2", "two")]
    client = client_of(lambda request: banks["Mjp0d28=" in request.headers["authorization"]](request))
    for number, bank in enumerate(banks):
        keys = ConnectionKeys(login=bank.shop, secret=bank.key)
        YooKassaProvider(keys=keys, client=client).start(replace(WISH, attempt_id=f"attempt-{number}"))
    assert [len(bank.payments) for bank in banks] == [1, 1]
    stolen = ConnectionKeys(login="2", secret="one")
    with pytest.raises(ProviderError) as caught:
        YooKassaProvider(keys=stolen, client=client).start(WISH)
    assert (caught.value.code, caught.value.retryable) == ("invalid_credentials", False)


def message(body: bytes, address: str = AT_HOME) -> IncomingMessage:
    return IncomingMessage(body=body, headers={}, query={}, address=address)


def test_the_recorded_message_is_read() -> None:
    provider, _ = fake()
    notice = provider.read_message(message(json.dumps(recorded("yookassa/webhook_payment_succeeded")).encode()))
    assert notice.key == "payment.succeeded:2a7834f6-0001-5000-a000-1da326e5e123"
    assert notice.payment_reference == "2a7834f6-0001-5000-a000-1da326e5e123"
    assert notice.payload == {
        "id": notice.payment_reference,
        "status": "succeeded",
        "value": "100.00",
        "currency": "RUB",
    }


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("185.71.76.31", True),
        ("185.71.76.32", False),
        ("185.71.77.1", True),
        ("77.75.153.127", True),
        ("77.75.154.128", True),
        ("77.75.154.127", False),
        ("77.75.156.11", True),
        ("77.75.156.12", False),
        ("2a02:5180::1", True),
        ("::ffff:185.71.76.1", True),
        ("127.0.0.1", False),
        ("", False),
        ("185.71.76.1, 10.0.0.1", False),
    ],
)
def test_messages_are_taken_from_the_published_networks_only(address: str, ours: bool) -> None:
    assert is_from_provider(address) is ours


@pytest.mark.parametrize(
    ("body", "address", "code"),
    [
        (b"{}", "8.8.8.8", "forged"),
        (b"{}", AT_HOME, "unreadable"),
        (b"\xff", AT_HOME, "unreadable"),
        (b"[]", AT_HOME, "unreadable"),
        (b'{"event":"payment.succeeded","object":null}', AT_HOME, "unreadable"),
        (b'{"event":"payment.succeeded","object":"text"}', AT_HOME, "unreadable"),
        (b'{"event":"payment.succeeded","object":{"id":"1","status":"x","metadata":["a"]}}', AT_HOME, "unreadable"),
        (b'{"event":"payment.succeeded","object":{"id":{},"status":"x"}}', AT_HOME, "unreadable"),
        (b'{"event":["x"],"object":{"id":"1","status":"x"}}', AT_HOME, "unreadable"),
        (b'{"event":' + b"[" * 60_000, AT_HOME, "unreadable"),
    ],
)
def test_other_messages_are_refused(body: bytes, address: str, code: str) -> None:
    provider, _ = fake()
    with pytest.raises(ProviderError) as caught:
        provider.read_message(message(body, address))
    assert caught.value.code == code
