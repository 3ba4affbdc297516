"""Writes new statements, and changes statements of open months in place."""

import datetime as dt
from collections.abc import Sequence

from kvita.billing.models import Statement, StatementLine
from kvita.exchange.journal import Journal
from kvita.exchange.kinds.statements import sql
from kvita.exchange.kinds.statements.columns import SAID_OF_BILL, STORED
from kvita.exchange.kinds.statements.comparing import vanishing
from kvita.exchange.kinds.statements.part_storing import add_parts_in_place, add_parts_of_new, drop_parts
from kvita.exchange.kinds.statements.sql import DIFF, HEADS, LINE, STAGE, STATEMENT, TOTAL_NAMES, TOUCHED, run
from kvita.exchange.kinds.statements.staging import reserve_ids

_LINE_COLUMNS = f"id, statement_id, service_id, position, volume_source, {', '.join(STORED)}"
_OF_HEAD = "h.account_id = s.account_id AND h.month = s.month"


def create_statements(
    journal: Journal, organization_id: int, now: dt.datetime, *, compared: bool, reason: str = ""
) -> None:
    """Create the statements of accounts that have none in their month, with their totals, and their lines.

    In a published month they become current when their lines are there, and keep the reason.

    `compared` is False when no month has a statement yet: then there is no DIFF, and every row belongs here.
    """
    without = f"JOIN {DIFF} d ON d.n = s.n AND d.statement_id IS NULL" if compared else ""
    count = sql.temporary(
        HEADS,
        "SELECT 0 + row_number() OVER (ORDER BY min(s.n)) AS number, s.account_id, s.month, count(*) AS lines, "
        f"max(s.document_number) AS document_number, max(s.valid_until) AS valid_until, {sql.totals('s')} "
        f"FROM {STAGE} s {without} GROUP BY s.account_id, s.month",
        keys=["account_id, month"],
    )
    if not count:
        return
    first = reserve_ids(Statement, count)
    run(
        f"INSERT INTO {STATEMENT} (id, period_id, account_id, month, version, is_current, {', '.join(TOTAL_NAMES)}, "
        "residents_count, document_number, valid_until, correction_reason, created_at) "
        f"SELECT %s + h.number, p.id, h.account_id, h.month, 1, p.state = 'OPEN', {sql.columns('h', TOTAL_NAMES)}, "
        f"a.residents_count, COALESCE(h.document_number, ''), h.valid_until, "
        "CASE WHEN p.state = 'OPEN' THEN '' ELSE %s END, %s "
        f"FROM {HEADS} h JOIN accounts_billingaccount a ON a.id = h.account_id "
        "JOIN billing_billingperiod p ON p.month = h.month AND p.organization_id = %s",
        [first - 1, reason[:500], now, organization_id],
    )
    journal.created_range(Statement, first, first + count - 1)
    _insert_lines(
        journal,
        f"FROM {STAGE} s JOIN {HEADS} h ON {_OF_HEAD}",
        statement=f"{first - 1} + h.number",
        count=int(sql.fetch(f"SELECT sum(lines) FROM {HEADS}")[0][0]),
        is_all=not compared,
    )
    add_parts_of_new(journal, first)
    make_current(first, count)


def make_current(first: int, count: int) -> None:
    """Let new statements of published months step in, now that their lines are there."""
    run(
        f"UPDATE {STATEMENT} SET is_current = TRUE WHERE id BETWEEN %s AND %s AND NOT is_current",
        [first, first + count - 1],
    )


def add_lines(journal: Journal, months: Sequence[dt.date]) -> None:
    """Add new lines to statements that stand already, in these months."""
    source = (
        f"FROM {STAGE} s JOIN {DIFF} d ON d.n = s.n AND d.fate = 'new' AND d.statement_id IS NOT NULL "
        f"AND s.month IN ({sql.marks(months)})"
    )
    count = int(sql.fetch(f"SELECT count(*) {source}", months)[0][0])
    if count:
        _insert_lines(journal, source, statement="d.statement_id", count=count, is_all=False, parameters=months)


def _insert_lines(
    journal: Journal, source: str, *, statement: str, count: int, is_all: bool, parameters: Sequence[object] = ()
) -> None:
    first = reserve_ids(StatementLine, count)
    number = "s.n" if is_all else "row_number() OVER (ORDER BY s.n)"
    run(
        f"INSERT INTO {LINE} ({_LINE_COLUMNS}) "
        f"SELECT {first - 1} + {number}, {statement}, s.service_id, v.position, '', {sql.columns('s')} "
        f"{source.replace(f'{STAGE} s', f'{STAGE} s JOIN tariffs_service v ON v.id = s.service_id', 1)}",
        parameters,
    )
    journal.created_range(StatementLine, first, first + count - 1)


def change_in_place(journal: Journal, months: Sequence[dt.date], *, replace: bool) -> None:
    """Bring statements of open months to what the file says: change lines, remove vanished ones, sum up again."""
    if not find_touched(months, replace=replace):
        return
    journal.keep_where(Statement, f"kept.id IN (SELECT statement_id FROM {TOUCHED})")
    drop_parts(journal, months, replace=replace)
    changed = f"SELECT d.line_id FROM {DIFF} d JOIN {STAGE} s ON s.n = d.n WHERE d.fate = 'changed'"
    in_months = f"{changed} AND s.month IN ({sql.marks(months)})"
    journal.keep_where(StatementLine, f"kept.id IN ({in_months})", list(months))
    values = ", ".join(f"{name} = {sql.newest(name, LINE, 's')}" for name in STORED)
    run(
        f"UPDATE {LINE} SET {values} FROM {STAGE} s JOIN {DIFF} d ON d.n = s.n "
        f"WHERE d.line_id = {LINE}.id AND d.fate = 'changed' AND s.month IN ({sql.marks(months)})",
        months,
    )
    if replace:
        gone = f"SELECT gone.id FROM ({vanishing(months)}) gone"
        journal.keep_where(StatementLine, f"kept.id IN ({gone})", list(months))
        run(f"DELETE FROM {LINE} WHERE id IN ({gone})", months)
    add_lines(journal, months)
    add_parts_in_place(journal)
    _sum_up()
    _name_bills()


def find_touched(months: Sequence[dt.date], *, replace: bool) -> int:
    """Make the table of statements of these months that change; return how many they are."""
    vanished = f"UNION SELECT statement_id FROM ({vanishing(months)}) gone" if replace else ""
    return sql.temporary(
        TOUCHED,
        f"SELECT d.statement_id FROM {DIFF} d JOIN {STAGE} s ON s.n = d.n WHERE d.fate <> 'unchanged' "
        f"AND d.statement_id IS NOT NULL AND s.month IN ({sql.marks(months)}) {vanished} "
        + ("" if replace else "GROUP BY d.statement_id"),
        [*months, *(months if replace else ())],
        keys=["statement_id"],
    )


def _name_bills() -> None:
    """Give touched statements the number and the last day that the file names."""
    newest = ", ".join(f"{name} = COALESCE(said.{name}, {STATEMENT}.{name})" for name in SAID_OF_BILL)
    run(
        f"UPDATE {STATEMENT} SET {newest} FROM (SELECT d.statement_id, max(s.document_number) AS document_number, "
        f"max(s.valid_until) AS valid_until FROM {DIFF} d JOIN {STAGE} s ON s.n = d.n "
        f"JOIN {TOUCHED} t ON t.statement_id = d.statement_id GROUP BY d.statement_id) said "
        f"WHERE said.statement_id = {STATEMENT}.id"
    )


def _sum_up() -> None:
    values = ", ".join(f"{name} = sums.{name}" for name in TOTAL_NAMES)
    run(
        f"UPDATE {STATEMENT} SET {values} FROM (SELECT l.statement_id, {sql.totals('l')} FROM {LINE} l "
        f"JOIN {TOUCHED} t ON t.statement_id = l.statement_id GROUP BY l.statement_id) sums "
        f"WHERE sums.statement_id = {STATEMENT}.id"
    )
