"""Keys of operations, the month a payment is counted in, what may still be taken back, who may touch bank files."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from kvita.calc.period import Month
from kvita.housing.policies import EDITORS
from kvita.remittances.formats import BankRow

# Numbers of operations this long are given once by the whole bank; shorter ones by one desk of one bank.
LONG_OPERATION: Final = 10
_LONGEST_KEY: Final = 180
_LONGEST_WORD: Final = 60  # of an account, a payer, an agent in a key


def may_keep_money(roles: Iterable[str]) -> bool:
    """Tell whether one of these roles may bring bank files in, choose accounts for payments and see reconciliations."""
    return bool(EDITORS.intersection(roles))


def operation_key(row: BankRow, *, family: str, place: str, account_id: int | None = None) -> str:
    """Return the name of an operation at its bank: its number, else account, day, sum and agent.

    Where the account is known, it stands for whatever the file calls it: `551533` and `551533/11.2026` are one payment.
    Rows without a number that are equal in all of it are told apart by the caller, by counting them in their file. A
    reversal bears the number of what it takes back: it has a name of its own.
    """
    back = "back|" if row.amount < 0 else ""
    if row.operation:
        key = f"op|{row.operation}" if len(row.operation) >= LONG_OPERATION else f"op|{family}|{row.operation}"
        return f"{back}{key}"[: _LONGEST_KEY - 8] if back else key[:_LONGEST_KEY]
    day = row.paid_on.isoformat() if row.paid_on else ""
    whose = f"acc|{family}|{account_id}"
    if account_id is None:
        whose = f"row|{family}|{(row.account or row.unified_account or row.payer)[:_LONGEST_WORD]}"
    return f"{back}{whose}|{day}|{row.amount}|{(row.agent or place)[:_LONGEST_WORD]}"


def key_at_account(key: str, *, account_id: int, paid_on: dt.date | None, kopecks: int) -> str:
    """Return the name, without its count, that a stored operation of this day and sum has at an account.

    It is "" where the bank's own number names the operation: the account is no part of that.
    """
    money = f"|{paid_on.isoformat() if paid_on else ''}|{kopecks}|"
    whose, found, agent = key.rpartition(money)
    back = "back|" if whose.startswith("back|") else ""
    kind, _, rest = whose.removeprefix(back).partition("|")
    if not found or kind not in ("row", "acc"):
        return ""
    return f"{back}acc|{rest.partition('|')[0]}|{account_id}{money}{agent.rpartition('|')[0][:_LONGEST_WORD]}"


def accounting_month(paid_on: dt.date, newest_statement: dt.date | None) -> dt.date:
    """Return the month in whose statement a payment is counted: that of the payment, or the first one not out yet."""
    month = paid_on.replace(day=1)
    if newest_statement is None or month > newest_statement:
        return month
    return Month.of(newest_statement).next.first_day


def is_counted(accounting: dt.date, newest_statement: dt.date | None) -> bool:
    """Tell whether a published statement has counted a payment of this accounting month already."""
    return newest_statement is not None and accounting <= newest_statement
