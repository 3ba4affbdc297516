"""The payment desk of an account: the sum, the payees, the banks, the services to choose from."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kvita.accounts.models import BillingAccount
from kvita.billing.models import StatementLine
from kvita.calc.money import ZERO, Money
from kvita.calc.period import Month
from kvita.core.errors import DomainError
from kvita.housing.enums import PaymentTarget
from kvita.housing.models import Payee
from kvita.housing.selectors import payees_of
from kvita.payments.models import PaymentOrder
from kvita.payments.ports import PaymentProvider
from kvita.payments.selectors import (
    AmountDue,
    OldDebt,
    PayeeDue,
    PayeePaid,
    ServiceDue,
    amount_due,
    divide_due,
    due_lines,
    orders_under_way,
    payees_due,
    payees_paid,
)
from kvita.web.providers import payment_providers


@dataclass(frozen=True, slots=True)
class PaymentDesk:
    """What a payment of this account has to do with: sums by payee, the payee that is paid now, ways to pay.

    `parts` are still to be paid, `done` have been, `under_way` are the orders, by payee, that the bank has not answered
    for: who gets the money of such an order is not paid again without a second thought. `payee` is None while one of
    several has to be chosen, and when the organisation has none. `targets` are what may be paid for (D18).
    """

    due: AmountDue
    parts: list[PayeeDue]
    done: list[PayeePaid]
    under_way: dict[int, PaymentOrder]
    payee: Payee | None
    providers: dict[str, PaymentProvider]
    targets: list[str]
    month: Month

    @property
    def amount(self) -> Money:
        """What is due to the payee that is paid now."""
        return next((part.amount for part in self.parts if part.payee == self.payee), ZERO)

    @property
    def services(self) -> tuple[ServiceDue, ...]:
        """The services of this payee that may be paid one by one."""
        if PaymentTarget.BY_SERVICE not in self.targets:
            return ()
        return next((part.services for part in self.parts if part.payee == self.payee), ())

    @property
    def takes_all(self) -> bool:
        """True unless each service has to be paid on its own, and there are services to choose from."""
        return self.targets != [PaymentTarget.BY_SERVICE] or not self.services

    @property
    def is_open(self) -> bool:
        """True when the payee has a contract and a bank is connected."""
        return self.payee is not None and self.payee.accepts_online and bool(self.providers)

    @property
    def has_choice(self) -> bool:
        """True when several payees share the sum, at least one of them payable here or paid, and none is chosen."""
        is_ours = bool(self.done) or any(part.payee.accepts_online for part in self.parts)
        return self.payee is None and bool(self.parts) and self.is_shared and is_ours

    @property
    def is_shared(self) -> bool:
        """True when several payees share the sum, or have shared it before some of them were paid."""
        return self.payees_count > 1

    @property
    def done_count(self) -> int:
        """How many payees have been paid."""
        return len(self.done)

    @property
    def payees_count(self) -> int:
        """How many payees share the sum, paid or not."""
        return len(self.parts) + len(self.done)

    @property
    def whole(self) -> Money:
        """What all payees were to get before any of them was paid."""
        return Money.total([*(one.amount for one in self.done), *(part.amount for part in self.parts)])

    @property
    def begun(self) -> PaymentOrder | None:
        """The order to the payee that is paid now, while the bank has not answered for it."""
        return self.under_way.get(self.payee.pk) if self.payee is not None else None

    @property
    def rows(self) -> list[tuple[PayeeDue, PaymentOrder | None]]:
        """The payees still to be paid, each with the order that the bank has not answered for."""
        return [(part, self.under_way.get(part.payee.pk)) for part in self.parts]

    @property
    def queue(self) -> list[PayeeDue]:
        """The payees to go on with: those whose money is not under way already."""
        return [part for part in self.parts if part.payee.pk not in self.under_way]

    @property
    def next_part(self) -> PayeeDue | None:
        """The payee to go on with: the first that can be paid in the cabinet, else the first."""
        return self.after(None)

    def after(self, payee: Payee | None) -> PayeeDue | None:
        """Return whom to go on with when this payee is passed over."""
        queue = [part for part in self.queue if part.payee != payee]
        return next((part for part in queue if part.payee.accepts_online), queue[0] if queue else None)

    def require(self, provider_key: str) -> tuple[Payee, PaymentProvider]:
        """Return the payee and the bank of this key. Raises `DomainError` "payee" where that cannot be paid."""
        if self.payee is None or not self.is_open or provider_key not in self.providers:
            raise DomainError("payee", "Оплата в кабинете сейчас недоступна. Заплатите по реквизитам из квитанции.")
        return self.payee, self.providers[provider_key]


def payment_desk(account: BillingAccount, *, today: dt.date, payee_id: int | None = None) -> PaymentDesk:
    """Return what a payment of this account has to do with (organisation with settings selected).

    Without `payee_id` the payee is the only one that is owed, or the main one when nothing is due; the last of several
    that share the sum is chosen like the others, beside those that have been paid.
    """
    due = amount_due(account)
    settings = account.organization.settings
    payees = payees_of(account.organization_id)
    parts = payees_due(account, due, payees)
    done = payees_paid(account, due, parts)
    if payee_id is not None:
        payee = next((one for one in payees if one.pk == payee_id), None)
    elif parts and len(parts) + len(done) > 1:
        payee = None
    else:
        payee = parts[0].payee if parts else (payees[0] if payees else None)
    return PaymentDesk(
        due=due,
        parts=parts,
        done=done,
        under_way=orders_under_way(account) if due.under_way else {},
        payee=payee,
        providers=payment_providers(settings, payee=payee) if payee is not None and payee.accepts_online else {},
        targets=list(settings.payment_targets) or [PaymentTarget.TOTAL],
        month=Month.of(due.statement.month if due.statement is not None else today),
    )


@dataclass(frozen=True, slots=True)
class DueActs:
    """What can be done about the sum due: pay what is left in the cabinet, pay the old debt alone.

    `paid_lines` are the lines of the statement, by their keys, that were paid since.
    """

    is_payable: bool = True
    is_debt_payable: bool = False
    paid_lines: frozenset[int] = frozenset()


def due_acts(
    account: BillingAccount,
    due: AmountDue,
    *,
    debt: OldDebt | None,
    is_begun: bool,
    lines: Sequence[StatementLine] | None = None,
) -> DueActs:
    """Return what can be done about the sum due. `lines` are those of the statement, where the page has them.

    No query where nothing is old and nobody has begun to pay payee by payee (`is_begun`): the payment page tells all.
    """
    if not due.due or not (is_begun or debt):
        return DueActs()
    payees = payees_of(account.organization_id)
    if not payees:
        return DueActs(is_payable=False)
    division = divide_due(account, due, payees, lines if lines is not None else due_lines(due))
    payable = [part for part in division.parts if part.payee.accepts_online]
    alone = len(division.parts) == 1 and debt is not None and debt.amount < due.due
    return DueActs(bool(payable), is_debt_payable=alone and bool(payable), paid_lines=division.paid_lines)
