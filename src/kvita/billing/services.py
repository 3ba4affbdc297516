"""Writes of billing: the life of a month."""

import datetime as dt

from django.db import transaction
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from kvita.billing.enums import PeriodState
from kvita.billing.models import BillingPeriod, Statement
from kvita.billing.policies import TRANSITIONS, may_change
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.metering.services import count_readings, uncount_readings

_REFUSALS = {
    "publish": "Месяц уже опубликован.",
    "withdraw": "Снять с публикации можно только опубликованный и ещё не закрытый месяц.",
    "close": "Закрыть можно только опубликованный месяц. Сначала опубликуйте его.",
}


def publish_period(*, period_id: int, actor: Actor, now: dt.datetime) -> BillingPeriod:
    """Show a month to residents, and mark the readings that its bills have used as counted (S3-40).

    A month already visible is left as it is (a second press does no harm).

    Raises `DomainError`: "period_empty" when there are no statements, "totals_differ" when the lines of a statement do
    not add up to its totals.
    """
    return _change(period_id=period_id, act="publish", actor=actor, now=now, reason="")


def withdraw_period(*, period_id: int, actor: Actor, now: dt.datetime, reason: str) -> BillingPeriod:
    """Hide a published month again, for example to load it anew. Raises `DomainError` "reason_missing"."""
    if not reason.strip():
        raise DomainError("reason_missing", "Напишите, почему месяц снимается с публикации.")
    return _change(period_id=period_id, act="withdraw", actor=actor, now=now, reason=reason.strip())


def close_period(*, period_id: int, actor: Actor, now: dt.datetime) -> BillingPeriod:
    """End a published month for good: later facts become adjustments of the open month."""
    return _change(period_id=period_id, act="close", actor=actor, now=now, reason="")


@transaction.atomic
def _change(*, period_id: int, act: str, actor: Actor, now: dt.datetime, reason: str) -> BillingPeriod:
    (period,) = lock_rows(BillingPeriod.objects.all(), [period_id])
    before, after = period.state, TRANSITIONS[act][1]
    if before == after:
        return period
    if not may_change(before, act):
        raise DomainError("period_state", _REFUSALS[act], state=before)
    if act == "publish":
        _check_statements(period)
        period.published_at = now
        count_readings(organization_id=period.organization_id, month=period.month, now=now)
    if act == "withdraw":
        period.published_at = None
        uncount_readings(organization_id=period.organization_id, month=period.month)
    if act == "close":
        period.closed_at = now
    period.state = after
    period.save(update_fields=["state", "published_at", "closed_at"])
    record_audit(
        now=now,
        actor=actor,
        action=f"billing.{act}_period",
        target=period,
        organization_id=period.organization_id,
        changes={"state": [before, PeriodState(after).value]},
        reason=reason,
    )
    return period


def _check_statements(period: BillingPeriod) -> None:
    statements = Statement.objects.filter(period=period, is_current=True)
    if not statements.exists():
        raise DomainError("period_empty", "В этом месяце ещё нет ни одной квитанции. Сначала загрузите начисления.")
    sums = {f"sum_{name}": Coalesce(Sum(f"lines__{name}"), 0) for name in ("charged", "adjusted", "paid", "closing")}
    differs = Q()
    for name in ("charged", "adjusted", "paid", "closing"):
        differs |= ~Q(**{f"sum_{name}": F(name)})
    wrong = statements.annotate(**sums).filter(differs).select_related("account").first()
    if wrong is not None:
        raise DomainError(
            "totals_differ",
            f"Счёт {wrong.account}: строки не сходятся с итогом. Загрузите начисления по нему ещё раз.",
            account=wrong.account_id,
        )
