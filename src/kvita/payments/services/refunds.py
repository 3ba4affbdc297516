"""Money given back: asked for by one of the staff, above a limit agreed to by another, sent and counted once."""

import datetime as dt
import uuid
import zoneinfo
from typing import Final

from django.db import IntegrityError, transaction

from kvita.calc.money import ZERO, Money
from kvita.core.audit import SYSTEM, Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.core.wording import say_rubles
from kvita.identity.models import User
from kvita.payments.enums import (
    FINAL_REFUND_STATES,
    REFUND_STATES_IN_FLIGHT,
    PaymentSource,
    RefundState,
)
from kvita.payments.models import Payment, PaymentAttempt, PaymentOrder, Refund
from kvita.payments.policies import check_refund_transition, next_check
from kvita.payments.ports import (
    CURRENCY,
    PaymentProvider,
    ProviderError,
    RefundProgress,
    RefundStatus,
    RefundWish,
)
from kvita.payments.selectors import accounting_month
from kvita.payments.selectors.freezing import refund_receipt
from kvita.payments.selectors.refunds import refundable
from kvita.payments.services.settling import lock_attempt
from kvita.payments.services.telling import tell_refunded

LONGEST_CALL: Final = dt.timedelta(minutes=2)


def request_refund(
    *,
    attempt: PaymentAttempt,
    amount: Money,
    reason: str,
    form_key: uuid.UUID,
    user: User,
    actor: Actor,
    now: dt.datetime,
) -> Refund:
    """Store a refund, or return the one that this form made before. Nothing is sent yet.

    Up to the limit of the setting it may go at once; above it, it waits for another member of staff. Raises
    `DomainError`: "refund_amount" (more than is left, or nothing), "refund_running", "refund_reason".
    """
    if not reason.strip():
        raise DomainError("refund_reason", "Напишите, почему возвращаете: это увидят плательщик и второй сотрудник.")
    stored = Refund.objects.filter(form_key=form_key, attempt=attempt).first()
    if stored is not None:
        return stored
    try:
        return _store(
            attempt_id=attempt.pk,
            amount=amount,
            reason=reason.strip(),
            form_key=form_key,
            user=user,
            actor=actor,
            now=now,
        )
    except IntegrityError:  # the same form came twice at once, and the other was faster
        stored = Refund.objects.filter(form_key=form_key, attempt=attempt).first()
        if stored is None:
            raise
        return stored


@transaction.atomic
def _store(
    *,
    attempt_id: int,
    amount: Money,
    reason: str,
    form_key: uuid.UUID,
    user: User,
    actor: Actor,
    now: dt.datetime,
) -> Refund:
    order, attempt = lock_attempt(attempt_id=attempt_id)
    if attempt.refunds.exclude(state__in=FINAL_REFUND_STATES).exists():
        raise DomainError("refund_running", "По этому платежу уже идёт возврат. Дождитесь, чем он кончится.")
    left = refundable(attempt)
    if amount <= ZERO or amount > left.amount:
        raise DomainError("refund_amount", f"Вернуть можно от 0,01 ₽ до {say_rubles(left.amount)}.")
    settings = order.account.organization.settings
    whole = amount == left.amount and settings.refund_commission
    above = amount > settings.refund_second_approval_above
    refund = Refund.objects.create(
        attempt=attempt,
        amount=amount,
        commission=left.commission if whole else ZERO,
        reason=reason[:250],
        state=RefundState.WAITING if above else RefundState.APPROVED,
        form_key=form_key,
        requested_by=user,
        requested_at=now,
        updated_at=now,
        next_check_at=None if above else now,
    )
    changes: dict[str, list[int | None]] = {"total": [None, refund.total.kopecks]}
    _audit(refund, order, "request_refund", actor=actor, now=now, changes=changes, reason=reason)
    return refund


@transaction.atomic
def decide_refund(*, refund: Refund, approve: bool, user: User, actor: Actor, now: dt.datetime) -> Refund:
    """Agree to a refund above the limit, or refuse it.

    Raises `DomainError` "refund_same_person", "refund_transition".
    """
    order, _ = lock_attempt(attempt_id=refund.attempt_id)
    (row,) = lock_rows(Refund.objects.all(), [refund.pk])
    if row.requested_by_id == user.pk:
        raise DomainError("refund_same_person", "Свой возврат подтвердить нельзя: это делает другой сотрудник.")
    after = RefundState.APPROVED if approve else RefundState.REJECTED
    check_refund_transition(row.state, after)
    row.state, row.decided_by, row.decided_at, row.updated_at = after, user, now, now
    row.next_check_at = now if approve else None
    row.save()
    _audit(row, order, "approve_refund" if approve else "reject_refund", actor=actor, now=now)
    return row


def ask_refund(*, refund: Refund, provider: PaymentProvider, now: dt.datetime) -> Refund:
    """Send a refund to the bank, or ask what became of it, and store the answer; never inside a transaction.

    The first time it is sent; later the bank is asked, and the refund is sent again, under the same key, when the bank
    has never heard of it. Only one process talks to the bank about a refund at a time: not every bank has keys that
    make a repeated refund harmless.
    """
    claimed = _claim(refund.pk, now)
    if claimed is None:
        return Refund.objects.get(pk=refund.pk)
    wish = _wish(claimed, now)
    try:
        if claimed.checks_count == 1:
            status = provider.refund(wish)
        else:
            status = provider.fetch_refund(wish)
            if status.progress is RefundProgress.UNKNOWN_REFUND:
                status = provider.refund(wish)
    except ProviderError as error:
        if error.retryable:
            return _wait(refund.pk, error.code, now)
        status = RefundStatus(RefundProgress.DECLINED, failure_code=error.code)
    return settle_refund(refund_id=refund.pk, status=status, now=now)


@transaction.atomic
def _claim(refund_id: int, now: dt.datetime) -> Refund | None:
    """Take the right to talk to the bank about a refund, for as long as a call can last; None: another has it."""
    _, _, refund = _lock(refund_id)
    if refund.state not in REFUND_STATES_IN_FLIGHT or refund.next_check_at is None or refund.next_check_at > now:
        return None
    refund.checks_count += 1
    refund.next_check_at = now + LONGEST_CALL
    refund.save(update_fields=["checks_count", "next_check_at"])
    return refund


@transaction.atomic
def settle_refund(*, refund_id: int, status: RefundStatus, now: dt.datetime) -> Refund:
    """Store the bank's own answer about a refund; what was given back leaves the account here, and only once."""
    order, attempt, refund = _lock(refund_id)
    if refund.state not in REFUND_STATES_IN_FLIGHT:
        return refund
    refund.provider_reference = refund.provider_reference or status.reference
    refund.updated_at = now
    if status.progress is RefundProgress.DONE and (status.total, status.currency) == (refund.total, CURRENCY):
        _take_back(order, attempt, refund, now)
    elif status.progress is RefundProgress.DONE:
        refund.failure_code, refund.next_check_at = "amount_mismatch", None
        _call_staff(refund, order, "банк вернул не ту сумму", now)
    elif status.progress is RefundProgress.DECLINED:
        check_refund_transition(refund.state, RefundState.DECLINED)
        refund.state, refund.failure_code, refund.next_check_at = RefundState.DECLINED, status.failure_code[:60], None
        _call_staff(refund, order, "банк отказал в возврате", now)
    else:
        _schedule(refund, order, now)
    refund.save()
    return refund


@transaction.atomic
def recheck_refund(*, refund: Refund, now: dt.datetime) -> Refund:
    """Let the bank be asked about a refund now, whatever the timetable says."""
    _, _, row = _lock(refund.pk)
    if row.state in REFUND_STATES_IN_FLIGHT:
        row.next_check_at = now
        row.save(update_fields=["next_check_at"])
    return row


@transaction.atomic
def close_refund_case(*, refund: Refund, actor: Actor, note: str, now: dt.datetime) -> Refund:
    """Note that a person has dealt with a refund that the bank refused or did not answer."""
    order, _, row = _lock(refund.pk)
    row.staff_since = None
    if row.state in REFUND_STATES_IN_FLIGHT:
        check_refund_transition(row.state, RefundState.DECLINED)
        row.state, row.next_check_at, row.updated_at = RefundState.DECLINED, None, now
    row.save()
    _audit(row, order, "close_refund_case", actor=actor, now=now, reason=note)
    return row


@transaction.atomic
def _wait(refund_id: int, code: str, now: dt.datetime) -> Refund:
    order, _, refund = _lock(refund_id)
    if refund.state not in REFUND_STATES_IN_FLIGHT:
        return refund
    if refund.state != RefundState.UNKNOWN:
        check_refund_transition(refund.state, RefundState.UNKNOWN)
        refund.state = RefundState.UNKNOWN
    refund.failure_code, refund.updated_at = code[:60], now
    _schedule(refund, order, now)
    refund.save()
    return refund


def _schedule(refund: Refund, order: PaymentOrder, now: dt.datetime) -> None:
    refund.next_check_at = next_check(now, checks_count=refund.checks_count - 1)
    if refund.next_check_at is None:
        _call_staff(refund, order, "банк не отвечает о возврате", now)


def _take_back(order: PaymentOrder, attempt: PaymentAttempt, refund: Refund, now: dt.datetime) -> None:
    check_refund_transition(refund.state, RefundState.SUCCEEDED)
    refund.state, refund.failure_code = RefundState.SUCCEEDED, ""
    refund.next_check_at = refund.staff_since = None
    refund.save()
    if Payment.objects.filter(attempt=attempt).exists():  # money that was never credited leaves no account
        today = now.astimezone(zoneinfo.ZoneInfo(order.account.organization.time_zone)).date()
        Payment.objects.create(
            account=order.account,
            amount=-refund.amount,
            paid_on=today,
            posted_on=today,
            accounting_month=accounting_month(order.account_id, today),
            for_month=order.month,
            place="Возврат платежа",
            source=PaymentSource.REFUND,
            refund=refund,
            created_at=now,
        )
    elif attempt.staff_since is not None:
        attempt.staff_since, attempt.staff_reason = None, ""
        attempt.save(update_fields=["staff_since", "staff_reason"])
    changes: dict[str, list[int | None]] = {"total": [None, refund.total.kopecks]}
    _audit(refund, order, "refund_done", actor=SYSTEM, now=now, changes=changes)
    tell_refunded(order=order, refund=refund, now=now)


def _wish(refund: Refund, now: dt.datetime) -> RefundWish:
    attempt = refund.attempt
    done = attempt.refunds.filter(state=RefundState.SUCCEEDED).exclude(pk=refund.pk)
    return RefundWish(
        refund_id=str(refund.public_id),
        attempt_id=str(attempt.public_id),
        payment_reference=attempt.provider_reference or "",
        total=refund.total,
        refunded_before=Money.total(one.total for one in done),
        reason=refund.reason,
        now=now,
        reference=refund.provider_reference,
        email=attempt.order.email,
        receipt=refund_receipt(attempt.order, refund.total),
    )


def _lock(refund_id: int) -> tuple[PaymentOrder, PaymentAttempt, Refund]:
    attempt_id = Refund.objects.values_list("attempt_id", flat=True).get(pk=refund_id)
    order, attempt = lock_attempt(attempt_id=attempt_id)
    (refund,) = lock_rows(Refund.objects.all(), [refund_id])
    refund.attempt = attempt
    return order, attempt, refund


def _call_staff(refund: Refund, order: PaymentOrder, why: str, now: dt.datetime) -> None:
    refund.staff_since = refund.staff_since or now
    _audit(refund, order, "refund_needs_staff", actor=SYSTEM, now=now, reason=why)


def _audit(
    refund: Refund,
    order: PaymentOrder,
    action: str,
    *,
    actor: Actor,
    now: dt.datetime,
    changes: dict[str, list[int | None]] | None = None,
    reason: str = "",
) -> None:
    record_audit(
        now=now,
        actor=actor,
        action=f"payments.{action}",
        target=refund,
        organization_id=order.account.organization_id,
        changes=changes,
        reason=reason,
    )
