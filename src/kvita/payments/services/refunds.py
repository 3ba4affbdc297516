"""Money to be given back: asked for by one of the staff, above a limit agreed to by another."""

import datetime as dt
import uuid
import zoneinfo

from django.db import IntegrityError, transaction

from kvita.calc.money import ZERO, Money
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.core.wording import say_rubles
from kvita.housing.models import OrganizationSettings
from kvita.identity.models import User
from kvita.payments.enums import (
    FINAL_REFUND_STATES,
    NOT_GIVEN_BACK,
    REFUND_STATES_IN_FLIGHT,
    RefundState,
)
from kvita.payments.models import PaymentAttempt, PaymentOrder, Refund
from kvita.payments.policies import check_refund_transition
from kvita.payments.selectors.refunds import refundable
from kvita.payments.services.returning import audit_refund, lock_refund, take_back
from kvita.payments.services.settling import lock_attempt
from kvita.payments.services.telling import tell_second


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

    Up to the limit of the setting it may go at once; above it, it waits for another member of staff. The limit counts
    all that this payment gives back, and all that this person gives back in a day without a second one. Raises
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
    above = _given_back(order, attempt, amount, user=user, now=now) > settings.refund_second_approval_above
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
    audit_refund(
        refund=refund, order=order, action="request_refund", actor=actor, now=now, changes=changes, reason=reason
    )
    if above:
        tell_second(order=order, refund=refund, now=now)
    return refund


def _given_back(order: PaymentOrder, attempt: PaymentAttempt, amount: Money, *, user: User, now: dt.datetime) -> Money:
    """Return the sum that the limit is compared with: many small returns are one large one.

    The settings of the organisation are locked, so that two returns at once count each other.
    """
    organization = order.account.organization
    lock_rows(OrganizationSettings.objects.all(), [organization.settings.pk])
    here = now.astimezone(zoneinfo.ZoneInfo(organization.time_zone))
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    standing = Refund.objects.exclude(state__in=NOT_GIVEN_BACK)
    of_payment = standing.filter(attempt=attempt)
    of_person = standing.filter(
        requested_by=user,
        requested_at__gte=midnight,
        decided_by=None,
        attempt__order__account__organization=organization,
    ).exclude(state=RefundState.WAITING)
    sums = (Money.total(rows.values_list("amount", flat=True)) for rows in (of_payment, of_person))
    return amount + max(sums)


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
    audit_refund(refund=row, order=order, action="approve_refund" if approve else "reject_refund", actor=actor, now=now)
    return row


@transaction.atomic
def recheck_refund(*, refund: Refund, now: dt.datetime) -> Refund:
    """Let the bank be asked about a refund now, whatever the timetable says."""
    _, _, row = lock_refund(refund_id=refund.pk)
    if row.state in REFUND_STATES_IN_FLIGHT:
        row.next_check_at = now
        row.save(update_fields=["next_check_at"])
    return row


@transaction.atomic
def close_refund_case(*, refund: Refund, given: bool, actor: Actor, note: str, now: dt.datetime) -> Refund:
    """Note that a person has dealt with a refund that the bank refused, did not answer or did otherwise.

    `given` is what the person has found out at the bank, where the bank itself did not tell: whether the money went
    back. Only then may it be given back once more. Raises `DomainError`: "note" without a reason, "refund_running"
    while the bank is still to be asked.
    """
    if not note.strip():
        raise DomainError("note", "Напишите, что выяснили в банке: потом это найдут в журнале.")
    order, attempt, row = lock_refund(refund_id=refund.pk)
    if row.state in REFUND_STATES_IN_FLIGHT:
        if row.staff_since is None:
            raise DomainError("refund_running", "Банк ещё не сказал, чем кончился возврат: мы спрашиваем его сами.")
        if given:
            take_back(order=order, attempt=attempt, refund=row, now=now, actor=actor, note=note.strip())
            return row
        check_refund_transition(row.state, RefundState.DECLINED)
        row.state, row.next_check_at, row.updated_at = RefundState.DECLINED, None, now
    row.staff_since = None
    row.save()
    audit_refund(refund=row, order=order, action="close_refund_case", actor=actor, now=now, reason=note.strip())
    return row
