"""Payments at the desk: what hangs is seen and settled; money goes back by one, or by two; keys go in and stay in."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kvita.core.audit import Actor
from kvita.housing.enums import StaffRole, VatCode
from kvita.integrations.acquiring.sandbox.cards import CARDS, Outcome
from kvita.integrations.acquiring.sandbox.models import BankPayment
from kvita.integrations.acquiring.sandbox.provider import SandboxProvider
from kvita.integrations.acquiring.sandbox.services import pay_by_card
from kvita.payments.enums import AttemptState, RefundState
from kvita.payments.models import Payment, PaymentAttempt, ProviderConnection, Refund
from kvita.payments.services import PaymentWish, ask_provider, place_order, start_attempt
from tests.actors import Cast, client_of, make_cast
from tests.factories import AUGUST, NOW, make_payee, make_staff, rub
from tests.web.resident.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_addresses")]

BANK = SandboxProvider()
NUMBERS = {card.outcome: card.number for card in CARDS}


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_payee(cast.organization)
    return cast


@pytest.fixture
def vera(cast: Cast) -> Client:
    return client_of(cast.vera, cast.portal)


def paid(cast: Cast, outcome: Outcome = Outcome.PAID, amount: str = "1537.15") -> PaymentAttempt:
    payee = cast.organization.payees.get()
    wish = PaymentWish(uuid.uuid4(), rub(amount), payee, AUGUST)
    order = place_order(
        account=cast.account, user=cast.anna, wish=wish, actor=Actor(kind="resident", label="Анна"), now=NOW
    )
    start_attempt(
        order=order,
        provider_key="sandbox",
        provider=BANK,
        return_url="http://innova.localhost/",
        host="innova.localhost",
        now=NOW,
    )
    attempt = order.attempts.get()
    pay_by_card(payment=BankPayment.objects.get(attempt_id=attempt.public_id), number=NUMBERS[outcome], now=NOW)
    return ask_provider(attempt=attempt, provider=BANK, now=NOW)


def page_of(client: Client, attempt: PaymentAttempt) -> str:
    return client.get(reverse("office:payment", args=[attempt.public_id])).content.decode().replace("\xa0", " ")


def act(client: Client, attempt: PaymentAttempt, **fields: str) -> str:
    address = reverse("office:payment", args=[attempt.public_id])
    return client.post(address, fields, follow=True).content.decode().replace("\xa0", " ")


def give_back(client: Client, attempt: PaymentAttempt, amount: str, reason: str = "Заплатили дважды") -> str:
    return act(client, attempt, act="refund", amount=amount, reason=reason, form_key=str(uuid.uuid4()))


def test_a_payment_that_waits_for_a_person_is_counted_and_listed(cast: Cast, vera: Client) -> None:
    attempt = paid(cast, Outcome.WRONG_AMOUNT)
    paid(cast)
    start = vera.get(reverse("office:start")).content.decode()
    assert re.search(r"Онлайн-платежи<b>1</b>", start)
    listed = vera.get(reverse("office:payments")).content.decode().replace("\xa0", " ")
    assert "Банк списал 1 536,15 ₽, а поручение на 1 537,15 ₽" in listed
    assert listed.count("Открыть") == 1
    everything = vera.get(reverse("office:payments"), {"show": "all"}).content.decode()
    assert everything.count("Открыть") == 2
    found = vera.get(reverse("office:payments"), {"q": attempt.provider_reference or ""}).content.decode()
    assert found.count("Открыть") == 1


def test_a_person_credits_what_the_bank_took(cast: Cast, vera: Client) -> None:
    attempt = paid(cast, Outcome.WRONG_AMOUNT)
    assert "Зачислить, сколько списал банк" in page_of(vera, attempt)
    act(vera, attempt, act="credit")
    assert Payment.objects.get().amount == rub("1536.15")
    assert "Нужен сотрудник" not in page_of(vera, attempt)


def test_the_bank_is_named_and_not_its_key(cast: Cast, vera: Client) -> None:
    attempt = paid(cast)
    address = reverse("office:payment", args=[attempt.public_id])
    assert "Способ Карта любого банка" in read(vera, address)
    shop = ProviderConnection.objects.create(organization=cast.organization, kind="YOOKASSA", login="54401")
    PaymentAttempt.objects.update(provider=shop.key)
    assert "Способ ЮKassa, 54401" in read(vera, address)
    PaymentAttempt.objects.update(provider="gone-7")
    assert "Способ Банк больше не подключён (gone-7)" in read(vera, address)


def test_a_silent_bank_is_told_of_and_the_case_may_be_closed_with_a_reason(cast: Cast, vera: Client) -> None:
    attempt = paid(cast, Outcome.WRONG_AMOUNT)
    BankPayment.objects.update(is_silent=True)
    assert "Банк сейчас не отвечает" in act(vera, attempt, act="ask")
    assert "Напишите, что выяснили" in act(vera, attempt, act="close", note=" ")
    act(vera, attempt, act="close", note="Банк вернул деньги сам")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.staff_since) == (AttemptState.EXPIRED, None)


def test_money_goes_back_at_once_up_to_the_limit(cast: Cast, vera: Client) -> None:
    attempt = paid(cast)
    assert "Осталось вернуть 1 537,15 ₽" in page_of(vera, attempt)
    assert "Деньги возвращены" in give_back(vera, attempt, "100")
    assert Refund.objects.get().state == RefundState.SUCCEEDED
    assert "Осталось вернуть 1 437,15 ₽" in page_of(vera, attempt)


@pytest.mark.parametrize(
    ("amount", "reason", "told"),
    [
        ("0", "Ошибка", "Вернуть можно от 0,01 ₽ до 1 537,15 ₽"),
        ("-1", "Ошибка", "Вернуть можно от 0,01 ₽"),
        ("1e3", "Ошибка", "Введите сумму цифрами"),
        ("100\n200", "Ошибка", "Введите сумму цифрами"),
        ("1537.16", "Ошибка", "Вернуть можно от 0,01 ₽ до 1 537,15 ₽"),
        ("1,005", "Ошибка", "Копеек не больше двух цифр"),
        ("сто", "Ошибка", "Введите сумму цифрами"),
        ("100", "", "Напишите, почему возвращаете"),
    ],
)
def test_a_wrong_refund_is_refused_with_words(cast: Cast, vera: Client, amount: str, reason: str, told: str) -> None:
    attempt = paid(cast)
    assert told in give_back(vera, attempt, amount, reason)
    assert not Refund.objects.exists()


def test_above_the_limit_the_second_pair_of_eyes_decides(cast: Cast, vera: Client) -> None:
    settings = cast.organization.settings
    settings.refund_second_approval_above = rub("1000")
    settings.save()
    attempt = paid(cast)
    give_back(vera, attempt, "1500")
    refund = Refund.objects.get()
    address = reverse("office:refund", args=[refund.public_id])
    assert "Это ваш возврат: подтвердить его или отклонить должен другой сотрудник" in read(
        vera, reverse("office:payment", args=[attempt.public_id])
    )
    assert "это делает другой сотрудник" in vera.post(address, {"act": "approve"}, follow=True).content.decode()
    second = client_of(make_staff(cast.organization), cast.portal)
    assert "Ждёт второго сотрудника" in page_of(second, attempt)
    second.post(address, {"act": "approve"})
    refund.refresh_from_db()
    assert refund.state == RefundState.SUCCEEDED
    assert [payment.amount for payment in Payment.objects.order_by("pk")] == [rub("1537.15"), rub("-1500")]


def test_a_refund_that_the_bank_refuses_waits_for_a_person(cast: Cast, vera: Client) -> None:
    attempt = paid(cast)
    give_back(vera, attempt, "10.13")
    refund = Refund.objects.get()
    assert (refund.state, refund.staff_since is not None) == (RefundState.DECLINED, True)
    address = reverse("office:refund", args=[refund.public_id])
    assert "Напишите, что выяснили" in vera.post(address, {"act": "close"}, follow=True).content.decode()
    vera.post(address, {"act": "close", "note": "Банк просит другой счёт"})
    refund.refresh_from_db()
    assert refund.staff_since is None


@pytest.fixture
def admin(cast: Cast) -> Client:
    return client_of(make_staff(cast.organization, role=StaffRole.ADMINISTRATOR), cast.portal)


def connect(client: Client, address: str, **fields: str) -> str:
    values = {"kind": "YOOKASSA", "login": "123456", "title": "Карта", "is_active": "on", "secret": "live_secret"}
    return client.post(address, values | fields, follow=True).content.decode()


def test_the_address_for_messages_is_the_portals_whatever_the_browser_calls_it(cast: Cast, admin: Client) -> None:
    connect(admin, reverse("office:connection_new"))
    row = ProviderConnection.objects.get()
    address = reverse("office:connection", args=[row.public_id])
    page = admin.get(address, headers={"host": "localhost:1337"}).content.decode()
    assert f"//{cast.portal.host}/hooks/payments/{row.public_id}/" in page
    assert "1337" not in page


def test_a_key_goes_in_and_never_comes_out(cast: Cast, admin: Client) -> None:
    connect(admin, reverse("office:connection_new"))
    row = ProviderConnection.objects.get()
    page = admin.get(reverse("office:connection", args=[row.public_id]))
    text = page.content.decode()
    assert "live_secret" not in text
    assert row.sealed_secret not in text
    assert f"/hooks/payments/{row.public_id}/" in text
    assert "no-store" in page["cache-control"]
    sealed = row.sealed_secret
    connect(admin, reverse("office:connection", args=[row.public_id]), title="Карта и СБП", secret="")
    row.refresh_from_db()
    assert (row.title, row.sealed_secret) == ("Карта и СБП", sealed)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"secret": ""}, "Введите ключ"),
        ({"login": ""}, "Введите номер магазина"),
        ({"api_url": "http://bank.example/"}, "начинаться с https://"),
        ({"kind": "TBANK"}, "Выберите"),
    ],
)
def test_a_wrong_connection_is_refused_with_words(admin: Client, fields: dict[str, str], told: str) -> None:
    text = connect(admin, reverse("office:connection_new"), **fields)
    assert told in text
    assert "live_secret" not in text
    assert not ProviderConnection.objects.exists()


def test_bills_are_told_once_the_payee_has_what_the_bank_wants(cast: Cast, admin: Client) -> None:
    payee = cast.organization.payees.get()
    payee.settlement_account = ""
    payee.save()
    text = connect(admin, reverse("office:connection_new"), sends_bill="on")
    assert f"Заполните у получателя «{payee.name}»: КПП, расчётный счёт." in text
    assert not ProviderConnection.objects.exists()
    payee.kpp, payee.settlement_account = "760601001", "40702810000000000001"
    payee.save()
    connect(admin, reverse("office:connection_new"), sends_bill="on")
    assert ProviderConnection.objects.get().sends_bill


def test_a_bank_that_makes_no_receipt_at_the_rate_of_the_house_is_told_before_anybody_pays(
    cast: Cast, admin: Client
) -> None:
    settings = cast.organization.settings
    settings.receipts_enabled, settings.receipt_vat_code = True, VatCode.VAT_22
    settings.save()
    text = connect(admin, reverse("office:connection_new"), kind="SBER", login="house-api")
    assert "Сбер не делает чеки со ставкой «НДС 22 %»" in text
    assert "Оплата не начнётся" in text
    row = ProviderConnection.objects.get()
    assert "Смените ставку НДС" in admin.get(reverse("office:connection", args=[row.public_id])).content.decode()


def test_pages_of_payments_ask_the_same_number_of_queries(
    cast: Cast, vera: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(5):
        paid(cast, Outcome.WRONG_AMOUNT, "10")
    vera.get(reverse("office:payments"))
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]  # a context manager
        vera.get(reverse("office:payments"))
