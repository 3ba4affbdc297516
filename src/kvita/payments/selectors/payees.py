"""Whom an account owes what: the sum due divided by payees and by services."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kvita.accounts.models import BillingAccount
from kvita.billing.models import StatementLine
from kvita.billing.selectors import payable_by_payee
from kvita.calc.money import ZERO, Money
from kvita.housing.models import Payee
from kvita.payments.enums import PaymentState
from kvita.payments.models import Payment
from kvita.payments.selectors.due import AmountDue


@dataclass(frozen=True, slots=True)
class ServiceDue:
    """What is due for one service."""

    service_id: int
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PayeeDue:
    """What is due to one payee, with the services that can be paid one by one (none when they cannot be told apart)."""

    payee: Payee
    amount: Money
    services: tuple[ServiceDue, ...] = ()


@dataclass(frozen=True, slots=True)
class PayeePaid:
    """A payee that was paid in the cabinet since the statement and gets nothing more; `payment` is the last one."""

    payee: Payee
    amount: Money
    payment: Payment


def payees_paid(account: BillingAccount, due: AmountDue, parts: Sequence[PayeeDue]) -> list[PayeePaid]:
    """Return the payees that need no more, in the order in which they were paid; one query at most.

    Money given back counts off, and a payee that stands in `parts` (`payees_due`) still waits.
    """
    waiting = {part.payee.pk for part in parts}
    found: dict[int, PayeePaid] = {}
    for payment in _paid_since(account, due):
        attempt = payment.attempt or (payment.refund.attempt if payment.refund else None)
        if attempt is None or attempt.order.payee_id in waiting:
            continue
        payee, before = attempt.order.payee, found.get(attempt.order.payee_id)
        amount = payment.amount + (before.amount if before is not None else ZERO)
        last = payment if payment.attempt is not None or before is None else before.payment
        found[payee.pk] = PayeePaid(payee, amount, last)
    return [one for one in found.values() if one.amount > ZERO]


@dataclass(frozen=True, slots=True)
class DueDivision:
    """The sum due by payee, and the lines of the statement, by their keys, that need no more money."""

    parts: list[PayeeDue]
    paid_lines: frozenset[int]


def payees_due(account: BillingAccount, due: AmountDue, payees: Sequence[Payee]) -> list[PayeeDue]:
    """Return what is due to each payee, the main one first; together exactly `due.due`. Two queries.

    A service without a payee of its own, or with one that is not in `payees`, is the main payee's. What was paid online
    since the statement is taken off the payee, and the services, that it was paid for; other payments off the payees in
    order. Where an overpayment of one payee nets the debt to another, nothing can be divided: all is the main payee's.
    """
    if not payees or due.statement is None:
        return [PayeeDue(payees[0], due.due)] if payees else []
    return divide_due(account, due, payees, due_lines(due)).parts


def due_lines(due: AmountDue) -> list[StatementLine]:
    """Return the lines of the statement that is due, with their services; one query."""
    lines = StatementLine.objects.filter(statement=due.statement).select_related("service")
    return list(lines.order_by("position", "pk"))


def divide_due(
    account: BillingAccount, due: AmountDue, payees: Sequence[Payee], lines: Sequence[StatementLine]
) -> DueDivision:
    """Return `payees_due` of these lines, all of the statement that is due; one query where it was paid for."""
    known = {payee.pk: payee for payee in payees}
    owned = {line.pk: line.service.payee_id if line.service.payee_id in known else payees[0].pk for line in lines}
    sums = payable_by_payee(account, lines, main=payees[0].pk, known=known)
    if Money.total(sums.values()) != due.payable:
        sums, owned = {payees[0].pk: due.payable - due.credit}, dict.fromkeys(owned, payees[0].pk)
    paid = _paid_since(account, due)
    left, mixed = _less_paid(sums, list(known), paid)
    services = _services([line for line in lines if owned[line.pk] not in mixed], paid)
    parts = [
        PayeeDue(
            known[key],
            left[key],
            tuple(services[line.pk] for line in lines if owned[line.pk] == key and line.pk in services),
        )
        for key in known
        if left.get(key, ZERO) > ZERO
    ]
    owing = {part.payee.pk for part in parts}
    return DueDivision(
        parts,
        frozenset(
            line.pk
            for line in lines
            if line.closing > ZERO
            and (owned[line.pk] not in owing or (owned[line.pk] not in mixed and line.pk not in services))
        ),
    )


def _paid_since(account: BillingAccount, due: AmountDue) -> list[Payment]:
    if due.statement is None or not due.paid_since:
        return []
    rows = Payment.objects.filter(account=account, accounting_month__gt=due.statement.month)
    rows = rows.filter(state=PaymentState.ACCEPTED)
    return list(rows.select_related("attempt__order__payee", "refund__attempt__order__payee").order_by("pk"))


def _less_paid(
    sums: Mapping[int, Money], order: Sequence[int], paid: Iterable[Payment]
) -> tuple[dict[int, Money], set[int]]:
    """Return what is left for each payee, and the payees that got money which does not tell for which services."""
    left, free, mixed = dict(sums), ZERO, set[int]()
    for payment in paid:
        attempt = payment.attempt or (payment.refund.attempt if payment.refund else None)
        key = attempt.order.payee_id if attempt is not None else None
        if key in left:
            left[key] -= payment.amount
            if payment.attempt is None or not payment.attempt.order.split:
                mixed.add(key)
        else:
            free += payment.amount
    for key in order:  # what one payee got too much is not lost: it lessens what is due as a whole
        if key in left and left[key] < ZERO:
            free, left[key] = free - left[key], ZERO
    for key in order:
        if key in left:
            part = min(left[key], free)
            left[key], free = left[key] - part, free - part
            mixed |= {key} if part else set()
    return left, mixed


def _services(lines: Iterable[StatementLine], paid: Sequence[Payment]) -> dict[int, ServiceDue]:
    """Return what is left of each line that needs money, after the payments that tell for which services they were."""
    taken: dict[int, Money] = {}
    for payment in paid:
        for service_id, kopecks in payment.attempt.order.split if payment.attempt is not None else ():
            taken[service_id] = taken.get(service_id, ZERO) + Money(kopecks)
    left = {line.pk: line.closing - taken.get(line.service_id, ZERO) for line in lines}
    return {
        line.pk: ServiceDue(line.service_id, line.service.name, left[line.pk]) for line in lines if left[line.pk] > ZERO
    }
