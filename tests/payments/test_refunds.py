"""Money given back: never more than came, above the limit only by two, once at the bank and once off the account."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from kvita.calc.money import Money
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.notifications.models import OutboxMessage
from kvita.payments.enums import PaymentSource, RefundState
from kvita.payments.jobs import check_pending_refunds
from kvita.payments.models import Payment, PaymentAttempt, Refund
from kvita.payments.policies import REFUND_TRANSITIONS
from kvita.payments.ports import ProviderError, ProviderState, ProviderStatus, RefundProgress, RefundStatus, RefundWish
from kvita.payments.selectors import amount_due, refundable
from kvita.payments.services import (
    ask_refund,
    close_refund_case,
    decide_refund,
    recheck_refund,
    request_refund,
    returning,
    settle_attempt,
)
from tests.factories import NOW, make_staff, rub
from tests.payments.banks import ScriptedBank
from tests.payments.desk import Desk

LATER = NOW + dt.timedelta(minutes=10)
VERA = Actor(kind="staff", label="Вера")


@pytest.fixture
def attempt(desk: Desk) -> PaymentAttempt:
    """Anna has paid 1 537,15 and 1 % on top."""
    desk.payee.commission_percent = 1
    desk.payee.save()
    attempt = desk.attempt()
    status = ProviderStatus(ProviderState.PAID, reference="880", total=attempt.total)
    return settle_attempt(attempt_id=attempt.pk, status=status, now=NOW)


def ask_back(desk: Desk, attempt: PaymentAttempt, amount: str = "100", form_key: uuid.UUID | None = None) -> Refund:
    return request_refund(
        attempt=attempt,
        amount=rub(amount),
        reason="Заплатили дважды",
        form_key=form_key or uuid.uuid4(),
        user=desk.cast.vera,
        actor=VERA,
        now=NOW,
    )


def done(refund: Refund) -> RefundStatus:
    return RefundStatus(RefundProgress.DONE, reference="r-880", total=refund.total)


def test_every_state_has_its_row() -> None:
    assert set(REFUND_TRANSITIONS) == set(RefundState)


def test_a_part_goes_back_and_is_due_again(desk: Desk, attempt: PaymentAttempt) -> None:
    refund = ask_back(desk, attempt)
    bank = ScriptedBank(refund_answer=done(refund))
    for _ in range(3):
        ask_refund(refund=refund, provider=bank, now=NOW)
    assert len(bank.refunds) == 1
    assert (bank.refunds[0].refund_id, bank.refunds[0].payment_reference) == (str(refund.public_id), "880")
    (row,) = Payment.objects.filter(source=PaymentSource.REFUND)
    assert (row.amount, row.refund) == (rub("-100"), refund)
    assert amount_due(desk.cast.account).due == rub("100")
    assert refundable(attempt).amount == rub("1437.15")
    (letter,) = OutboxMessage.objects.filter(key=f"payment-refunded:{refund.pk}")
    assert "Заплатили дважды" in letter.text


def test_the_whole_goes_back_with_the_commission_when_the_setting_says_so(desk: Desk, attempt: PaymentAttempt) -> None:
    refund = ask_back(desk, attempt, "1537.15")
    assert (refund.amount, refund.commission, refund.total) == (rub("1537.15"), rub("15.37"), attempt.total)


@pytest.mark.parametrize("amount", ["0", "-1", "1537.16", "1000000"])
def test_no_more_goes_back_than_came(desk: Desk, attempt: PaymentAttempt, amount: str) -> None:
    with pytest.raises(DomainError) as caught:
        ask_back(desk, attempt, amount)
    assert caught.value.code == "refund_amount"
    assert not Refund.objects.exists()


def test_one_refund_of_a_payment_at_a_time(desk: Desk, attempt: PaymentAttempt) -> None:
    ask_back(desk, attempt)
    with pytest.raises(DomainError) as caught:
        ask_back(desk, attempt)
    assert caught.value.code == "refund_running"


def test_the_same_form_is_one_refund(desk: Desk, attempt: PaymentAttempt) -> None:
    key = uuid.uuid4()
    assert ask_back(desk, attempt, form_key=key) == ask_back(desk, attempt, form_key=key)


def test_who_asks_again_while_a_refund_is_about_to_leave_sends_it_in_its_place(
    desk: Desk, attempt: PaymentAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bank without keys of refunds gives back what it is sent twice: only the newest claim may send."""
    refund = ask_back(desk, attempt)
    bank = ScriptedBank(refund_answer=done(refund), has_refund_keys=False)
    note_sending, states = returning._note_sending, []

    def interrupted(claimed: Refund, now: dt.datetime) -> bool:
        monkeypatch.setattr(returning, "_note_sending", note_sending)
        again = recheck_refund(refund=refund, now=now)
        states.append(ask_refund(refund=again, provider=bank, now=now).state)
        return note_sending(claimed, now)

    monkeypatch.setattr(returning, "_note_sending", interrupted)
    states.append(ask_refund(refund=refund, provider=bank, now=NOW).state)
    assert (len(bank.refunds), states) == (1, [RefundState.SUCCEEDED] * 2)


def test_above_the_limit_another_member_of_staff_agrees(desk: Desk, attempt: PaymentAttempt) -> None:
    settings = desk.cast.organization.settings
    settings.refund_second_approval_above = rub("99")
    settings.save()
    refund, bank = ask_back(desk, attempt), ScriptedBank()
    assert refund.state == RefundState.WAITING
    assert ask_refund(refund=refund, provider=bank, now=NOW).state == RefundState.WAITING
    assert check_pending_refunds(now=LATER, providers={"scripted": bank}) == (0, 0)
    with pytest.raises(DomainError) as caught:
        decide_refund(refund=refund, approve=True, user=desk.cast.vera, actor=VERA, now=NOW)
    assert caught.value.code == "refund_same_person"
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.update(decided_by=desk.cast.vera)
    second = make_staff(desk.cast.organization)
    decided = decide_refund(refund=refund, approve=True, user=second, actor=VERA, now=NOW)
    bank.refund_answer = done(refund)
    assert ask_refund(refund=decided, provider=bank, now=NOW).state == RefundState.SUCCEEDED
    assert AuditEntry.objects.filter(action="payments.approve_refund").count() == 1


def test_a_refused_refund_never_reaches_the_bank(desk: Desk, attempt: PaymentAttempt) -> None:
    settings = desk.cast.organization.settings
    settings.refund_second_approval_above = rub("0")
    settings.save()
    refund, bank = ask_back(desk, attempt), ScriptedBank()
    decide_refund(refund=refund, approve=False, user=make_staff(desk.cast.organization), actor=VERA, now=NOW)
    assert check_pending_refunds(now=LATER, providers={"scripted": bank}) == (0, 0)
    assert bank.refunds == []
    assert refundable(attempt).amount == rub("1537.15")


def test_silence_is_asked_about_and_the_same_refund_is_sent_again(desk: Desk, attempt: PaymentAttempt) -> None:
    refund = ask_back(desk, attempt)
    bank = ScriptedBank(refund_answer=ProviderError("timeout", retryable=True))
    assert ask_refund(refund=refund, provider=bank, now=NOW).state == RefundState.UNKNOWN
    assert not Payment.objects.filter(source=PaymentSource.REFUND).exists()
    bank.refund_answer = RefundStatus(RefundProgress.UNKNOWN_REFUND)
    assert check_pending_refunds(now=LATER, providers={"scripted": bank}) == (1, 0)
    assert {wish.refund_id for wish in bank.refunds} == {str(refund.public_id)}
    bank.refund_answer = done(refund)
    assert check_pending_refunds(now=LATER + dt.timedelta(hours=1), providers={"scripted": bank}) == (1, 1)


@pytest.mark.parametrize(
    "answer",
    [
        RefundStatus(RefundProgress.DONE, total=rub("99")),
        RefundStatus(RefundProgress.DONE, total=rub("100"), currency="USD"),
        RefundStatus(RefundProgress.DECLINED, failure_code="refused"),
        ProviderError("invalid_request", retryable=False),
    ],
)
def test_what_the_bank_did_otherwise_is_left_to_a_person(
    desk: Desk, attempt: PaymentAttempt, answer: RefundStatus | ProviderError
) -> None:
    refund = ask_refund(refund=ask_back(desk, attempt), provider=ScriptedBank(refund_answer=answer), now=NOW)
    assert refund.staff_since == NOW
    assert refund.next_check_at is None
    assert amount_due(desk.cast.account).due == Money(0)
    assert AuditEntry.objects.filter(action="payments.refund_needs_staff").count() == 1


@pytest.fixture
def five(desk: Desk) -> Desk:
    """A payment of Anna's above the limit of 1 000 for one pair of eyes."""
    settings = desk.cast.organization.settings
    settings.refund_second_approval_above = rub("1000")
    settings.save()
    return desk


def given(desk: Desk, attempt: PaymentAttempt, amount: str) -> str:
    """Ask for a refund and let the bank give what it may; return the state of it."""
    refund = ask_back(desk, attempt, amount)
    return ask_refund(refund=refund, provider=ScriptedBank(refund_answer=done(refund)), now=NOW).state


def test_many_small_returns_of_a_payment_are_one_large_one(five: Desk, attempt: PaymentAttempt) -> None:
    assert [given(five, attempt, amount) for amount in ("600", "400", "0.01")] == ["SUCCEEDED", "SUCCEEDED", "WAITING"]


def test_one_person_gives_back_no_more_than_the_limit_in_a_day(five: Desk, attempt: PaymentAttempt) -> None:
    other = five.attempt("900")
    settle_attempt(
        attempt_id=other.pk, status=ProviderStatus(ProviderState.PAID, reference="881", total=other.total), now=NOW
    )
    other.refresh_from_db()
    assert given(five, attempt, "600") == "SUCCEEDED"
    assert given(five, other, "401") == "WAITING"


def test_what_two_have_agreed_to_leaves_the_day_of_the_first_alone(five: Desk, attempt: PaymentAttempt) -> None:
    other = five.attempt("900")
    settle_attempt(
        attempt_id=other.pk, status=ProviderStatus(ProviderState.PAID, reference="881", total=other.total), now=NOW
    )
    other.refresh_from_db()
    refund = ask_back(five, attempt, "1200")
    decided = decide_refund(refund=refund, approve=True, user=make_staff(five.cast.organization), actor=VERA, now=NOW)
    ask_refund(refund=decided, provider=ScriptedBank(refund_answer=done(refund)), now=NOW)
    assert given(five, other, "500") == "SUCCEEDED"


def test_a_refused_return_counts_for_nothing_and_another_day_begins_anew(five: Desk, attempt: PaymentAttempt) -> None:
    refund = ask_back(five, attempt, "900")
    refusal = RefundStatus(RefundProgress.DECLINED, failure_code="refused")
    ask_refund(refund=refund, provider=ScriptedBank(refund_answer=refusal), now=NOW)
    assert given(five, attempt, "800") == "SUCCEEDED"
    Refund.objects.update(requested_at=NOW - dt.timedelta(days=1))
    assert given(five, attempt, "200") == "SUCCEEDED"


def test_those_who_may_decide_are_asked_by_letter(five: Desk, attempt: PaymentAttempt) -> None:
    second = make_staff(five.cast.organization, "second")
    second.email = "second@example.ru"
    second.save()
    ask_back(five, attempt, "1200")
    letters = OutboxMessage.objects.filter(key__startswith="refund-waits:")
    assert [letter.recipient for letter in letters] == ["second@example.ru"]


class Forgetful(ScriptedBank):
    """A bank that never answers a refund, and tells of it what the test says."""

    told: RefundStatus = RefundStatus(RefundProgress.UNKNOWN_REFUND)
    error: ProviderError = ProviderError("timeout", retryable=True)

    def refund(self, wish: RefundWish) -> RefundStatus:
        """Fail, having perhaps done it."""
        self.refunds.append(wish)
        raise self.error

    def fetch_refund(self, wish: RefundWish) -> RefundStatus:
        """Say what the test wants."""
        return self.told


def test_a_bank_without_keys_is_asked_again_only_when_nothing_can_arrive_any_more(
    desk: Desk, attempt: PaymentAttempt
) -> None:
    refund, bank = ask_back(desk, attempt), Forgetful(has_refund_keys=False)
    for minutes in (0, 1, 5, 10, 25):
        moment = NOW + dt.timedelta(minutes=minutes)
        Refund.objects.update(next_check_at=moment)
        ask_refund(refund=refund, provider=bank, now=moment)
    assert len(bank.refunds) == 1
    Refund.objects.update(next_check_at=NOW)
    ask_refund(refund=refund, provider=bank, now=NOW + dt.timedelta(minutes=31))
    assert len(bank.refunds) == 2


def test_a_refusal_of_a_repeated_request_is_not_final_while_the_first_may_live(
    desk: Desk, attempt: PaymentAttempt
) -> None:
    refund, bank = ask_back(desk, attempt), Forgetful()
    ask_refund(refund=refund, provider=bank, now=NOW)
    bank.error = ProviderError("invalid_credentials", retryable=False)
    minute = NOW + dt.timedelta(minutes=1)
    assert ask_refund(refund=refund, provider=bank, now=minute).state == RefundState.UNKNOWN
    with pytest.raises(DomainError) as caught:
        ask_back(desk, attempt)
    assert caught.value.code == "refund_running"
    Refund.objects.update(next_check_at=NOW)
    later = ask_refund(refund=refund, provider=bank, now=NOW + dt.timedelta(hours=1))
    assert later.state == RefundState.DECLINED


def test_a_refund_that_the_bank_may_have_done_is_closed_by_what_a_person_found_out(
    desk: Desk, attempt: PaymentAttempt
) -> None:
    refund = ask_refund(refund=ask_back(desk, attempt), provider=Forgetful(), now=NOW)
    with pytest.raises(DomainError) as caught:
        close_refund_case(refund=refund, given=False, actor=VERA, note="Банк молчит", now=NOW)
    assert caught.value.code == "refund_running"
    Refund.objects.update(staff_since=NOW)
    closed = close_refund_case(refund=refund, given=True, actor=VERA, note="В кабинете банка: возвращено", now=NOW)
    assert closed.state == RefundState.SUCCEEDED
    assert amount_due(desk.cast.account).due == rub("100")
