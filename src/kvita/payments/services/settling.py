"""What the bank said becomes money, once."""

import datetime as dt
import zoneinfo
from typing import Final

from django.db import transaction

from kvita.calc.money import Money
from kvita.core.audit import SYSTEM, Actor, record_audit
from kvita.core.locks import lock_rows
from kvita.core.wording import say_rubles
from kvita.payments.enums import (
    FINAL_ATTEMPT_STATES,
    AttemptState,
    FailureReason,
    OrderState,
    PaymentSource,
    RefundState,
)
from kvita.payments.models import Payment, PaymentAttempt, PaymentOrder
from kvita.payments.policies import LOST_AFTER, check_transition, next_check
from kvita.payments.ports import CURRENCY, ProviderState, ProviderStatus
from kvita.payments.selectors import accounting_month
from kvita.payments.services.telling import tell_payer

PLACE: Final = "Личный кабинет"
MISMATCH: Final = "amount_mismatch"
PAID_TWICE: Final = "paid_twice"
_FINAL: Final = {ProviderState.DECLINED: AttemptState.DECLINED, ProviderState.EXPIRED: AttemptState.EXPIRED}


@transaction.atomic
def settle_attempt(*, attempt_id: int, status: ProviderStatus, now: dt.datetime) -> PaymentAttempt:
    """Store the bank's own answer about an attempt; crediting, and the letter about it, happen here and only once.

    Money is credited when the bank says PAID with the very sum and currency of the attempt. Another sum, a second
    success for one order, or a success after a refusal is left for a person: nothing is credited, the bank is not asked
    again by itself, the desk and the audit log tell.
    """
    order, attempt = lock_attempt(attempt_id=attempt_id)
    if attempt.state in FINAL_ATTEMPT_STATES:
        if status.state is ProviderState.PAID and attempt.state != AttemptState.SUCCEEDED:
            _paid_after_all(order, attempt, status, now)
        return attempt
    attempt.provider_reference = attempt.provider_reference or status.reference or None
    attempt.updated_at = now
    if status.state is ProviderState.PAID:
        _settle_paid(order, attempt, status, now)
    elif status.state in _FINAL:
        _close(order, attempt, _FINAL[status.state], status.failure_code or FailureReason.OTHER)
    elif _never_arrived(attempt, status, now):
        _close(order, attempt, AttemptState.EXPIRED, FailureReason.EXPIRED)
    elif attempt.staff_since is None:
        _wait(order, attempt, now)
    attempt.save()
    return attempt


def lock_attempt(*, attempt_id: int) -> tuple[PaymentOrder, PaymentAttempt]:
    """Lock an attempt after its order, as every writer does, and return both; inside a transaction."""
    order_id = PaymentAttempt.objects.values_list("order_id", flat=True).get(pk=attempt_id)
    orders = PaymentOrder.objects.select_related("account__organization__settings", "payee", "user", "portal__settings")
    (order,) = lock_rows(orders, [order_id])
    (attempt,) = lock_rows(PaymentAttempt.objects.all(), [attempt_id])
    attempt.order = order
    return order, attempt


@transaction.atomic
def record_no_answer(*, attempt_id: int, code: str, now: dt.datetime) -> PaymentAttempt:
    """Note that the bank was silent: nothing is assumed, it is asked again later, in the end by a person."""
    (attempt,) = lock_rows(PaymentAttempt.objects.select_related("order__account"), [attempt_id])
    if attempt.state in FINAL_ATTEMPT_STATES:
        return attempt
    if attempt.state != AttemptState.UNKNOWN:
        _move(attempt, AttemptState.UNKNOWN)
    attempt.updated_at = now
    if attempt.staff_since is None:
        attempt.failure_code = code[:60]
        attempt.checks_count += 1
        attempt.next_check_at = next_check(now, checks_count=attempt.checks_count)
        if attempt.next_check_at is None:
            call_staff(attempt=attempt, order=attempt.order, why="банк не отвечает", now=now)
    attempt.save()
    return attempt


@transaction.atomic
def record_refusal(*, attempt_id: int, code: str, now: dt.datetime) -> PaymentAttempt:
    """Note that the bank would not begin: nothing was charged. A wrong key or request is a matter for a person."""
    order, attempt = lock_attempt(attempt_id=attempt_id)
    if attempt.state in FINAL_ATTEMPT_STATES:
        return attempt
    if attempt.state != AttemptState.CREATED:  # an earlier request of the same number may have been heard
        return record_no_answer(attempt_id=attempt_id, code=code, now=now)
    _close(order, attempt, AttemptState.DECLINED, code)
    attempt.updated_at = now
    if code not in FailureReason.values:
        call_staff(attempt=attempt, order=order, why=f"банк не принял запрос: {code}", now=now)
    attempt.save()
    return attempt


def _never_arrived(attempt: PaymentAttempt, status: ProviderStatus, now: dt.datetime) -> bool:
    """Tell whether the bank has never heard of an attempt, and will not; one that it gave a number to it has heard of.

    Such a number that is suddenly unknown is another shop, or a fault of the bank: a person looks in the end.
    """
    if status.state is not ProviderState.UNKNOWN_PAYMENT or attempt.provider_reference:
        return False
    return now - attempt.created_at > LOST_AFTER


def _settle_paid(order: PaymentOrder, attempt: PaymentAttempt, status: ProviderStatus, now: dt.datetime) -> None:
    attempt.charged = status.total
    if status.total != attempt.total or status.currency != CURRENCY:
        charged = say_rubles(status.total) if status.total is not None else "неизвестно сколько"
        if status.currency != CURRENCY:
            charged = f"{charged.removesuffix('₽')}{status.currency}"
        told = f"банк списал {charged}, а поручение на {say_rubles(attempt.total)}"
        _leave_to_staff(order, attempt, MISMATCH, told, now)
    elif order.state == OrderState.PAID:
        _leave_to_staff(order, attempt, PAID_TWICE, "поручение уже оплачено другой попыткой", now)
    else:
        check_transition(attempt.state, AttemptState.SUCCEEDED)
        credit(order=order, attempt=attempt, amount=order.amount, status=status, actor=SYSTEM, now=now)


def _paid_after_all(order: PaymentOrder, attempt: PaymentAttempt, status: ProviderStatus, now: dt.datetime) -> None:
    """The bank took money for what was over for us: credited or given back by a person, never silently."""
    if attempt.staff_since is not None or attempt.refunds.filter(state=RefundState.SUCCEEDED).exists():
        return
    attempt.charged, attempt.updated_at = status.total, now
    attempt.provider_reference = attempt.provider_reference or status.reference or None
    call_staff(attempt=attempt, order=order, why="банк взял деньги после отказа", now=now)
    attempt.save()


def credit(
    *,
    order: PaymentOrder,
    attempt: PaymentAttempt,
    amount: Money,
    status: ProviderStatus,
    actor: Actor,
    now: dt.datetime,
) -> Payment:
    """Write the money of a locked attempt to the account, with the letter about it; inside a transaction.

    The caller has checked that the attempt may become SUCCEEDED. The day of payment is the bank's, as long as it is
    neither in the future nor before the attempt.
    """
    attempt.state, attempt.charged = AttemptState.SUCCEEDED, status.total
    attempt.failure_code, attempt.next_check_at = "", None
    attempt.staff_since, attempt.staff_reason = None, ""
    attempt.save()
    account = order.account
    zone = zoneinfo.ZoneInfo(account.organization.time_zone)
    paid_at = status.paid_at if status.paid_at and attempt.created_at <= status.paid_at <= now else now
    paid_on = paid_at.astimezone(zone).date()
    payment = Payment.objects.create(
        account=account,
        amount=amount,
        paid_on=paid_on,
        posted_on=now.astimezone(zone).date(),
        accounting_month=accounting_month(account.pk, paid_on),
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
        actor=actor,
        action="payments.credit_payment",
        target=payment,
        organization_id=account.organization_id,
        changes={"amount": [None, payment.amount.kopecks], "attempt": [None, str(attempt.public_id)]},
    )
    tell_payer(order=order, payment=payment, attempt=attempt, now=now)
    return payment


def _close(order: PaymentOrder, attempt: PaymentAttempt, state: AttemptState, code: str) -> None:
    _move(attempt, state)
    attempt.failure_code, attempt.next_check_at = code[:60], None
    attempt.staff_since, attempt.staff_reason = None, ""
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
    """Put an attempt before a person, with the reason; the same reason again is not told twice. The caller saves."""
    if attempt.staff_since is not None and attempt.staff_reason == why:
        return
    attempt.staff_since, attempt.staff_reason = now, why[:250]
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
