"""What is due now: the one function that home page, payment page, API, messages and QR ask."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max, OuterRef, Subquery, Sum

from kvita.accounts.models import BillingAccount
from kvita.billing.models import Statement
from kvita.billing.selectors import credit_of, newest_statement_rows, newest_statements, payable_of
from kvita.calc.money import ZERO, Money
from kvita.calc.period import Month
from kvita.payments.enums import OrderState, PaymentState
from kvita.payments.models import Payment, PaymentOrder

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
# All accepted payments of the account of the outer query: nothing is published that could count them.
_PAID = (
    Payment.objects.filter(account_id=OuterRef("pk"), state=PaymentState.ACCEPTED)
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
    never negative; `overpaid` is what is left over. `under_way` is what was begun to be paid, whoever began it, and the
    bank has not answered for yet; `under_way_order` is the newest order of it, by its public id.
    `statement` is None while nothing is published.
    """

    statement: Statement | None
    payable: Money
    paid_since: Money
    credit: Money = ZERO
    under_way: Money = ZERO
    under_way_order: uuid.UUID | None = None

    @property
    def due(self) -> Money:
        """What is still to be paid."""
        return max(ZERO, self.payable - self.credit - self.paid_since)

    @property
    def overpaid(self) -> Money:
        """What was paid above the sum due, counting credit that the statement itself shows when it is netted."""
        return max(ZERO, self.paid_since + self.credit - self.payable)

    @property
    def is_waiting(self) -> bool:
        """True when all that is due may have been paid already: only the bank's answer is missing."""
        return ZERO < self.due <= self.under_way


def amounts_due(
    accounts: Sequence[BillingAccount], *, statements: Mapping[int, Statement] | None = None
) -> dict[int, AmountDue]:
    """Return what is due for each account (organisation and its settings selected).

    One query for all accounts that have a statement, one more for those that have none yet. A page that has read the
    newest published statements of these accounts gives them by account.
    """
    ids = [account.pk for account in accounts]
    given = None if statements is None else [statement.pk for statement in statements.values()]
    rows = newest_statement_rows(ids) if given is None else Statement.objects.filter(pk__in=given)
    asked = rows.annotate(paid_later=Subquery(_PAID_LATER), **_under_way("account_id"))
    found = {row.account_id: row for row in asked} if given != [] else {}
    known = statements if statements is not None else found
    others = [key for key in ids if key not in found]
    rest = BillingAccount.objects.filter(pk__in=others).annotate(paid_later=Subquery(_PAID), **_under_way("pk"))
    sums = {**found, **({row.pk: row for row in rest.only("pk")} if others else {})}
    return {account.pk: _amount_due(account, known.get(account.pk), sums[account.pk]) for account in accounts}


def _under_way(account: str) -> dict[str, Subquery]:
    """Return what the outer query, whose account is in `account`, is to be told of payments without an answer."""
    orders = PaymentOrder.objects.filter(account_id=OuterRef(account), state=OrderState.PENDING)
    total = orders.order_by().values("account_id").annotate(total=Sum("amount")).values("total")
    return {"begun": Subquery(total), "begun_order": Subquery(orders.order_by("-pk").values("public_id")[:1])}


def _amount_due(account: BillingAccount, statement: Statement | None, sums: Any) -> AmountDue:
    return AmountDue(
        statement=statement,
        payable=payable_of(account, statement) if statement else ZERO,
        paid_since=sums.paid_later or ZERO,
        credit=credit_of(account, statement) if statement else ZERO,
        under_way=sums.begun or ZERO,
        under_way_order=sums.begun_order,
    )


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
