"""Reads of months: what staff see before publishing."""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Subquery, Sum

from kvita.billing.models import BillingPeriod, Statement
from kvita.calc.money import Money


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
