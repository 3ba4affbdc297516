"""Which part of what is due is old, of which months, and since when it should have been paid."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from kvita.billing.models import Statement
from kvita.billing.selectors import statements_before
from kvita.calc.money import ZERO, Money
from kvita.calc.period import Month
from kvita.payments.selectors.due import AmountDue

KEPT_MONTHS = 36  # the time after which a debt is no longer sued for; older months are «and earlier»


@dataclass(frozen=True, slots=True)
class OldDebt:
    """Debt of earlier months whose day to pay has passed: `months` it is of, oldest first, and the newest such day.

    `is_older_too` says that a part is of months that are not known. `pay_by` is None where no month is.
    """

    amount: Money
    months: tuple[Month, ...] = ()
    pay_by: dt.date | None = None
    is_older_too: bool = False


def carried_over(amount: AmountDue) -> Money:
    """Return how much of the sum due is of earlier months; zero where none certainly is."""
    statement = amount.statement
    if statement is None:
        return ZERO
    older = statement.opening - statement.paid - amount.paid_since
    older += min(ZERO, statement.adjusted) - statement.shortfall
    return older if ZERO < older <= amount.due else ZERO


def old_debt(amount: AmountDue, *, today: dt.date, earlier: Iterable[Statement] | None = None) -> OldDebt | None:
    """Return the debt of earlier months; None where there is none, or its day to pay is still ahead.

    Money counts for the oldest month first, so what is left is of the newest ones. `earlier` are the statements before,
    newest first, with their periods, where the page has read them; else one query, and only where there is a debt.
    """
    rest, statement = carried_over(amount), amount.statement
    if not rest or statement is None:
        return None
    if earlier is None:
        earlier = statements_before(statement, limit=KEPT_MONTHS)
    debt, months, days = ZERO, list[Month](), list[dt.date]()
    for row in earlier:
        part = min(rest, max(ZERO, row.charged + row.adjusted - row.shortfall))
        if part and row.period.pay_by < today:
            debt += part
            months.append(Month.of(row.month))
            days.append(row.period.pay_by)
        rest -= part
        if not rest:
            break
    if not debt + rest:
        return None
    return OldDebt(debt + rest, tuple(reversed(months)), max(days, default=None), is_older_too=bool(rest))
