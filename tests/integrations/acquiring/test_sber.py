"""Сбер: the recorded shapes are read whatever way they are spelled; trouble is told apart; signatures are checked."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kvita.calc.money import Money
from kvita.housing.enums import ReceiptMethod, ReceiptSubject, VatCode
from kvita.integrations.acquiring.sber.messages import checksum
from kvita.integrations.acquiring.sber.provider import SberProvider
from kvita.integrations.acquiring.sber.wire import TAX_TYPES
from kvita.payments.enums import FailureReason
from kvita.payments.policies import UNKNOWN_TO_SBER
from kvita.payments.ports import (
    ConnectionKeys,
    IncomingMessage,
    ProviderError,
    ProviderState,
    ReceiptLine,
    RefundProgress,
    RefundWish,
    StartPayment,
    StatusQuery,
)
from tests.factories import NOW, rub
from tests.integrations.acquiring.fake_sber import FakeSber
from tests.integrations.acquiring.recorded import Wire, client_of, recorded, says

KEYS = ConnectionKeys(login="company-api", secret="test_secret", event_key="event_key")
ATTEMPT = "5b9f1e1c-0000-4000-8000-000000000001"
WISH = StartPayment(
    attempt_id=ATTEMPT,
    total=rub("1537.15"),
    description="ЖКУ за август 2017, счёт 551412",
    return_url="https://innova.example/a/1/pay/x/",
    now=NOW,
    email="anna@example.ru",
    event_url="https://innova.example/hooks/payments/x/",
    receipt=(
        ReceiptLine(
            "ЖКУ, август 2017", rub("1537.15"), VatCode.NONE, ReceiptSubject.SERVICE, ReceiptMethod.FULL_PAYMENT
        ),
    ),
)
QUERY = StatusQuery(ATTEMPT, "", NOW, started_at=NOW)
REFUND = RefundWish(
    refund_id="5b9f1e1c-0000-4000-8000-00000000000f",
    attempt_id=ATTEMPT,
    payment_reference="",
    total=rub("50"),
    refunded_before=Money(0),
    reason="Ошибка",
    now=NOW,
)
OURS = {"orderNumber": ATTEMPT.replace("-", "")}


def merchant(*answers: httpx.Response | Exception) -> tuple[SberProvider, Wire]:
    wire = Wire(answers)
    return SberProvider(keys=KEYS, client=wire.client), wire


def fake() -> tuple[SberProvider, FakeSber]:
    bank = FakeSber()
    return SberProvider(keys=KEYS, client=client_of(bank)), bank


def fields(request: httpx.Request) -> dict[str, str]:
    return dict(parse_qsl(request.content.decode()))


def test_an_order_is_registered_in_kopecks_under_our_number() -> None:
    provider, wire = merchant(says(recorded("sber/AuthorizeRequestSuccess")))
    started = provider.start(WISH)
    assert started.reference == "61351fbd-ac25-484f-b930-4d0ce4101ab7"
    assert started.redirect_url.startswith("https://3dsec.sberbank.ru/payment/merchants/")
    sent = fields(wire.asked[0])
    assert str(wire.asked[0].url) == "https://securepayments.sberbank.ru/payment/rest/register.do"
    assert sent["userName"] == "company-api"
    assert (sent["amount"], sent["currency"], sent["orderNumber"]) == ("153715", "643", ATTEMPT.replace("-", ""))
    assert len(sent["orderNumber"]) == 32
    assert (sent["returnUrl"], sent["dynamicCallbackUrl"]) == (WISH.return_url, WISH.event_url)
    (item,) = json.loads(sent["orderBundle"])["cartItems"]["items"]
    assert (item["itemAmount"], item["tax"], item["quantity"]) == (153715, {"taxType": 0}, {"value": 1, "measure": "0"})


def test_a_rate_of_vat_that_the_gateway_does_not_have_is_refused_before_anything_is_charged() -> None:
    provider, wire = merchant(says({}))
    with pytest.raises(ProviderError) as caught:
        provider.start(replace(WISH, receipt=(replace(WISH.receipt[0], vat=VatCode.VAT_22),)))
    assert (caught.value.code, caught.value.retryable, wire.asked) == ("receipt_vat", False, [])


def test_the_desk_warns_of_just_the_rates_that_the_gateway_does_not_have() -> None:
    assert set(VatCode) - set(TAX_TYPES) == UNKNOWN_TO_SBER


def test_the_recorded_refusal_of_a_second_registration_asks_to_look_first() -> None:
    provider, _ = merchant(says(recorded("sber/AuthorizeRequestError")))
    with pytest.raises(ProviderError) as caught:
        provider.start(WISH)
    assert (caught.value.code, caught.value.retryable) == ("already_registered", True)


@pytest.mark.parametrize("name", ["ExtendedOrderStatusRequestSuccess", "OrderStatusRequestSuccess"])
def test_recorded_paid_orders_are_read_in_both_spellings(name: str) -> None:
    answer = {key: value for key, value in recorded(f"sber/{name}").items() if key.lower() != "ordernumber"}
    provider, _ = merchant(says(answer))
    status = provider.fetch_status(QUERY)
    assert (status.state, status.total, status.currency) == (ProviderState.PAID, rub("1500"), "RUB")


@pytest.mark.parametrize("name", ["ExtendedOrderStatusRequestError", "OrderStatusRequestError", "PurchaseRequestError"])
def test_recorded_errors_are_seen_as_text_and_as_numbers_in_both_spellings(name: str) -> None:
    provider, _ = merchant(says(recorded(f"sber/{name}")))
    with pytest.raises(ProviderError) as caught:
        provider.fetch_status(QUERY)
    assert caught.value.code in ("error_3", "error_5")
    assert caught.value.retryable


def test_another_order_is_no_answer() -> None:
    provider, _ = merchant(says(recorded("sber/ExtendedOrderStatusRequestSuccess")))
    with pytest.raises(ProviderError) as caught:
        provider.fetch_status(QUERY)
    assert (caught.value.code, caught.value.retryable) == ("another_payment", True)


def test_the_recorded_list_is_read() -> None:
    provider, wire = merchant(says(recorded("sber/getLastOrders")))
    since = dt.datetime(2014, 10, 28, tzinfo=dt.UTC)
    rows = provider.list_payments(since=since, until=since + dt.timedelta(days=1))
    assert len(rows) >= 2
    assert rows[0].reference == "f1a3365b-542c-4c8d-b34c-e9a7ee8dbc9c"
    assert (rows[0].state, rows[0].total, rows[0].currency, rows[0].attempt_id) == (
        ProviderState.PAID,
        rub("2500"),
        "RUB",
        "",
    )
    assert fields(wire.asked[0])["from"] == "20141028030000"
    assert provider.list_payments(since=NOW, until=NOW + dt.timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("answer", "code", "retryable"),
    [
        (httpx.ReadTimeout("late"), "timeout", True),
        (says({}, 500), "http_500", True),
        (says({"errorCode": "7"}), "error_7", True),
        (says({"errorCode": 5}), "error_5", False),
        (says({"errorCode": "x"}), "unreadable", True),
        (says({"errorCode": 0}), "no_page", True),
        (says({"errorCode": "3"}), "error_3", False),
        (says({"errorCode": "4"}), "error_4", False),
        (says({"errorCode": "6"}), "error_6", True),
        (says({"errorCode": "11"}), "error_11", True),
        (says({"errorCode": -1}), "error_-1", True),
        (says({"errorCode": [5]}), "unreadable", True),
        (says({"orderId": ["x"], "formUrl": "https://3dsec.sberbank.ru/"}), "unreadable", True),
        (says({"orderId": "x", "formUrl": ["https://3dsec.sberbank.ru/"]}), "no_page", True),
        (says({}, 202), "http_202", True),
        (says({"errorCode": 5}, 409), "http_409", True),
        (httpx.Response(200, text='{"errorCode":0,"orderId":"61'), "unreadable", True),
        (httpx.Response(200, text="[" * 100_000), "unreadable", True),
    ],
)
def test_what_may_have_worked_is_told_from_a_refusal(
    answer: httpx.Response | Exception, code: str, retryable: bool
) -> None:
    provider, _ = merchant(answer)
    with pytest.raises(ProviderError) as caught:
        provider.start(WISH)
    assert (caught.value.code, caught.value.retryable) == (code, retryable)


@pytest.mark.parametrize(
    "answer",
    [
        OURS | {"errorCode": "0", "orderStatus": 9, "amount": 100},
        OURS | {"errorCode": "0", "orderStatus": None},
        OURS | {"errorCode": "0", "orderStatus": 2, "amount": "1.5"},
        OURS | {"errorCode": "0", "orderStatus": 2},
        OURS | {"errorCode": "0", "orderStatus": 2, "amount": "9" * 30},
        OURS | {"errorCode": "0", "orderStatus": 2, "amount": 100, "paymentAmountInfo": [1]},
        OURS | {"errorCode": "0", "orderStatus": 2, "amount": 100, "attributes": "mdOrder"},
        OURS | {"errorCode": "0", "orderStatus": 2, "amount": 100, "attributes": [["name", "mdOrder"]]},
        OURS | {"errorCode": "0", "orderStatus": 2, "amount": 100, "currency": {}},
    ],
)
def test_an_answer_that_cannot_be_read_decides_nothing(answer: dict[str, Any]) -> None:
    provider, _ = merchant(says(answer))
    with pytest.raises(ProviderError) as caught:
        provider.fetch_status(QUERY)
    assert (caught.value.code, caught.value.retryable) == ("unreadable", True)


@pytest.mark.parametrize(
    ("action", "state", "told"),
    [
        (116, ProviderState.DECLINED, FailureReason.INSUFFICIENT_FUNDS),
        (2003, ProviderState.DECLINED, FailureReason.WRONG_CODE),
        (-2007, ProviderState.EXPIRED, FailureReason.EXPIRED),
        (9999, ProviderState.DECLINED, FailureReason.OTHER),
    ],
)
def test_refusals_are_told_in_our_words(action: int, state: ProviderState, told: str) -> None:
    provider, bank = fake()
    bank.decline(provider.start(WISH).reference, action)
    status = provider.fetch_status(QUERY)
    assert (status.state, status.failure_code) == (state, told)


@pytest.mark.parametrize("trouble", ["silence", "done_but_system"])
def test_an_order_registered_without_an_answer_is_found_by_our_number(trouble: str) -> None:
    provider, bank = fake()
    bank.trouble = [trouble]
    with pytest.raises(ProviderError) as caught:
        provider.start(WISH)
    assert caught.value.retryable
    (reference,) = bank.orders
    assert provider.fetch_status(QUERY).state is ProviderState.PENDING
    bank.pay(reference)
    status = provider.fetch_status(QUERY)
    assert (status.state, status.reference, status.total) == (ProviderState.PAID, reference, rub("1537.15"))
    assert status.paid_at == bank.now


def test_an_order_that_never_arrived_was_not_charged() -> None:
    provider, bank = fake()
    bank.trouble = ["lost"]
    with pytest.raises(ProviderError):
        provider.start(WISH)
    assert provider.fetch_status(QUERY).state is ProviderState.UNKNOWN_PAYMENT


@pytest.mark.parametrize("trouble", ["silence", "done_but_system"])
def test_a_refund_without_an_answer_is_one_refund(trouble: str) -> None:
    provider, bank = fake()
    reference = provider.start(WISH).reference
    bank.pay(reference)
    wish = replace(REFUND, payment_reference=reference)
    bank.trouble = ["", trouble]
    with pytest.raises(ProviderError):
        provider.refund(wish)
    assert provider.refund(wish).progress is RefundProgress.DONE
    assert bank.refunds_count == 1
    second = replace(wish, total=rub("30"), refunded_before=rub("50"))
    assert provider.fetch_refund(second).progress is RefundProgress.UNKNOWN_REFUND
    assert provider.refund(second).total == rub("30")
    assert bank.kept == 153715 - 8000


def test_a_refund_that_the_bank_refuses_is_declined() -> None:
    provider, bank = fake()
    reference = provider.start(WISH).reference
    bank.pay(reference)
    with pytest.raises(ProviderError) as caught:
        provider.refund(replace(REFUND, payment_reference=reference, total=rub("9999")))
    assert (caught.value.code, caught.value.retryable) == ("error_5", False)


@pytest.mark.parametrize("answer", [{"errorCode": 1}, {"errorCode": "8"}, {"errorCode": 7}, {}, {"orderId": "x"}])
def test_a_refund_without_a_documented_answer_is_unknown(answer: dict[str, Any]) -> None:
    known = OURS | {"errorCode": "0", "orderStatus": 2, "amount": 153715}
    provider, _ = merchant(says(known), says(answer))
    with pytest.raises(ProviderError) as caught:
        provider.refund(replace(REFUND, payment_reference="m-1"))
    assert caught.value.retryable


def test_money_given_back_in_the_banks_own_cabinet_is_not_what_we_asked_for() -> None:
    provider, bank = fake()
    reference = provider.start(WISH).reference
    bank.pay(reference)
    bank.orders[reference]["refunded"] = 700
    assert provider.refund(replace(REFUND, payment_reference=reference)).total == rub("7")
    assert bank.refunds_count == 0


def signed(**values: str) -> dict[str, str]:
    told = {"mdOrder": "m-1", "orderNumber": ATTEMPT.replace("-", ""), "operation": "deposited", "status": "1"} | values
    return told | {"checksum": checksum(told, KEYS.event_key)}


def test_the_checksum_is_over_names_and_values_in_order() -> None:
    # HMAC-SHA256 of "mdOrder;m-1;operation;deposited;" under "event_key", worked out with `openssl dgst`.
    told = {"operation": "deposited", "mdOrder": "m-1", "checksum": "ignored", "sign_alias": "ignored"}
    assert checksum(told, "event_key") == "61C35642352860F0D392A3E640D6B05F0E1E21CDA8D84CCDFB35AD3BCD5C7859"


@pytest.mark.parametrize("by_form", [False, True])
def test_a_signed_message_is_read_from_address_and_form(by_form: bool) -> None:
    provider, _ = fake()
    told = signed()
    body = str(httpx.QueryParams(told)).encode() if by_form else b""
    headers = {"content-type": "application/x-www-form-urlencoded"} if by_form else {}
    notice = provider.read_message(IncomingMessage(body, headers, {} if by_form else told, "203.0.113.5"))
    assert (notice.key, notice.attempt_id, notice.payment_reference) == ("deposited:m-1:1", ATTEMPT, "m-1")


@pytest.mark.parametrize(
    "told",
    [
        signed() | {"status": "0"},
        signed() | {"amount": "1"},
        signed() | {"checksum": ""},
        {key: value for key, value in signed().items() if key != "checksum"},
        {},
    ],
)
def test_a_message_with_another_signature_is_forged(told: dict[str, str]) -> None:
    provider, _ = fake()
    with pytest.raises(ProviderError) as caught:
        provider.read_message(IncomingMessage(b"", {}, told, "203.0.113.5"))
    assert (caught.value.code, caught.value.retryable) == ("forged", False)


def test_another_organisations_key_signs_nothing() -> None:
    provider = SberProvider(keys=replace(KEYS, event_key="another"), client=client_of(FakeSber()))
    with pytest.raises(ProviderError):
        provider.read_message(IncomingMessage(b"", {}, signed(), "203.0.113.5"))
    without = SberProvider(keys=replace(KEYS, event_key=""), client=client_of(FakeSber()))
    with pytest.raises(ProviderError):
        without.read_message(IncomingMessage(b"", {}, signed() | {"checksum": ""}, "203.0.113.5"))


def test_two_partial_refunds_are_two_messages_and_each_is_one() -> None:
    provider, _ = fake()
    told = [signed(operation="refunded", amount=amount) for amount in ("100", "100", "250")]
    keys = [provider.read_message(IncomingMessage(b"", {}, one, "203.0.113.5")).key for one in told]
    assert keys[0] == keys[1] != keys[2]
    assert all(len(key) <= 160 for key in keys)


def test_a_message_signed_with_rsa_is_checked_by_the_banks_certificate() -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    told = {"mdOrder": "m-1", "operation": "deposited", "status": "1", "orderNumber": ATTEMPT.replace("-", "")}
    text = "mdOrder;m-1;operation;deposited;orderNumber;" + told["orderNumber"] + ";status;1;"
    signature = private.sign(text.encode(), PKCS1v15(), SHA512()).hex().upper()
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    for key in (pem, pem.replace("\n", "")):  # a field of one line takes the line breaks out
        provider = SberProvider(keys=replace(KEYS, event_key=key), client=client_of(FakeSber()))
        message = IncomingMessage(b"", {}, told | {"checksum": signature, "sign_alias": "key1"}, "203.0.113.5")
        assert provider.read_message(message).payment_reference == "m-1"
        for other in (told | {"checksum": signature[2:]}, told | {"status": "0", "checksum": signature}, told):
            with pytest.raises(ProviderError):
                provider.read_message(IncomingMessage(b"", {}, other, "203.0.113.5"))
