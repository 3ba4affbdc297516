"""Balances that do not follow from the month before: told to the accountant, never refused."""

import datetime as dt
from dataclasses import dataclass

from kvita.calc.money import Money
from kvita.exchange.kinds.statements.sql import LINE, STAGE, STATEMENT, fetch

_LAST_MONTH = "st.account_id = {0}.account_id AND st.month = %s AND st.is_current"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One service of one account: the closing balance of the month before and the opening one of this month."""

    account: str
    service: str
    closing: Money
    opening: Money


def find_discrepancies(month: dt.date, *, limit: int) -> tuple[int, list[Discrepancy]]:
    """Return how many openings of the month differ from the closings of the month before, and the first of them.

    An account without a statement in the month before has nothing to differ from.
    """
    before = (month - dt.timedelta(days=1)).replace(day=1)
    parameters = [before, month, before, month, month, month]
    source = f"({_changed()} UNION ALL {_dropped()}) found"
    count = int(fetch(f"SELECT count(*) FROM {source}", parameters)[0][0])
    if not count:
        return 0, []
    rows = fetch(
        f"SELECT a.payment_code, v.name, found.closing, found.opening FROM {source} "
        "JOIN accounts_billingaccount a ON a.id = found.account_id JOIN tariffs_service v ON v.id = found.service_id "
        "ORDER BY a.payment_code, v.position, v.name LIMIT %s",
        [*parameters, limit],
    )
    return count, [Discrepancy(code, name, Money(int(was)), Money(int(now))) for code, name, was, now in rows]


def _changed() -> str:
    """Rows of the file whose opening is not the closing before (parameters: month before, month)."""
    return (
        f"SELECT s.account_id, s.service_id, COALESCE(l.closing, 0) AS closing, s.opening FROM {STAGE} s "
        f"JOIN {STATEMENT} st ON {_LAST_MONTH.format('s')} "
        f"LEFT JOIN {LINE} l ON l.statement_id = st.id AND l.service_id = s.service_id "
        "WHERE s.month = %s AND s.opening <> COALESCE(l.closing, 0)"
    )


def _dropped() -> str:
    """Balances that neither the file nor the statement of this month carries on (month before, month three times)."""
    return (
        f"SELECT st.account_id, l.service_id, l.closing, 0 AS opening FROM {STATEMENT} st "
        f"JOIN {LINE} l ON l.statement_id = st.id AND l.closing <> 0 WHERE st.month = %s AND st.is_current "
        f"AND st.account_id IN (SELECT account_id FROM {STAGE} WHERE month = %s) "
        f"AND NOT EXISTS (SELECT 1 FROM {STAGE} s WHERE s.account_id = st.account_id AND s.service_id = l.service_id "
        "AND s.month = %s) "
        f"AND NOT EXISTS (SELECT 1 FROM {STATEMENT} now JOIN {LINE} kept ON kept.statement_id = now.id "
        "AND kept.service_id = l.service_id WHERE now.account_id = st.account_id AND now.is_current "
        "AND now.month = %s)"
    )
