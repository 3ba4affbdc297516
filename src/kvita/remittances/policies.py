"""Keys of operations, the month a payment is counted in, what may still be taken back, who may touch bank files."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from kvita.calc.period import Month
from kvita.housing.policies import EDITORS
from kvita.payments.policies import FURTHEST_AHEAD
from kvita.remittances.formats import BankRow

# Numbers of operations this long are given once by the whole bank; shorter ones by one desk of one bank.
LONG_OPERATION: Final = 10
_LONGEST_KEY: Final = 180


def may_keep_money(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may bring bank files in, choose accounts for payments and see reconciliations."""
    return bool(EDITORS.intersection(roles))


def operation_key(row: BankRow, *, family: str, place: str) -> str:
    """Return the name of an operation at its bank: its number, else account, day, sum and agent.

    Rows without a number that are equal in all of it are told apart by the caller, by counting them in their file. A
    reversal bears the number of what it takes back: it has a name of its own.
    """
    if row.amount < 0:
        return f"back|{_name_of(row, family=family, place=place)}"[: _LONGEST_KEY - 8]
    return _name_of(row, family=family, place=place)


def _name_of(row: BankRow, *, family: str, place: str) -> str:
    if row.operation:
        key = f"op|{row.operation}" if len(row.operation) >= LONG_OPERATION else f"op|{family}|{row.operation}"
        return key[:_LONGEST_KEY]
    day = row.paid_on.isoformat() if row.paid_on else ""
    account = row.account or row.unified_account or row.payer
    return f"row|{family}|{account}|{day}|{row.amount}|{row.agent or place}"[: _LONGEST_KEY - 8]


def is_too_far_ahead(paid_on: dt.date, today: dt.date) -> bool:
    """Tell whether a payment is dated so far in the future that somebody has mistyped the day."""
    return paid_on > today + FURTHEST_AHEAD


def accounting_month(paid_on: dt.date, newest_statement: dt.date | None) -> dt.date:
    """Return the month in whose statement a payment is counted: that of the payment, or the first one not out yet."""
    month = paid_on.replace(day=1)
    if newest_statement is None or month > newest_statement:
        return month
    return Month.of(newest_statement).next.first_day


def is_counted(accounting: dt.date, newest_statement: dt.date | None) -> bool:
    """Tell whether a published statement has counted a payment of this accounting month already."""
    return newest_statement is not None and accounting <= newest_statement
