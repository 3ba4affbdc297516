"""What is due now: the one function that home page, payment page, API, messages and QR ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, Sum

from kvita.accounts.models import BillingAccount
from kvita.billing.models import Statement
from kvita.billing.selectors import newest_statements
from kvita.calc.money import Money
from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment

ZERO = Money(0)


@dataclass(frozen=True, slots=True)
class AmountDue:
    """What one account owes now.

    `payable` is the sum of the newest published statement by the organisation's rule (netting or not), `paid_since`
    the accepted payments not yet counted in a statement. `due` is never negative; `overpaid` is what is left over.
    `statement` is None while nothing is published.
    """

    statement: Statement | None
    payable: Money
    paid_since: Money

    @property
    def due(self) -> Money:
        """What is still to be paid."""
        return max(ZERO, self.payable - self.paid_since)

    @property
    def overpaid(self) -> Money:
        """What was paid above the sum due, counting credit that the statement itself shows when it is netted."""
        return max(ZERO, self.paid_since - self.payable)


def amounts_due(
    accounts: Sequence[BillingAccount], *, statements: Mapping[int, Statement] | None = None
) -> dict[int, AmountDue]:
    """Return what is due for each account (organisation and its settings selected); two queries for all of them.

    A page that has read the newest published statements of these accounts gives them by account and saves a query.
    """
    if statements is None:
        statements = newest_statements([account.pk for account in accounts])
    uncounted = Q(pk__in=[])
    for account in accounts:
        statement = statements.get(account.pk)
        later = Q(account_id=account.pk)
        uncounted |= later & Q(accounting_month__gt=statement.month) if statement else later
    sums = dict(
        Payment.objects.filter(uncounted, state=PaymentState.ACCEPTED)
        .order_by()
        .values_list("account_id")
        .annotate(total=Sum("amount"))
    )
    return {
        account.pk: AmountDue(
            statement=statements.get(account.pk),
            payable=_payable(account, statements.get(account.pk)),
            paid_since=sums.get(account.pk) or ZERO,
        )
        for account in accounts
    }


def amount_due(account: BillingAccount) -> AmountDue:
    """Return what is due for one account."""
    return amounts_due([account])[account.pk]


def newest_payment(account_id: int) -> Payment | None:
    """Return the accepted payment of the latest day, or None."""
    payments = Payment.objects.filter(account_id=account_id, state=PaymentState.ACCEPTED)
    return payments.order_by("-paid_on", "-pk").first()


def _payable(account: BillingAccount, statement: Statement | None) -> Money:
    if statement is None:
        return ZERO
    if account.organization.settings.netting_between_services:
        return statement.closing
    return statement.arrears


@dataclass(frozen=True, slots=True)
class DueChange:
    """What a payment did to the amount due."""

    before: Money
    after: Money


def due_change(account: BillingAccount, payment: Payment) -> DueChange | None:
    """Return the amount due without and with this payment; None once a statement has counted it. Two queries."""
    due = amount_due(account)
    if due.statement is not None and payment.accounting_month <= due.statement.month:
        return None
    without = due.paid_since - payment.amount
    return DueChange(before=max(ZERO, due.payable - without), after=due.due)
