"""Money on its way back: sent to the bank, asked about, and taken off the account once."""

import datetime as dt
import zoneinfo
from typing import Final

from django.db import transaction

from kvita.calc.money import Money
from kvita.core.audit import SYSTEM, Actor, record_audit
from kvita.core.locks import lock_rows
from kvita.payments.enums import (
    REFUND_STATES_IN_FLIGHT,
    PaymentSource,
    RefundState,
)
from kvita.payments.models import Payment, PaymentAttempt, PaymentOrder, Refund
from kvita.payments.policies import LOST_AFTER, check_refund_transition, next_check
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
from kvita.payments.services.settling import lock_attempt
from kvita.payments.services.telling import tell_refunded

LONGEST_CALL: Final = dt.timedelta(minutes=2)


def ask_refund(*, refund: Refund, provider: PaymentProvider, now: dt.datetime) -> Refund:
    """Send a refund to the bank, or ask what became of it, and store the answer; never inside a transaction.

    The first time it is sent; later the bank is asked. It is sent again, under the same key, when the bank has never
    heard of it: at once where the key makes that harmless, else when an earlier request can no longer arrive. Only one
    process talks to the bank about a refund at a time.
    """
    claimed = _claim(refund.pk, now)
    if claimed is None:
        return Refund.objects.get(pk=refund.pk)
    wish = _wish(claimed, now)
    try:
        status = provider.fetch_refund(wish) if claimed.sent_at is not None else _UNHEARD
        if status.progress is not RefundProgress.UNKNOWN_REFUND:
            return settle_refund(refund_id=refund.pk, status=status, now=now)
        if not (provider.has_refund_keys or _is_quiet(claimed, now)):
            return _wait(refund.pk, "not_heard_of", now)
    except ProviderError as error:  # a question refused tells nothing of what was asked before
        return _wait(refund.pk, error.code, now)
    return _send(claimed, wish, provider, now)


_UNHEARD: Final = RefundStatus(RefundProgress.UNKNOWN_REFUND)


def _send(refund: Refund, wish: RefundWish, provider: PaymentProvider, now: dt.datetime) -> Refund:
    """Send a refund. A refusal is final only when no earlier request of it can still be under way."""
    is_alone = _is_quiet(refund, now)
    if not _note_sending(refund, now):
        return Refund.objects.get(pk=refund.pk)
    try:
        status = provider.refund(wish)
    except ProviderError as error:
        if error.retryable or not is_alone:
            return _wait(refund.pk, error.code, now)
        status = RefundStatus(RefundProgress.DECLINED, failure_code=error.code)
    return settle_refund(refund_id=refund.pk, status=status, now=now)


def _is_quiet(refund: Refund, now: dt.datetime) -> bool:
    return refund.sent_at is None or now - refund.sent_at > LOST_AFTER


@transaction.atomic
def _note_sending(claimed: Refund, now: dt.datetime) -> bool:
    """Write down that a refund leaves, before it does: whoever comes after a crash asks the bank first.

    False: another has taken over since (staff let the bank be asked at once), and only the newest claim may send.
    """
    _, _, refund = lock_refund(refund_id=claimed.pk)
    is_newest = (refund.sent_at, refund.checks_count) == (claimed.sent_at, claimed.checks_count)
    if not is_newest or refund.state not in REFUND_STATES_IN_FLIGHT:
        return False
    refund.sent_at = now
    refund.save(update_fields=["sent_at"])
    return True


@transaction.atomic
def _claim(refund_id: int, now: dt.datetime) -> Refund | None:
    """Take the right to talk to the bank about a refund, for as long as a call can last; None: another has it."""
    _, _, refund = lock_refund(refund_id=refund_id)
    if refund.state not in REFUND_STATES_IN_FLIGHT or refund.next_check_at is None or refund.next_check_at > now:
        return None
    refund.checks_count += 1
    refund.next_check_at = now + LONGEST_CALL
    refund.save(update_fields=["checks_count", "next_check_at"])
    return refund


@transaction.atomic
def settle_refund(*, refund_id: int, status: RefundStatus, now: dt.datetime) -> Refund:
    """Store the bank's own answer about a refund; what was given back leaves the account here, and only once."""
    order, attempt, refund = lock_refund(refund_id=refund_id)
    if refund.state not in REFUND_STATES_IN_FLIGHT:
        return refund
    refund.provider_reference = refund.provider_reference or status.reference
    refund.updated_at = now
    if status.progress is RefundProgress.DONE and (status.total, status.currency) == (refund.total, CURRENCY):
        take_back(order=order, attempt=attempt, refund=refund, now=now)
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
def _wait(refund_id: int, code: str, now: dt.datetime) -> Refund:
    order, _, refund = lock_refund(refund_id=refund_id)
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


def take_back(
    *,
    order: PaymentOrder,
    attempt: PaymentAttempt,
    refund: Refund,
    now: dt.datetime,
    actor: Actor = SYSTEM,
    note: str = "",
) -> None:
    """Take what was given back off the account of a locked refund, and tell the payer; inside a transaction."""
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
    audit_refund(refund=refund, order=order, action="refund_done", actor=actor, now=now, changes=changes, reason=note)
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


def lock_refund(*, refund_id: int) -> tuple[PaymentOrder, PaymentAttempt, Refund]:
    """Lock a refund after its order and its attempt, as every writer does, and return all three."""
    attempt_id = Refund.objects.values_list("attempt_id", flat=True).get(pk=refund_id)
    order, attempt = lock_attempt(attempt_id=attempt_id)
    (refund,) = lock_rows(Refund.objects.all(), [refund_id])
    refund.attempt = attempt
    return order, attempt, refund


def _call_staff(refund: Refund, order: PaymentOrder, why: str, now: dt.datetime) -> None:
    refund.staff_since = refund.staff_since or now
    audit_refund(refund=refund, order=order, action="refund_needs_staff", actor=SYSTEM, now=now, reason=why)


def audit_refund(
    *,
    refund: Refund,
    order: PaymentOrder,
    action: str,
    actor: Actor,
    now: dt.datetime,
    changes: dict[str, list[int | None]] | None = None,
    reason: str = "",
) -> None:
    """Leave an entry about a refund in the audit log."""
    record_audit(
        now=now,
        actor=actor,
        action=f"payments.{action}",
        target=refund,
        organization_id=order.account.organization_id,
        changes=changes,
        reason=reason,
    )
