"""What the bank said becomes money, once."""

import datetime as dt
import zoneinfo
from typing import Final

from django.db import transaction

from kvita.billing.selectors import newest_statements
from kvita.calc.period import Month
from kvita.core.audit import SYSTEM, record_audit
from kvita.core.locks import lock_rows
from kvita.core.wording import say_month, say_rubles
from kvita.notifications.enums import Channel
from kvita.notifications.services import enqueue_message
from kvita.payments.enums import FINAL_ATTEMPT_STATES, AttemptState, FailureReason, OrderState, PaymentSource
from kvita.payments.models import Payment, PaymentAttempt, PaymentOrder
from kvita.payments.policies import check_transition, next_check
from kvita.payments.ports import CURRENCY, ProviderState, ProviderStatus
from kvita.payments.selectors import amount_due

PLACE: Final = "Личный кабинет"
MISMATCH: Final = "amount_mismatch"
PAID_TWICE: Final = "paid_twice"
# A bank that never heard of a payment may still get our delayed request; after this time it will not.
LOST_AFTER: Final = dt.timedelta(minutes=30)
_FINAL: Final = {ProviderState.DECLINED: AttemptState.DECLINED, ProviderState.EXPIRED: AttemptState.EXPIRED}


@transaction.atomic
def settle_attempt(*, attempt_id: int, status: ProviderStatus, now: dt.datetime) -> PaymentAttempt:
    """Store the bank's own answer about an attempt; crediting, and the letter about it, happen here and only once.

    Money is credited when the bank says PAID with the very sum and currency of the attempt. Another sum, or a second
    success for one order, is left for a person: nothing is credited, the bank is not asked again, the audit log tells.
    """
    order_id = PaymentAttempt.objects.values_list("order_id", flat=True).get(pk=attempt_id)
    orders = PaymentOrder.objects.select_related("account__organization__settings", "payee", "user")
    (order,) = lock_rows(orders, [order_id])
    (attempt,) = lock_rows(PaymentAttempt.objects.all(), [attempt_id])
    if attempt.state in FINAL_ATTEMPT_STATES or attempt.failure_code in (MISMATCH, PAID_TWICE):
        return attempt  # what is final, or in the hands of a person, stays
    attempt.provider_reference = attempt.provider_reference or status.reference or None
    attempt.updated_at = now
    if status.state is ProviderState.PAID:
        _settle_paid(order, attempt, status, now)
    elif status.state in _FINAL:
        _close(order, attempt, _FINAL[status.state], status.failure_code or FailureReason.OTHER)
    elif status.state is ProviderState.UNKNOWN_PAYMENT and now - attempt.created_at > LOST_AFTER:
        _close(order, attempt, AttemptState.EXPIRED, FailureReason.EXPIRED)
    else:
        _wait(order, attempt, now)
    attempt.save()
    return attempt


@transaction.atomic
def record_no_answer(*, attempt_id: int, code: str, now: dt.datetime) -> PaymentAttempt:
    """Note that the bank was silent: nothing is assumed, it is asked again later, in the end by a person."""
    (attempt,) = lock_rows(PaymentAttempt.objects.select_related("order__account"), [attempt_id])
    if attempt.state in FINAL_ATTEMPT_STATES:
        return attempt
    if attempt.state != AttemptState.UNKNOWN:
        _move(attempt, AttemptState.UNKNOWN)
    attempt.failure_code, attempt.updated_at = code[:60], now
    attempt.checks_count += 1
    attempt.next_check_at = next_check(now, checks_count=attempt.checks_count)
    attempt.save()
    if attempt.next_check_at is None:
        call_staff(attempt=attempt, order=attempt.order, why="банк не отвечает", now=now)
    return attempt


def _settle_paid(order: PaymentOrder, attempt: PaymentAttempt, status: ProviderStatus, now: dt.datetime) -> None:
    if status.total != attempt.total or status.currency != CURRENCY:
        told = f"банк сообщил {status.total} {status.currency}, ждали {attempt.total} {CURRENCY}"
        _leave_to_staff(order, attempt, MISMATCH, told, now)
    elif order.state == OrderState.PAID:
        _leave_to_staff(order, attempt, PAID_TWICE, "поручение уже оплачено другой попыткой", now)
    else:
        _move(attempt, AttemptState.SUCCEEDED)
        attempt.failure_code, attempt.next_check_at = "", None
        attempt.save()
        _credit(order, attempt, now)


def _credit(order: PaymentOrder, attempt: PaymentAttempt, now: dt.datetime) -> None:
    account = order.account
    paid_on = now.astimezone(zoneinfo.ZoneInfo(account.organization.time_zone)).date()
    payment = Payment.objects.create(
        account=account,
        amount=order.amount,
        paid_on=paid_on,
        accounting_month=_accounting_month(account.pk, paid_on),
        for_month=order.month,
        place=PLACE,
        source=PaymentSource.ONLINE,
        attempt=attempt,
        created_at=now,
    )
    order.state = OrderState.PAID
    order.save(update_fields=["state"])
    record_audit(
        now=now,
        actor=SYSTEM,
        action="payments.credit_payment",
        target=payment,
        organization_id=account.organization_id,
        changes={"amount": [None, payment.amount.kopecks], "attempt": [None, str(attempt.public_id)]},
    )
    _tell_payer(order, payment, attempt, now)


def _accounting_month(account_id: int, paid_on: dt.date) -> dt.date:
    """The calendar month of the payment; the next one when that month's statement is out and cannot count it."""
    month = Month.of(paid_on)
    statement = newest_statements([account_id]).get(account_id)
    if statement is not None:
        month = max(month, Month.of(statement.month).next)
    return month.first_day


def _tell_payer(order: PaymentOrder, payment: Payment, attempt: PaymentAttempt, now: dt.datetime) -> None:
    address = order.email or (order.user.email if order.user else None)
    if not address:
        return
    lines = [
        f"Мы получили ваш платёж: {say_rubles(payment.amount)}.",
        f"За что: {say_month(order.month)}, лицевой счёт {order.account.full_number}.",
        f"Кому: {order.payee.name}.",
        f"Номер операции у банка: {attempt.provider_reference}." if attempt.provider_reference else "",
        f"Сейчас к оплате: {say_rubles(amount_due(order.account).due)}.",
    ]
    enqueue_message(
        key=f"payment-accepted:{payment.pk}",
        channel=Channel.EMAIL,
        recipient=address,
        subject=f"Платёж {say_rubles(payment.amount)} получен",
        text="\n".join(filter(None, lines)),
        now=now,
    )


def _close(order: PaymentOrder, attempt: PaymentAttempt, state: AttemptState, code: str) -> None:
    _move(attempt, state)
    attempt.failure_code, attempt.next_check_at = code[:60], None
    others = order.attempts.exclude(pk=attempt.pk).exclude(state__in=FINAL_ATTEMPT_STATES)
    if order.state != OrderState.PAID and not others.exists():
        order.state = OrderState.FAILED
        order.save(update_fields=["state"])


def _wait(order: PaymentOrder, attempt: PaymentAttempt, now: dt.datetime) -> None:
    attempt.checks_count += 1
    attempt.next_check_at = next_check(now, checks_count=attempt.checks_count)
    if attempt.next_check_at is None:
        _leave_to_staff(order, attempt, "no_final_answer", "банк не даёт окончательного ответа", now)


def _leave_to_staff(order: PaymentOrder, attempt: PaymentAttempt, code: str, why: str, now: dt.datetime) -> None:
    if attempt.state != AttemptState.UNKNOWN:
        _move(attempt, AttemptState.UNKNOWN)
    attempt.failure_code, attempt.next_check_at = code, None
    call_staff(attempt=attempt, order=order, why=why, now=now)


def call_staff(*, attempt: PaymentAttempt, order: PaymentOrder, why: str, now: dt.datetime) -> None:
    """Note in the audit log that a person has to look at this attempt, and why."""
    record_audit(
        now=now,
        actor=SYSTEM,
        action="payments.attempt_needs_staff",
        target=attempt,
        organization_id=order.account.organization_id,
        changes={"failure_code": [None, attempt.failure_code]},
        reason=why,
    )


def _move(attempt: PaymentAttempt, state: AttemptState) -> None:
    check_transition(attempt.state, state)
    attempt.state = state
