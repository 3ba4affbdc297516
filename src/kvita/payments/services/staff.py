"""What a person does with an attempt that hangs: asks the bank again, credits what it took, or closes the case."""

import datetime as dt

from django.db import transaction

from kvita.calc.money import ZERO
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.payments.enums import FINAL_ATTEMPT_STATES, AttemptState, OrderState
from kvita.payments.models import Payment, PaymentAttempt
from kvita.payments.policies import check_transition
from kvita.payments.ports import CURRENCY, PaymentProvider, ProviderError, ProviderState, ProviderStatus
from kvita.payments.selectors.freezing import status_query
from kvita.payments.services.settling import credit, lock_attempt, settle_attempt


def ask_again(*, attempt: PaymentAttempt, provider: PaymentProvider, now: dt.datetime) -> PaymentAttempt:
    """Ask the bank now, whatever the timetable says. Raises `DomainError` "no_answer" when it keeps silent."""
    return settle_attempt(attempt_id=attempt.pk, status=_fetch(attempt, provider, now), now=now)


def credit_charged(*, attempt: PaymentAttempt, provider: PaymentProvider, actor: Actor, now: dt.datetime) -> Payment:
    """Credit what the bank says it charged, though it is not what was asked for: a decision of a person.

    The bank is asked once more, and its answer has to be the sum that the person saw. Raises `DomainError`:
    "no_answer", "not_charged" (the bank says something else now), "attempt_transition".
    """
    status = _fetch(attempt, provider, now)
    with transaction.atomic():
        order, row = lock_attempt(attempt_id=attempt.pk)
        if status.state is not ProviderState.PAID or status.currency != CURRENCY or status.total != row.charged:
            raise DomainError("not_charged", "Банк отвечает уже другое. Спросите его ещё раз и посмотрите на сумму.")
        if order.state == OrderState.PAID or row.charged is None:
            raise DomainError("paid_twice", "Поручение уже оплачено другой попыткой. Верните эти деньги плательщику.")
        amount = row.charged - order.commission
        if amount <= ZERO:
            raise DomainError("not_charged", "Списанного не хватает и на комиссию. Верните деньги плательщику.")
        check_transition(row.state, AttemptState.SUCCEEDED, by_staff=True)
        return credit(order=order, attempt=row, amount=amount, status=status, actor=actor, now=now)


@transaction.atomic
def close_attempt(*, attempt: PaymentAttempt, actor: Actor, note: str, now: dt.datetime) -> PaymentAttempt:
    """Note that a person has dealt with an attempt, and why. Raises `DomainError` "note" without a reason."""
    if not note.strip():
        raise DomainError("note", "Напишите, что выяснили: потом это найдут в журнале.")
    order, row = lock_attempt(attempt_id=attempt.pk)
    if row.state not in FINAL_ATTEMPT_STATES:
        check_transition(row.state, AttemptState.EXPIRED)
        row.state, row.failure_code = AttemptState.EXPIRED, "closed_by_staff"
        if order.state != OrderState.PAID:
            order.state = OrderState.FAILED
            order.save(update_fields=["state"])
    row.staff_since, row.staff_reason, row.next_check_at, row.updated_at = None, "", None, now
    row.save()
    record_audit(
        now=now,
        actor=actor,
        action="payments.close_attempt",
        target=row,
        organization_id=order.account.organization_id,
        reason=note.strip(),
    )
    return row


def _fetch(attempt: PaymentAttempt, provider: PaymentProvider, now: dt.datetime) -> ProviderStatus:
    try:
        return provider.fetch_status(status_query(attempt, now))
    except ProviderError as error:
        raise DomainError("no_answer", "Банк сейчас не отвечает. Попробуйте через несколько минут.") from error
