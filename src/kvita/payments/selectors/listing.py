"""The list of payments of an account."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from kvita.accounts.models import BillingAccount
from kvita.calc.money import Money
from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment


@dataclass(frozen=True, slots=True)
class PaymentList:
    """Payments of a period, newest first, with their number and sum over the whole period, not only of one page."""

    rows: QuerySet[Payment]
    count: int
    total: Money


def payments_of(account: BillingAccount, *, since: dt.date | None = None, until: dt.date | None = None) -> PaymentList:
    """Return accepted payments made from the month `since` through the month `until` (first days of months)."""
    rows = Payment.objects.filter(account=account, state=PaymentState.ACCEPTED).order_by("-paid_on", "-pk")
    if since is not None:
        rows = rows.filter(paid_on__gte=since)
    if until is not None:
        rows = rows.filter(paid_on__lt=(until + dt.timedelta(days=32)).replace(day=1))
    sums = rows.order_by().aggregate(count=Count("pk"), total=Sum("amount"))
    return PaymentList(rows=rows, count=sums["count"], total=sums["total"] or Money(0))


def newest_payments(account_id: int, *, limit: int) -> list[Payment]:
    """Return the last accepted payments, newest first; one query."""
    rows = Payment.objects.filter(account_id=account_id, state=PaymentState.ACCEPTED)
    return list(rows.order_by("-paid_on", "-pk")[:limit])


def payment_of(account: BillingAccount, payment_id: int) -> Payment | None:
    """Return an accepted payment of this account with all that its confirmation tells, or None; one query."""
    return _with_confirmation().filter(account=account, pk=payment_id).first()


def payment_to_confirm(payment_id: int) -> Payment | None:
    """Return an accepted payment as `payment_of` does, for a letter that somebody entitled has asked for; or None."""
    return _with_confirmation().filter(pk=payment_id).first()


def _with_confirmation() -> QuerySet[Payment]:
    rows = Payment.objects.filter(state=PaymentState.ACCEPTED)
    return rows.select_related(
        "account__organization",
        "account__premise__building",
        "attempt__order__payee",
        "attempt__order__user",
        "refund__attempt__order__user",
    )


def months_paid(account: BillingAccount) -> list[dt.date]:
    """Return the months (first days) in which there are accepted payments, newest first; one query."""
    rows = Payment.objects.filter(account=account, state=PaymentState.ACCEPTED)
    return list(rows.dates("paid_on", "month", order="DESC"))
