"""What the rows of components say beside the rows of their lines: repeated, without a line, another sum, news."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kvita.calc.money import Money
from kvita.exchange.kinds.statements import sql
from kvita.exchange.kinds.statements.columns import SAID_OF_PART
from kvita.exchange.kinds.statements.sql import DIFF, LINE, PART, PART_STAGE, STAGE, fetch

_KEYS: Final = ("account_id", "month", "service_id")


def same_line(one: str, other: str) -> str:
    """Return the condition that two staged rows are about one line."""
    return " AND ".join(f"{one}.{key} = {other}.{key}" for key in _KEYS)


def repeated_parts() -> Iterable[tuple[int, int]]:
    """Return (line, line of the first) of rows that name a component of a line again."""
    keys = ", ".join((*_KEYS, "name"))
    return fetch(
        f"SELECT p.line, twice.first FROM {PART_STAGE} p JOIN (SELECT {keys}, min(line) AS first FROM {PART_STAGE} "
        f"GROUP BY {keys} HAVING count(*) > 1) twice ON {same_line('p', 'twice')} AND p.name = twice.name "
        "WHERE p.line > twice.first ORDER BY p.line"
    )


def parts_without_line() -> Iterable[tuple[int, str]]:
    """Return line of the file and service of components whose line the file does not have."""
    return fetch(
        f"SELECT p.line, v.name FROM {PART_STAGE} p JOIN tariffs_service v ON v.id = p.service_id "
        f"WHERE NOT EXISTS (SELECT 1 FROM {STAGE} s WHERE {same_line('s', 'p')}) ORDER BY p.line"
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """A line whose components make another sum than it was charged."""

    account: str
    service: str
    charged: Money
    parts: Money


def gaps(*, limit: int) -> tuple[int, list[Gap]]:
    """Return how many lines of the file have components that make another sum, and the first of them."""
    keys = ", ".join(_KEYS)
    source = (
        f"FROM {STAGE} s JOIN (SELECT {keys}, sum(charged) AS total FROM {PART_STAGE} GROUP BY {keys}) sums "
        f"ON {same_line('s', 'sums')} AND sums.total <> s.charged"
    )
    count = int(fetch(f"SELECT count(*) {source}")[0][0])
    if not count:
        return 0, []
    rows = fetch(
        f"SELECT a.payment_code, v.name, s.charged, sums.total {source} "
        "JOIN accounts_billingaccount a ON a.id = s.account_id JOIN tariffs_service v ON v.id = s.service_id "
        "ORDER BY s.n LIMIT %s",
        [limit],
    )
    return count, [Gap(code, name, Money(int(charged)), Money(int(total))) for code, name, charged, total in rows]


def mark_news() -> None:
    """Call a line of DIFF changed whose components in the file are not those that are stored."""
    differs = " OR ".join(sql.differs(name, "old", "p") for name in SAID_OF_PART)
    stored = "old.statement_id = d.statement_id AND old.service_id = s.service_id"
    named = f"SELECT 1 FROM {PART_STAGE} p WHERE {same_line('p', 's')}"
    sql.run(
        f"UPDATE {DIFF} SET fate = 'changed' WHERE fate = 'unchanged' AND n IN ("
        f"SELECT d.n FROM {DIFF} d JOIN {STAGE} s ON s.n = d.n JOIN {PART_STAGE} p ON {same_line('p', 's')} "
        f"LEFT JOIN {PART} old ON {stored} AND old.name = p.name WHERE old.id IS NULL OR {differs} "
        f"UNION SELECT d.n FROM {DIFF} d JOIN {STAGE} s ON s.n = d.n JOIN {PART} old ON {stored} "
        f"WHERE EXISTS ({named}) AND NOT EXISTS ({named} AND p.name = old.name))"
    )


def count_outdated() -> int:
    """Return how many lines lose their stored components: the file names a new sum and no components."""
    return int(
        fetch(
            f"SELECT count(DISTINCT l.id) FROM {DIFF} d JOIN {STAGE} s ON s.n = d.n JOIN {LINE} l ON l.id = d.line_id "
            f"JOIN {PART} old ON old.statement_id = l.statement_id AND old.service_id = l.service_id "
            f"WHERE s.charged <> l.charged AND NOT EXISTS (SELECT 1 FROM {PART_STAGE} p WHERE {same_line('p', 's')})"
        )[0][0]
    )
