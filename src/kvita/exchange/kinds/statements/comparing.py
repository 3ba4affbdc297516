"""What the staged rows change: duplicates, new, changed, unchanged and vanishing lines, balances that do not follow."""

import datetime as dt
from collections.abc import Iterable, Sequence

from kvita.exchange.kinds.statements import sql
from kvita.exchange.kinds.statements.columns import MONEY, SAID_OF_BILL, STORED
from kvita.exchange.kinds.statements.sql import DIFF, LINE, STAGE, STATEMENT, fetch

_SAME_STATEMENT = "st.account_id = s.account_id AND st.month = s.month AND st.is_current"


def duplicates() -> Iterable[tuple[int, int]]:
    """Return (line, line of the first) of rows that name the same service of the same account and month again."""
    keys = "account_id, month, service_id"
    return fetch(
        f"SELECT s.line, twice.first FROM {STAGE} s JOIN (SELECT {keys}, min(line) AS first FROM {STAGE} "
        f"GROUP BY {keys} HAVING count(*) > 1) twice ON s.account_id = twice.account_id AND s.month = twice.month "
        "AND s.service_id = twice.service_id WHERE s.line > twice.first ORDER BY s.line"
    )


def contradictions() -> Iterable[int]:
    """Return lines of rows that name another number or another last day of a bill than other rows of it."""
    differ = " OR ".join(f"min({name}) <> max({name})" for name in SAID_OF_BILL)
    return [
        int(line)
        for (line,) in fetch(
            f"SELECT max(line) FROM {STAGE} GROUP BY account_id, month HAVING {differ} ORDER BY max(line)"
        )
    ]


def has_statements(months: Sequence[dt.date], organization_id: int) -> bool:
    """Tell whether any of these months has a statement already; if none, every row is new."""
    found = fetch(
        f"SELECT 1 FROM {STATEMENT} st JOIN billing_billingperiod p ON p.id = st.period_id "
        f"WHERE p.organization_id = %s AND p.month IN ({sql.marks(months)}) LIMIT 1",
        [organization_id, *months],
    )
    return bool(found)


def compare() -> None:
    """Make the table DIFF: for each staged row its statement and line, and whether the line differs.

    A volume printed with two decimals is the same as a stored one that rounds to it: a bill prints less than is known.
    """
    of_bill = (sql.differs(name, "st", "s") for name in SAID_OF_BILL)
    differs = " OR ".join([*(sql.differs(name, "l", "s") for name in STORED), *of_bill])
    sql.temporary(
        DIFF,
        f"SELECT s.n, st.id AS statement_id, l.id AS line_id, "
        f"CASE WHEN l.id IS NULL THEN 'new' WHEN {differs} THEN 'changed' ELSE 'unchanged' END AS fate "
        f"FROM {STAGE} s LEFT JOIN {STATEMENT} st ON {_SAME_STATEMENT} "
        f"LEFT JOIN {LINE} l ON l.statement_id = st.id AND l.service_id = s.service_id",
        keys=["n", "line_id"],
    )
    sql.settle(STAGE, ["n"])


def count_fates() -> dict[str, int]:
    """Return the number of rows by fate."""
    return dict(fetch(f"SELECT fate, count(*) FROM {DIFF} GROUP BY fate"))


def vanishing(months: Sequence[dt.date]) -> str:
    """Return the query of lines (id, statement_id) that the database has and the file, which has the account, not."""
    return (
        f"SELECT l.id, l.statement_id FROM {LINE} l "
        f"JOIN (SELECT DISTINCT statement_id FROM {DIFF} WHERE statement_id IS NOT NULL) mine "
        f"ON mine.statement_id = l.statement_id JOIN {STATEMENT} st ON st.id = l.statement_id "
        f"WHERE st.month IN ({sql.marks(months)}) "
        f"AND NOT EXISTS (SELECT 1 FROM {DIFF} d WHERE d.line_id = l.id)"
    )


def count_vanishing() -> int:
    """Return how many lines `vanishing` chooses: all lines of the statements that the file names, but for its own."""
    return int(
        fetch(
            f"SELECT (SELECT count(*) FROM {LINE} l JOIN (SELECT DISTINCT statement_id FROM {DIFF}) mine "
            f"ON mine.statement_id = l.statement_id) - (SELECT count(line_id) FROM {DIFF})"
        )[0][0]
    )


def count_accounts() -> int:
    """Return how many accounts the file names."""
    return int(fetch(f"SELECT count(DISTINCT account_id) FROM {STAGE}")[0][0])


def staged_sums() -> dict[str, int]:
    """Return the sum of each money column of the file, in kopecks."""
    row = fetch(f"SELECT {', '.join(f'sum({name})' for name in MONEY)} FROM {STAGE}")[0]
    return {name: int(value or 0) for name, value in zip(MONEY, row, strict=True)}


def differences() -> dict[str, int]:
    """Return by how many kopecks each money column of the database changes, vanishing lines left out."""
    sums = ", ".join(f"sum(s.{name}) - sum(COALESCE(l.{name}, 0))" for name in MONEY)
    row = fetch(f"SELECT {sums} FROM {STAGE} s JOIN {DIFF} d ON d.n = s.n LEFT JOIN {LINE} l ON l.id = d.line_id")[0]
    return {name: int(value or 0) for name, value in zip(MONEY, row, strict=True)}


def sums_of_lines(lines: str, parameters: Sequence[object]) -> dict[str, int]:
    """Return the sum of each money column over the lines that a query (id, …) chooses."""
    sums = ", ".join(f"sum(l.{name})" for name in MONEY)
    row = fetch(f"SELECT {sums} FROM {LINE} l JOIN ({lines}) chosen ON chosen.id = l.id", parameters)[0]
    return {name: int(value or 0) for name, value in zip(MONEY, row, strict=True)}
