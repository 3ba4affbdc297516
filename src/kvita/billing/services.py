"""Writes of billing: the life of a month."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from kvita.billing.enums import CLOSED_STATES, VISIBLE_STATES, PeriodState
from kvita.billing.models import BillingPeriod, Statement
from kvita.billing.policies import TRANSITIONS, may_change
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.core.wording import say_month
from kvita.metering.services import count_readings, uncount_readings

_REFUSALS = {
    "publish": "Месяц уже опубликован.",
    "withdraw": "Снять с публикации можно только опубликованный и ещё не закрытый месяц.",
    "close": "Закрыть можно только опубликованный месяц. Сначала опубликуйте его.",
}


_OUT_OF_ORDER = {
    "publish": (
        "Сначала опубликуйте {earlier}: входящие остатки — оттуда, и пока месяц не опубликован, он может измениться."
    ),
    "withdraw": (
        "Месяц {month} снять нельзя: {later} уже {state}, и его входящие остатки — отсюда. "
        "Исправление проведите новой версией квитанции или перерасчётом."
    ),
    "close": "Сначала закройте {earlier}: месяцы закрываются по порядку.",
}


def publish_period(*, period_id: int, actor: Actor, now: dt.datetime) -> BillingPeriod:
    """Show a month to residents, and mark the readings that its bills have used as counted.

    What the bills print of today's settings (their last day) is kept with the month: a later setting changes no bill.

    A month already visible is left as it is (a second press does no harm).

    Raises `DomainError`: "period_empty" when there are no statements, "totals_differ" when the lines of a statement do
    not add up to its totals, "period_order" when an earlier month with statements is not published yet.
    """
    return _change(period_id=period_id, act="publish", actor=actor, now=now, reason="")


def withdraw_period(*, period_id: int, actor: Actor, now: dt.datetime, reason: str) -> BillingPeriod:
    """Hide a published month again, for example to load it anew.

    Raises `DomainError`: "reason_missing", "period_order" when a later month is published or closed: its openings are
    the closings of this one.
    """
    if not reason.strip():
        raise DomainError("reason_missing", "Напишите, почему месяц снимается с публикации.")
    return _change(period_id=period_id, act="withdraw", actor=actor, now=now, reason=reason.strip())


def close_period(*, period_id: int, actor: Actor, now: dt.datetime) -> BillingPeriod:
    """End a published month for good: later facts become adjustments of the open month.

    Raises `DomainError` "period_order" when an earlier month with statements is not closed yet.
    """
    return _change(period_id=period_id, act="close", actor=actor, now=now, reason="")


def lock_months(*, organization_id: int) -> list[BillingPeriod]:
    """Lock the months of an organisation, by age of their rows, and return them as they are under the lock.

    Whoever writes into a month takes this lock first and looks at the state afterwards: imports, the roll-back of one,
    publishing, withdrawing and closing. Pages that only read, and rows that only refer to a month, never wait for it.
    """
    months = BillingPeriod.objects.filter(organization=organization_id)
    return lock_rows(BillingPeriod.objects.all(), months.values_list("pk", flat=True))


@transaction.atomic
def _change(*, period_id: int, act: str, actor: Actor, now: dt.datetime, reason: str) -> BillingPeriod:
    whose = BillingPeriod.objects.filter(pk=period_id).values_list("organization_id", flat=True).first()
    months = lock_months(organization_id=whose) if whose is not None else []
    period = next((one for one in months if one.pk == period_id), None)
    if period is None:  # the load that opened it was rolled back while the lock was waited for
        raise DomainError("period_gone", "Этого месяца больше нет: загрузку, которая его открыла, отменили.")
    before, after = period.state, TRANSITIONS[act][1]
    if before == after:
        return period
    if not may_change(before, act):
        raise DomainError("period_state", _REFUSALS[act], state=before)
    _check_order(period, act)
    if act == "publish":
        _check_statements(period)
        period.published_at = now
        period.bills_valid_until = period.organization.settings.bill_valid_until(period.month)
        count_readings(organization_id=period.organization_id, month=period.month, now=now)
    if act == "withdraw":
        period.published_at = None
        uncount_readings(organization_id=period.organization_id, month=period.month)
    if act == "close":
        period.closed_at = now
    period.state = after
    period.save(update_fields=["state", "published_at", "closed_at", "bills_valid_until"])
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


def _check_order(period: BillingPeriod, act: str) -> None:
    """Publish and close months one after another, and leave alone what a later month stands on."""
    others = BillingPeriod.objects.filter(organization=period.organization_id)
    if act in ("publish", "close"):
        # A month that has no statements cannot be published, so it holds up nothing.
        has_statements = Exists(Statement.objects.filter(period=OuterRef("pk")))
        done = VISIBLE_STATES if act == "publish" else CLOSED_STATES
        earlier = others.filter(has_statements, month__lt=period.month).exclude(state__in=done)
        first = earlier.order_by("month").first()
        if first is not None:
            text = _OUT_OF_ORDER[act].format(earlier=say_month(first.month))
            raise DomainError("period_order", text, month=first.month.isoformat())
    if act == "withdraw":
        later = others.filter(month__gt=period.month, state__in=VISIBLE_STATES).order_by("month").first()
        if later is not None:
            text = _OUT_OF_ORDER[act].format(
                month=say_month(period.month), later=say_month(later.month), state=later.get_state_display()
            )
            raise DomainError("period_order", text, month=later.month.isoformat())


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
