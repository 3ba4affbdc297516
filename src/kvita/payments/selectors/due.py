"""What is due now: the one function that home page, payment page, API, messages and QR ask."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Max, OuterRef, Q, Subquery, Sum

from kvita.accounts.models import BillingAccount
from kvita.billing.models import Statement
from kvita.billing.selectors import credit_of, newest_statement_rows, newest_statements, payable_of
from kvita.calc.money import ZERO, Money
from kvita.calc.period import Month
from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment

# The sum of the accepted payments that the statement of the outer query does not count yet.
_PAID_LATER = (
    Payment.objects.filter(
        account_id=OuterRef("account_id"), accounting_month__gt=OuterRef("month"), state=PaymentState.ACCEPTED
    )
    .order_by()
    .values("account_id")
    .annotate(total=Sum("amount"))
    .values("total")
)


@dataclass(frozen=True, slots=True)
class AmountDue:
    """What one account owes now.

    `payable` is the sum of the newest published statement by the organisation's rule (netting or not), `credit` what a
    netted statement says was overpaid, `paid_since` the accepted payments not yet counted in a statement. `due` is
    never negative; `overpaid` is what is left over.
    `statement` is None while nothing is published.
    """

    statement: Statement | None
    payable: Money
    paid_since: Money
    credit: Money = ZERO

    @property
    def due(self) -> Money:
        """What is still to be paid."""
        return max(ZERO, self.payable - self.credit - self.paid_since)

    @property
    def overpaid(self) -> Money:
        """What was paid above the sum due, counting credit that the statement itself shows when it is netted."""
        return max(ZERO, self.paid_since + self.credit - self.payable)


def amounts_due(
    accounts: Sequence[BillingAccount], *, statements: Mapping[int, Statement] | None = None
) -> dict[int, AmountDue]:
    """Return what is due for each account (organisation and its settings selected).

    One query for all accounts that have a statement, one more for those that have none yet. A page that has read the
    newest published statements of these accounts gives them by account.
    """
    ids = [account.pk for account in accounts]
    if statements is None:
        rows = list(newest_statement_rows(ids).annotate(paid_later=Subquery(_PAID_LATER)))
        statements = {row.account_id: row for row in rows}
        sums = {row.account_id: row.paid_later for row in rows}
        if without := [key for key in ids if key not in statements]:
            sums |= _sums(Q(account_id__in=without))
    else:
        sums = _sums(_uncounted(ids, statements))
    return {
        account.pk: AmountDue(
            statement=statements.get(account.pk),
            payable=payable_of(account, statement) if (statement := statements.get(account.pk)) else ZERO,
            paid_since=sums.get(account.pk) or ZERO,
            credit=credit_of(account, statement) if statement else ZERO,
        )
        for account in accounts
    }


def _uncounted(account_ids: Iterable[int], statements: Mapping[int, Statement]) -> Q:
    """Select the payments that the newest statement of their account does not count; all where there is none."""
    condition = Q(pk__in=[])
    for key in account_ids:
        statement = statements.get(key)
        of_account = Q(account_id=key)
        condition |= of_account & Q(accounting_month__gt=statement.month) if statement else of_account
    return condition


def _sums(condition: Q) -> dict[int, Money]:
    payments = Payment.objects.filter(condition, state=PaymentState.ACCEPTED).order_by()
    return dict(payments.values_list("account_id").annotate(total=Sum("amount")))


def amount_due(account: BillingAccount) -> AmountDue:
    """Return what is due for one account."""
    return amounts_due([account])[account.pk]


def newest_payment(account_id: int) -> Payment | None:
    """Return the accepted payment of the latest day, or None."""
    payments = Payment.objects.filter(account_id=account_id, state=PaymentState.ACCEPTED)
    return payments.order_by("-paid_on", "-pk").first()


@dataclass(frozen=True, slots=True)
class DueChange:
    """What a payment did to the amount due."""

    before: Money
    after: Money
    overpaid: Money


def due_change(account: BillingAccount, payment: Payment) -> DueChange | None:
    """Return the amount due without and with this payment; None once a statement has counted it. Two queries."""
    due = amount_due(account)
    if due.statement is not None and payment.accounting_month <= due.statement.month:
        return None
    without = replace(due, paid_since=due.paid_since - payment.amount)
    return DueChange(before=without.due, after=due.due, overpaid=due.overpaid)


def accounting_month(account_id: int, paid_on: dt.date) -> dt.date:
    """Return the calendar month of a payment; the next one when that month's statement is out and cannot count it."""
    month = Month.of(paid_on)
    statement = newest_statements([account_id]).get(account_id)
    if statement is not None:
        month = max(month, Month.of(statement.month).next)
    return month.first_day


def last_counted_day(account_id: int, month: Month) -> dt.date | None:
    """Return the day of the newest accepted payment that the statement of a month counts; one query."""
    counted = Payment.objects.filter(
        account_id=account_id, accounting_month__lte=month.first_day, state=PaymentState.ACCEPTED
    )
    day: dt.date | None = counted.aggregate(day=Max("paid_on"))["day"]
    return day
