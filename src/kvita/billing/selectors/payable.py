"""What a statement asks for: the one answer that pages, bill, payments and messages share."""

from collections.abc import Collection, Iterable

from kvita.accounts.models import BillingAccount
from kvita.billing.models import Statement, StatementLine
from kvita.calc.balance import payable, standing
from kvita.calc.money import ZERO, Money


def payable_of(account: BillingAccount, statement: Statement) -> Money:
    """Return what a statement asks for, never below zero; the account has its organisation's settings selected."""
    return payable(_balances(statement), netting=_netting(account))


def credit_of(account: BillingAccount, statement: Statement) -> Money:
    """Return the credit of a statement that later charges will use up as a whole; zero where nothing is netted."""
    return max(ZERO, -Money.total(standing(part, netting=_netting(account)) for part in _balances(statement)))


def payable_by_payee(
    account: BillingAccount, lines: Iterable[StatementLine], *, main: int, known: Collection[int]
) -> dict[int, Money]:
    """Return what each payee is asked for, by its key, in the order of the lines; `main` has what no other `known` has.

    The sum may differ from `payable_of` where an overpayment of one payee nets the debt to another: such a sum cannot
    be divided, and the caller gives all of it to the main payee.
    """
    sums: dict[int, Money] = {}
    for line in lines:
        own = line.service.payee_id
        key = own if own is not None and own in known else main
        sums[key] = sums.get(key, ZERO) + standing(line.closing, netting=_netting(account))
    return {key: amount for key, amount in sums.items() if amount > ZERO}


def _balances(statement: Statement) -> tuple[Money, Money]:
    """Return what is owed and what is overpaid: the statement keeps both sums of its lines."""
    return statement.arrears, -statement.credit


def _netting(account: BillingAccount) -> bool:
    return account.organization.settings.netting_between_services
