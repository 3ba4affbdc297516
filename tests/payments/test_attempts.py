"""Attempts: stored before the bank hears of them, begun once, moved only where the table of transitions leads."""

import datetime as dt
import itertools

import pytest
from django.db import connection

from kvita.core.errors import DomainError
from kvita.payments.enums import FINAL_ATTEMPT_STATES, AttemptState, OrderState
from kvita.payments.models import PaymentAttempt
from kvita.payments.policies import ATTEMPT_TRANSITIONS, check_transition, next_check
from kvita.payments.ports import ProviderError, StartedPayment, StartPayment
from kvita.payments.services import start_attempt
from tests.factories import NOW
from tests.payments.banks import ScriptedBank
from tests.payments.desk import Desk

HOST = "innova.localhost"
RETURN = f"http://{HOST}:8000/a/1/pay/x/"


def start(desk: Desk, bank: ScriptedBank, return_url: str = RETURN) -> str:
    order = desk.order() if not PaymentAttempt.objects.exists() else PaymentAttempt.objects.get().order
    return start_attempt(order=order, provider_key="scripted", provider=bank, return_url=return_url, host=HOST, now=NOW)


def test_every_state_has_its_row_and_final_ones_lead_nowhere() -> None:
    assert set(ATTEMPT_TRANSITIONS) == set(AttemptState)
    assert {state for state, after in ATTEMPT_TRANSITIONS.items() if not after} == set(FINAL_ATTEMPT_STATES)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(AttemptState, AttemptState)))
def test_only_transitions_of_the_table_are_allowed(before: AttemptState, after: AttemptState) -> None:
    if after in ATTEMPT_TRANSITIONS[before]:
        check_transition(before, after)
    else:
        with pytest.raises(DomainError):
            check_transition(before, after)


def test_the_payer_is_sent_to_the_bank(desk: Desk) -> None:
    bank = ScriptedBank()
    address = start(desk, bank)
    attempt = PaymentAttempt.objects.get()
    assert address == attempt.redirect_url == f"/bank/{attempt.public_id}/"
    assert (attempt.state, attempt.order.state) == (AttemptState.REDIRECTED, OrderState.PENDING)
    assert bank.started[0].total == attempt.total == attempt.order.amount + attempt.order.commission


def test_a_second_press_goes_to_the_same_page_without_asking_the_bank(desk: Desk) -> None:
    bank = ScriptedBank()
    assert start(desk, bank) == start(desk, bank)
    assert len(bank.started) == 1 == PaymentAttempt.objects.count()


@pytest.mark.django_db(transaction=True)
def test_the_attempt_is_committed_before_the_bank_is_called(desk: Desk) -> None:
    class Witness(ScriptedBank):
        def start(self, payment: StartPayment) -> StartedPayment:
            assert not connection.in_atomic_block
            assert PaymentAttempt.objects.get(public_id=payment.attempt_id).state == AttemptState.CREATED
            return super().start(payment)

    assert start(desk, Witness())


def test_a_silent_bank_leaves_the_attempt_unknown_and_to_be_asked_about(desk: Desk) -> None:
    assert start(desk, ScriptedBank(start_error=ProviderError("timeout", retryable=True))) == ""
    attempt = PaymentAttempt.objects.get()
    assert (attempt.state, attempt.failure_code) == (AttemptState.UNKNOWN, "timeout")
    assert attempt.next_check_at is not None
    assert attempt.order.state == OrderState.PENDING


def test_a_refusing_bank_ends_the_attempt(desk: Desk) -> None:
    assert start(desk, ScriptedBank(start_error=ProviderError("wrong_key", retryable=False))) == ""
    attempt = PaymentAttempt.objects.get()
    assert (attempt.state, attempt.order.state) == (AttemptState.DECLINED, OrderState.FAILED)
    assert attempt.next_check_at is None


def test_after_a_refusal_the_same_order_may_be_tried_again(desk: Desk) -> None:
    start(desk, ScriptedBank(start_error=ProviderError("wrong_key", retryable=False)))
    order = PaymentAttempt.objects.get().order
    bank = ScriptedBank()
    again = start_attempt(order=order, provider_key="scripted", provider=bank, return_url=RETURN, host=HOST, now=NOW)
    assert again
    assert PaymentAttempt.objects.count() == 2


@pytest.mark.parametrize(
    "address",
    ["http://evil.example/a/1/", "//evil.example/", "javascript:alert(1)", "http://innova.localhost@evil.example/"],
)
def test_nobody_is_sent_back_to_another_host(desk: Desk, address: str) -> None:
    bank = ScriptedBank()
    with pytest.raises(DomainError) as caught:
        start(desk, bank, address)
    assert caught.value.code == "return_url"
    assert bank.started == []


def test_questions_come_ever_more_seldom_and_end_with_a_person() -> None:
    waits = []
    for count in itertools.count():
        moment = next_check(NOW, checks_count=count)
        if moment is None:
            break
        waits.append(moment - NOW)
    assert waits == sorted(waits)
    assert waits[-1] == dt.timedelta(hours=24)
    assert len(waits) < 20
