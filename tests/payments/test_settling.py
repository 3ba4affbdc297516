"""The bank's own answer becomes money once; any other answer becomes none."""

import datetime as dt
from dataclasses import replace

import pytest

from kvita.calc.money import Money
from kvita.core.models import AuditEntry
from kvita.notifications.models import OutboxMessage
from kvita.payments.enums import AttemptState, FailureReason, OrderState, PaymentSource
from kvita.payments.jobs import check_pending_attempts
from kvita.payments.models import Payment, PaymentAttempt
from kvita.payments.ports import ProviderError, ProviderState, ProviderStatus
from kvita.payments.selectors import amount_due, due_change
from kvita.payments.services import ask_provider, open_attempt, place_order, settle_attempt
from tests.factories import NOW, Line, make_statement, rub
from tests.payments.banks import ScriptedBank
from tests.payments.desk import ANNA, Desk

LATER = NOW + dt.timedelta(minutes=1)


def paid(attempt: PaymentAttempt, total: Money | None = None, currency: str = "RUB") -> ProviderStatus:
    return ProviderStatus(ProviderState.PAID, reference="880", total=total or attempt.total, currency=currency)


def test_a_paid_attempt_is_credited(desk: Desk) -> None:
    attempt = desk.attempt()
    settle_attempt(attempt_id=attempt.pk, status=paid(attempt), now=NOW)

    payment = Payment.objects.get()
    assert (payment.amount, payment.source, payment.place) == (rub("1537.15"), PaymentSource.ONLINE, "Личный кабинет")
    assert payment.paid_on == dt.date(2017, 9, 11)
    assert payment.accounting_month == dt.date(2017, 9, 1)
    assert payment.for_month == dt.date(2017, 8, 1)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.order.state) == (AttemptState.SUCCEEDED, OrderState.PAID)
    assert attempt.next_check_at is None
    assert amount_due(desk.cast.account).due == Money(0)
    assert AuditEntry.objects.filter(action="payments.credit_payment", object_id=str(payment.pk)).count() == 1


def test_the_payer_gets_one_letter(desk: Desk) -> None:
    attempt = desk.attempt()
    settle_attempt(attempt_id=attempt.pk, status=paid(attempt), now=NOW)
    settle_attempt(attempt_id=attempt.pk, status=paid(attempt), now=LATER)
    letter = OutboxMessage.objects.get()
    assert letter.recipient == desk.cast.anna.email
    assert letter.subject == "Платёж 1\u00a0537,15\u00a0₽ получен"
    assert "август 2017, лицевой счёт 551412" in letter.text
    assert "Сейчас к оплате: 0,00\u00a0₽" in letter.text


def test_the_same_answer_again_credits_nothing_more(desk: Desk) -> None:
    attempt = desk.attempt()
    for minute in range(5):
        settle_attempt(attempt_id=attempt.pk, status=paid(attempt), now=NOW + dt.timedelta(minutes=minute))
    assert Payment.objects.count() == 1


def test_a_refusal_after_the_success_changes_nothing(desk: Desk) -> None:
    attempt = desk.attempt()
    settle_attempt(attempt_id=attempt.pk, status=paid(attempt), now=NOW)
    settle_attempt(attempt_id=attempt.pk, status=ProviderStatus(ProviderState.DECLINED), now=LATER)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.SUCCEEDED


def test_the_commission_is_the_banks_not_the_accounts(desk: Desk) -> None:
    desk.payee.commission_percent = 1
    desk.payee.save()
    attempt = desk.attempt("100")
    assert attempt.total == rub("101")
    settle_attempt(attempt_id=attempt.pk, status=paid(attempt), now=NOW)
    assert Payment.objects.get().amount == rub("100")


@pytest.mark.parametrize(
    ("total", "currency"), [(Money(153714), "RUB"), (Money(153716), "RUB"), (Money(0), "RUB"), (Money(153715), "USD")]
)
def test_another_sum_or_currency_is_left_to_a_person(desk: Desk, total: Money, currency: str) -> None:
    attempt = desk.attempt()
    status = ProviderStatus(ProviderState.PAID, total=total, currency=currency)
    for _ in range(2):
        settle_attempt(attempt_id=attempt.pk, status=status, now=NOW)
    attempt.refresh_from_db()
    assert not Payment.objects.exists()
    assert (attempt.state, attempt.failure_code, attempt.next_check_at) == (
        AttemptState.UNKNOWN,
        "amount_mismatch",
        None,
    )
    assert AuditEntry.objects.filter(action="payments.attempt_needs_staff").count() == 1
    assert amount_due(desk.cast.account).due == rub("1537.15")


@pytest.mark.parametrize(
    ("state", "after", "reason"),
    [
        (ProviderState.DECLINED, AttemptState.DECLINED, FailureReason.OTHER),
        (ProviderState.EXPIRED, AttemptState.EXPIRED, FailureReason.OTHER),
    ],
)
def test_a_refusal_credits_nothing(
    desk: Desk, state: ProviderState, after: AttemptState, reason: FailureReason
) -> None:
    attempt = desk.attempt()
    settle_attempt(attempt_id=attempt.pk, status=ProviderStatus(state), now=NOW)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.failure_code, attempt.order.state) == (after, reason, OrderState.FAILED)
    assert not Payment.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_second_success_of_one_order_is_left_to_a_person(desk: Desk) -> None:
    first = desk.attempt()
    settle_attempt(attempt_id=first.pk, status=ProviderStatus(ProviderState.DECLINED), now=NOW)
    second = open_attempt(order_id=first.order_id, provider_key="scripted", now=NOW)
    third = PaymentAttempt.objects.create(
        order=first.order, provider="other", total=first.total, created_at=NOW, updated_at=NOW
    )
    settle_attempt(attempt_id=second.pk, status=paid(second), now=NOW)
    settle_attempt(attempt_id=third.pk, status=paid(third), now=NOW)
    third.refresh_from_db()
    assert (third.state, third.failure_code) == (AttemptState.UNKNOWN, "paid_twice")
    assert Payment.objects.count() == 1


def test_a_payment_nobody_knows_is_lost_only_after_a_while(desk: Desk) -> None:
    attempt = desk.attempt()
    unknown = ProviderStatus(ProviderState.UNKNOWN_PAYMENT)
    settle_attempt(attempt_id=attempt.pk, status=unknown, now=LATER)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.CREATED
    settle_attempt(attempt_id=attempt.pk, status=unknown, now=NOW + dt.timedelta(hours=1))
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.EXPIRED


def test_a_payment_after_the_bill_of_its_own_month_counts_for_the_next(desk: Desk) -> None:
    make_statement(desk.cast.account, dt.date(2017, 9, 1), [Line(opening="1537.15", charged="100")])
    attempt = desk.attempt("1637.15")
    settle_attempt(attempt_id=attempt.pk, status=paid(attempt), now=NOW)
    assert Payment.objects.get().accounting_month == dt.date(2017, 10, 1)
    assert amount_due(desk.cast.account).due == Money(0)


def test_the_day_is_that_of_the_organisation(desk: Desk) -> None:
    attempt = desk.attempt()
    midnight_in_moscow = dt.datetime(2017, 9, 30, 21, 0, tzinfo=dt.UTC)
    settle_attempt(attempt_id=attempt.pk, status=paid(attempt), now=midnight_in_moscow)
    payment = Payment.objects.get()
    assert (payment.paid_on, payment.accounting_month) == (dt.date(2017, 10, 1), dt.date(2017, 10, 1))


def test_what_a_payment_changed(desk: Desk) -> None:
    attempt = desk.attempt("1600")
    settle_attempt(attempt_id=attempt.pk, status=paid(attempt), now=NOW)
    change = due_change(desk.cast.account, Payment.objects.get())
    assert change is not None
    assert (change.before, change.after, change.overpaid) == (rub("1537.15"), Money(0), rub("62.85"))
    make_statement(desk.cast.account, dt.date(2017, 9, 1), [Line(opening="1537.15", charged="5", paid="1600")])
    assert due_change(desk.cast.account, Payment.objects.get()) is None


def test_silence_is_asked_about_until_a_person_is_called(desk: Desk) -> None:
    attempt = desk.attempt()
    bank, now = ScriptedBank(ProviderError("timeout", retryable=True)), NOW
    for _ in range(40):
        attempt.refresh_from_db()
        if attempt.next_check_at is None:
            break
        now = attempt.next_check_at
        assert check_pending_attempts(now=now, providers={"scripted": bank}) == (1, 0)
    assert attempt.next_check_at is None
    assert attempt.state == AttemptState.UNKNOWN
    assert AuditEntry.objects.filter(action="payments.attempt_needs_staff").count() == 1
    assert check_pending_attempts(now=now + dt.timedelta(days=9), providers={"scripted": bank}) == (0, 0)


def test_the_janitor_credits_what_the_payer_never_came_back_from(desk: Desk) -> None:
    attempt = desk.attempt()
    bank = ScriptedBank(paid(attempt))
    assert check_pending_attempts(now=NOW, providers={"scripted": bank}) == (0, 0)
    assert check_pending_attempts(now=LATER, providers={}) == (0, 0)
    assert check_pending_attempts(now=LATER, providers={"scripted": bank}) == (1, 1)
    assert check_pending_attempts(now=LATER, providers={"scripted": bank}) == (0, 0)
    assert Payment.objects.count() == 1


def test_a_bank_that_comes_round_is_believed(desk: Desk) -> None:
    attempt = desk.attempt()
    bank = ScriptedBank(ProviderError("timeout", retryable=True))
    assert ask_provider(attempt=attempt, provider=bank, now=LATER).state == AttemptState.UNKNOWN
    bank.answer = paid(attempt)
    assert ask_provider(attempt=attempt, provider=bank, now=LATER).state == AttemptState.SUCCEEDED
    assert bank.asked[0].attempt_id == str(attempt.public_id)


@pytest.mark.parametrize(
    ("subjects", "confirmed", "sent"), [(["PAYMENT"], True, 1), (["DEBT"], True, 0), (["PAYMENT"], False, 0)]
)
def test_an_sms_with_the_sum_goes_where_the_portal_and_a_confirmed_phone_want_it(
    desk: Desk, subjects: list[str], confirmed: bool, sent: int
) -> None:
    settings, anna = desk.cast.portal.settings, desk.cast.anna
    settings.sms_subjects = subjects
    settings.save()
    anna.phone, anna.phone_confirmed_at = "+79871234567", NOW if confirmed else None
    anna.save()
    wish = replace(desk.wish(), portal_id=desk.cast.portal.pk)
    order = place_order(account=desk.cast.account, user=anna, wish=wish, actor=ANNA, now=NOW)
    attempt = open_attempt(order_id=order.pk, provider_key="scripted", now=NOW)
    settle_attempt(attempt_id=attempt.pk, status=paid(attempt), now=NOW)
    texts = [one.text for one in OutboxMessage.objects.filter(channel="SMS", recipient="+79871234567")]
    assert len(texts) == sent
    assert all("1\u00a0537,15\u00a0₽" in text and "551412" in text for text in texts)


def test_the_day_of_payment_is_the_banks(desk: Desk) -> None:
    attempt = desk.attempt()
    status = replace(paid(attempt), paid_at=NOW)
    settle_attempt(attempt_id=attempt.pk, status=status, now=NOW + dt.timedelta(days=3))
    payment = Payment.objects.get()
    assert (payment.paid_on, payment.posted_on) == (dt.date(2017, 9, 11), dt.date(2017, 9, 14))
