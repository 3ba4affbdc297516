"""Reads of statements: residents see current versions of published months only (S1-22)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery, Sum

from kvita.billing.enums import VISIBLE_STATES
from kvita.billing.models import BillingPeriod, Statement
from kvita.calc.money import Money


def published_statements() -> QuerySet[Statement]:
    """Current versions in months that residents may see."""
    return Statement.objects.filter(is_current=True, period__state__in=VISIBLE_STATES)


def newest_statements(account_ids: Iterable[int]) -> dict[int, Statement]:
    """Return the newest published statement of each account that has one, with its period; one query."""
    newest = (
        published_statements()
        .filter(account_id=OuterRef("account_id"))
        .order_by()
        .values("account_id")
        .annotate(last=Max("month"))
        .values("last")
    )
    found = (
        published_statements().filter(account_id__in=list(account_ids), month=Subquery(newest)).select_related("period")
    )
    return {statement.account_id: statement for statement in found}


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """What a month holds, for the person who publishes it.

    `discrepancies` counts accounts whose opening balance differs from the closing balance of the month before.
    """

    statements: int
    charged: Money
    adjusted: Money
    paid: Money
    closing: Money
    discrepancies: int


def period_totals(period: BillingPeriod) -> PeriodTotals:
    """Return the sums over the current statements of a month; two queries."""
    current = Statement.objects.filter(period=period, is_current=True)
    names = ("charged", "adjusted", "paid", "closing")
    sums = current.aggregate(count=Count("pk"), **{name: Sum(name) for name in names})
    previous = (
        Statement.objects.filter(account_id=OuterRef("account_id"), month__lt=period.month, is_current=True)
        .order_by("-month")
        .values("closing")[:1]
    )
    differing = current.annotate(before=Subquery(previous)).exclude(before=None).exclude(opening=F("before"))
    return PeriodTotals(
        statements=sums["count"],
        discrepancies=differing.count(),
        **{name: sums[name] or Money(0) for name in names},
    )
