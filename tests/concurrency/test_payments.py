"""Many at the same moment: one order, one payment at the bank, one credit."""

import uuid

import pytest

from kvita.core.models import AuditEntry
from kvita.notifications.models import OutboxMessage
from kvita.payments.enums import OrderState
from kvita.payments.jobs import check_pending_attempts
from kvita.payments.models import Payment, PaymentAttempt, PaymentOrder
from kvita.payments.ports import ProviderState, ProviderStatus
from kvita.payments.selectors import amount_due
from kvita.payments.services import PaymentWish, ask_provider, place_order, start_attempt
from tests.actors import Cast, make_cast
from tests.concurrency.at_once import all_at_once
from tests.factories import AUGUST, NOW, Line, make_payee, make_statement, rub
from tests.payments.banks import ScriptedBank
from tests.payments.desk import ANNA, Desk

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

RETURN = "http://innova.localhost/a/1/pay/x/"


@pytest.fixture
def desk() -> Desk:
    cast: Cast = make_cast()
    make_statement(cast.account, AUGUST, [Line(charged="1537.15")])
    return Desk(cast=cast, payee=make_payee(cast.organization))


def press_pay(desk: Desk, wish: PaymentWish, bank: ScriptedBank) -> str:
    order = place_order(account=desk.cast.account, user=desk.cast.anna, wish=wish, actor=ANNA, now=NOW)
    return start_attempt(
        order=order, provider_key="scripted", provider=bank, return_url=RETURN, host="innova.localhost", now=NOW
    )


def test_the_same_form_sent_ten_times_at_once_is_one_order(desk: Desk) -> None:
    wish, bank = desk.wish(form_key=uuid.uuid4()), ScriptedBank()
    pages = all_at_once(10, lambda _: press_pay(desk, wish, bank))
    assert len(set(pages)) == 1
    assert pages[0].startswith("/bank/")
    assert PaymentOrder.objects.count() == PaymentAttempt.objects.count() == 1
    assert len({payment.attempt_id for payment in bank.started}) == 1


def test_the_return_page_opened_ten_times_at_once_credits_once(desk: Desk) -> None:
    attempt = desk.attempt()
    bank = ScriptedBank(ProviderStatus(ProviderState.PAID, reference="880", total=attempt.total))
    states = all_at_once(10, lambda _: ask_provider(attempt=attempt, provider=bank, now=NOW).state)
    assert set(states) == {"SUCCEEDED"}
    assert Payment.objects.count() == OutboxMessage.objects.count() == 1
    assert AuditEntry.objects.filter(action="payments.credit_payment").count() == 1
    assert amount_due(desk.cast.account).due == rub("0")


def test_four_janitors_and_a_payer_credit_each_attempt_once(desk: Desk) -> None:
    attempts = [desk.attempt("10") for _ in range(5)]
    bank = ScriptedBank(ProviderStatus(ProviderState.PAID, total=rub("10")))
    later = attempts[0].next_check_at
    assert later is not None

    def work(number: int) -> object:
        if number < 4:
            return check_pending_attempts(now=later, providers={"scripted": bank})
        return [ask_provider(attempt=attempt, provider=bank, now=later) for attempt in reversed(attempts)]

    all_at_once(5, work)
    assert Payment.objects.count() == 5
    assert set(PaymentOrder.objects.values_list("state", flat=True)) == {OrderState.PAID}


def test_success_and_refusal_at_the_same_moment_leave_one_truth(desk: Desk) -> None:
    attempt = desk.attempt()
    answers = [
        ProviderStatus(ProviderState.PAID, total=attempt.total),
        ProviderStatus(ProviderState.DECLINED),
    ]
    banks = [ScriptedBank(answer) for answer in answers]
    all_at_once(8, lambda number: ask_provider(attempt=attempt, provider=banks[number % 2], now=NOW))
    attempt.refresh_from_db()
    paid = attempt.state == "SUCCEEDED"
    assert Payment.objects.count() == int(paid)
    assert (attempt.order.state == OrderState.PAID) is paid
