"""«Учебный банк»: every magic card ends as it says, through the port and through the pages."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from kvita.core.audit import Actor
from kvita.integrations.acquiring.sandbox.cards import CARDS, Outcome
from kvita.integrations.acquiring.sandbox.models import BankPayment, BankState
from kvita.integrations.acquiring.sandbox.provider import SandboxProvider
from kvita.integrations.acquiring.sandbox.services import cancel, confirm_code, pay_by_card
from kvita.payments.enums import FailureReason
from kvita.payments.models import Payment, ProviderEvent
from kvita.payments.ports import (
    PaymentProvider,
    ProviderError,
    ProviderState,
    ProviderStatus,
    RefundProgress,
    RefundStatus,
    RefundWish,
    StartPayment,
    StatusQuery,
)
from kvita.payments.services import PaymentWish, place_order, start_attempt
from tests.actors import make_cast
from tests.factories import AUGUST, NOW, make_payee, rub

pytestmark = pytest.mark.django_db

BANK: PaymentProvider = SandboxProvider()
NUMBERS = {card.outcome: card.number for card in CARDS}
RETURN = "http://innova.localhost/a/1/pay/00000000-0000-0000-0000-000000000001/"


@pytest.fixture(autouse=True)
def demo_addresses(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.policy.demo_urls"


def begin(attempt_id: str = "a1") -> BankPayment:
    BANK.start(StartPayment(attempt_id=attempt_id, total=rub("1537.15"), description="ЖКУ", return_url=RETURN, now=NOW))
    return BankPayment.objects.get(attempt_id=attempt_id)


def ask(attempt_id: str = "a1", after: dt.timedelta = dt.timedelta()) -> ProviderStatus:
    return BANK.fetch_status(StatusQuery(attempt_id=attempt_id, reference="", now=NOW + after))


def test_numbers_of_cards_differ_and_pass_the_check_of_cards() -> None:
    def luhn(number: str) -> int:
        doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
        return sum(value - 9 if value > 9 else value for value in doubled) % 10

    assert len(NUMBERS) == len(Outcome)
    assert [luhn(card.number) for card in CARDS] == [0] * len(CARDS)


def test_the_same_attempt_is_one_payment() -> None:
    wish = StartPayment(attempt_id="a1", total=rub("1"), description="ЖКУ", return_url=RETURN, now=NOW)
    assert BANK.start(wish) == BANK.start(wish)
    assert BankPayment.objects.count() == 1


def test_before_a_card_is_given_the_bank_waits_and_in_the_end_gives_up() -> None:
    begin()
    assert ask().state is ProviderState.PENDING
    assert ask(after=dt.timedelta(minutes=21)).state is ProviderState.EXPIRED
    assert ask("never heard of").state is ProviderState.UNKNOWN_PAYMENT


def test_a_good_card_pays_the_whole_sum_once() -> None:
    row = begin()
    pay_by_card(payment=row, number="2200 0000 0000 0004", now=NOW)
    pay_by_card(payment=row, number=NUMBERS[Outcome.NO_MONEY], now=NOW)
    row.refresh_from_db()
    assert ask() == ProviderStatus(ProviderState.PAID, reference=row.reference, total=rub("1537.15"))


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (NUMBERS[Outcome.NO_MONEY], FailureReason.INSUFFICIENT_FUNDS),
        ("4111 1111 1111 1111", FailureReason.CARD_REFUSED),
        ("", FailureReason.CARD_REFUSED),
    ],
)
def test_a_refused_card_tells_why(number: str, reason: FailureReason) -> None:
    pay_by_card(payment=begin(), number=number, now=NOW)
    status = ask()
    assert (status.state, status.failure_code, status.total) == (ProviderState.DECLINED, reason, None)


@pytest.mark.parametrize(("code", "state"), [("1234", ProviderState.PAID), ("0000", ProviderState.DECLINED)])
def test_a_code_is_asked_for(code: str, state: ProviderState) -> None:
    row = pay_by_card(payment=begin(), number=NUMBERS[Outcome.SECURE], now=NOW)
    assert (row.state, ask().state) == (BankState.SECURE, ProviderState.PENDING)
    confirm_code(payment=row, code=code)
    assert ask().state is state


def test_a_silent_bank_fails_in_a_way_that_may_be_asked_again() -> None:
    pay_by_card(payment=begin(), number=NUMBERS[Outcome.SILENT], now=NOW)
    with pytest.raises(ProviderError) as caught:
        ask()
    assert caught.value.retryable


def test_a_late_bank_answers_after_half_a_minute() -> None:
    pay_by_card(payment=begin(), number=NUMBERS[Outcome.LATE], now=NOW)
    assert ask().state is ProviderState.PENDING
    assert ask(after=dt.timedelta(seconds=30)).state is ProviderState.PAID


def test_a_wrong_amount_is_told_as_it_was_charged() -> None:
    pay_by_card(payment=begin(), number=NUMBERS[Outcome.WRONG_AMOUNT], now=NOW)
    assert ask().total == rub("1536.15")


def test_going_back_is_a_refusal_unless_it_is_paid() -> None:
    row = begin()
    cancel(payment=row)
    assert ask().failure_code == FailureReason.CANCELED
    paid = begin("a2")
    pay_by_card(payment=paid, number=NUMBERS[Outcome.PAID], now=NOW)
    cancel(payment=paid)
    assert ask("a2").state is ProviderState.PAID


def test_the_page_takes_a_card_and_sends_back_to_the_cabinet(client: Client) -> None:
    row = begin()
    page = client.get(f"/bank/{row.token}/")
    assert "Учебный банк" in page.content.decode()
    assert "1\u00a0537,15\u00a0₽" in page.content.decode()
    assert client.post(f"/bank/{row.token}/", {"card": "2200 0000 0000 0004"})["location"] == RETURN
    assert client.get(f"/bank/{row.token}/")["location"] == RETURN


def test_the_page_asks_for_the_code_in_between(client: Client) -> None:
    row = begin()
    asked = client.post(f"/bank/{row.token}/", {"card": NUMBERS[Outcome.SECURE]})
    assert "Код из SMS" in asked.content.decode()
    assert client.post(f"/bank/{row.token}/", {"code": "1234"})["location"] == RETURN


def test_the_page_wants_a_number(client: Client) -> None:
    page = client.post(f"/bank/{begin().token}/", {"card": " "})
    assert page.status_code == 422
    assert "Введите номер карты" in page.content.decode()


def test_the_bank_has_no_page_outside_the_demo(client: Client, settings: Settings) -> None:
    row = begin()
    settings.ROOT_URLCONF = "kvita.config.urls"
    assert client.get(f"/bank/{row.token}/").status_code == 404
    assert settings.KVITA_PAYMENT_PROVIDERS == {}


def give_back(total: str, refund_id: str = "r1", attempt_id: str = "a1") -> RefundStatus:
    return BANK.refund(
        RefundWish(
            refund_id=refund_id,
            attempt_id=attempt_id,
            payment_reference="",
            total=rub(total),
            refunded_before=rub("0"),
            reason="Ошибка",
            now=NOW,
        )
    )


def test_money_is_given_back_once_and_never_more_than_was_charged() -> None:
    pay_by_card(payment=begin(), number=NUMBERS[Outcome.PAID], now=NOW)
    assert [give_back("1000").progress for _ in range(2)] == [RefundProgress.DONE] * 2
    assert give_back("537.16", "r2").progress is RefundProgress.DECLINED
    assert give_back("537.15", "r3").total == rub("537.15")
    (listed,) = BANK.list_payments(since=NOW, until=NOW + dt.timedelta(days=1))
    assert (listed.total, listed.refunded, listed.attempt_id) == (rub("1537.15"), rub("1537.15"), "a1")


def test_a_refund_of_thirteen_kopecks_is_refused() -> None:
    pay_by_card(payment=begin(), number=NUMBERS[Outcome.PAID], now=NOW)
    assert give_back("10.13").progress is RefundProgress.DECLINED
    assert give_back("1", attempt_id="never heard of").progress is RefundProgress.DECLINED


def test_a_payment_told_of_twice_is_credited_once(client: Client) -> None:
    cast = make_cast()
    wish = PaymentWish(uuid.uuid4(), rub("100"), make_payee(cast.organization), AUGUST)
    actor = Actor(kind="resident", label="Анна")
    page = start_attempt(
        order=place_order(account=cast.account, user=cast.anna, wish=wish, actor=actor, now=NOW),
        provider_key="sandbox",
        provider=BANK,
        return_url=RETURN,
        host="innova.localhost",
        now=NOW,
    )
    client.post(page, {"card": NUMBERS[Outcome.TWICE]})
    assert Payment.objects.get().amount == rub("100")
    assert ProviderEvent.objects.get().deliveries_count == 2
