"""Messages of banks wake us up and decide nothing: what the bank says when asked is what counts."""

import datetime as dt

import pytest

from kvita.payments.enums import AttemptState
from kvita.payments.models import Payment, ProviderEvent
from kvita.payments.ports import IncomingMessage, ProviderError, ProviderState, ProviderStatus
from kvita.payments.services import ask_again, close_attempt, credit_charged, receive_message, settle_attempt
from tests.factories import NOW, rub
from tests.payments.banks import ScriptedBank
from tests.payments.desk import ANNA, Desk


def message(text: str) -> IncomingMessage:
    return IncomingMessage(body=text.encode(), headers={}, query={}, address="203.0.113.5")


def receive(bank: ScriptedBank, text: str, provider_key: str = "scripted", days: int = 0) -> ProviderEvent:
    now = NOW + dt.timedelta(days=days)
    return receive_message(provider_key=provider_key, provider=bank, message=message(text), now=now)


def test_a_message_is_kept_once_and_the_bank_is_asked(desk: Desk) -> None:
    attempt = desk.attempt()
    bank = ScriptedBank(ProviderStatus(ProviderState.PAID, total=attempt.total))
    for _ in range(3):
        receive(bank, f"paid {attempt.public_id}")
    event = ProviderEvent.objects.get()
    assert (event.deliveries_count, event.attempt) == (3, attempt)
    assert Payment.objects.count() == 1
    assert len(bank.asked) == 1  # nothing is open any more


def test_a_message_that_lies_moves_no_money(desk: Desk) -> None:
    attempt = desk.attempt()
    receive(ScriptedBank(ProviderStatus(ProviderState.PENDING)), f"paid {attempt.public_id}")
    assert not Payment.objects.exists()


def test_a_replay_after_a_year_changes_nothing(desk: Desk) -> None:
    attempt = desk.attempt()
    bank = ScriptedBank(ProviderStatus(ProviderState.PAID, total=attempt.total))
    receive(bank, f"paid {attempt.public_id}")
    receive(bank, f"paid {attempt.public_id}", days=365)
    assert Payment.objects.count() == 1


def test_a_forged_message_is_not_even_kept(desk: Desk) -> None:
    with pytest.raises(ProviderError) as caught:
        receive(ScriptedBank(), "paid")
    assert caught.value.code == "forged"
    assert not ProviderEvent.objects.exists()


def test_a_message_while_the_bank_is_silent_waits_to_be_handled(desk: Desk) -> None:
    attempt = desk.attempt()
    bank = ScriptedBank(ProviderError("timeout", retryable=True))
    with pytest.raises(ProviderError):
        receive(bank, f"paid {attempt.public_id}")
    assert ProviderEvent.objects.get().handled_at is None
    bank.answer = ProviderStatus(ProviderState.PAID, total=attempt.total)
    assert receive(bank, f"paid {attempt.public_id}").handled_at == NOW


def test_a_message_of_another_connection_does_not_reach_the_payment(desk: Desk) -> None:
    attempt = desk.attempt()
    bank = ScriptedBank(ProviderStatus(ProviderState.PAID, total=attempt.total))
    assert receive(bank, f"paid {attempt.public_id}", provider_key="yookassa-7").attempt is None
    assert receive(bank, "paid not-a-number").attempt is None
    assert bank.asked == []


def test_money_taken_after_a_refusal_is_put_before_a_person_and_credited_by_one(desk: Desk) -> None:
    attempt = desk.attempt()
    settle_attempt(attempt_id=attempt.pk, status=ProviderStatus(ProviderState.DECLINED), now=NOW)
    bank = ScriptedBank(ProviderStatus(ProviderState.PAID, total=attempt.total, reference="880"))
    receive(bank, f"paid {attempt.public_id}")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.staff_since, attempt.charged) == (AttemptState.DECLINED, NOW, attempt.total)
    assert not Payment.objects.exists()
    credit_charged(attempt=attempt, provider=bank, actor=ANNA, now=NOW)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.staff_since) == (AttemptState.SUCCEEDED, None)
    assert Payment.objects.get().amount == rub("1537.15")


def test_a_person_credits_what_the_bank_took_after_asking_it_once_more(desk: Desk) -> None:
    attempt = desk.attempt()
    wrong = ProviderStatus(ProviderState.PAID, total=rub("1536.15"))
    settle_attempt(attempt_id=attempt.pk, status=wrong, now=NOW)
    attempt.refresh_from_db()
    assert "1\u00a0536,15" in attempt.staff_reason
    credit_charged(attempt=attempt, provider=ScriptedBank(wrong), actor=ANNA, now=NOW)
    assert Payment.objects.get().amount == rub("1536.15")


def test_a_person_may_ask_again_and_may_close_the_case(desk: Desk) -> None:
    attempt = desk.attempt()
    settle_attempt(attempt_id=attempt.pk, status=ProviderStatus(ProviderState.PAID, total=rub("1")), now=NOW)
    right = ScriptedBank(ProviderStatus(ProviderState.PENDING))
    assert ask_again(attempt=attempt, provider=right, now=NOW).staff_since == NOW
    closed = close_attempt(attempt=attempt, actor=ANNA, note="Деньги вернул банк", now=NOW)
    assert (closed.state, closed.staff_since, closed.next_check_at) == (AttemptState.EXPIRED, None, None)
