"""Published statements are never changed: a correction is a new version, and the old one is kept."""

import datetime as dt
from collections.abc import Sequence

from django.db import models

from kvita.billing.models import Adjustment, CommonMeterShare, LinePart, Statement, StatementLine
from kvita.exchange.journal import Journal
from kvita.exchange.journal.snapshots import columns_of, table_of
from kvita.exchange.kinds.statements import sql
from kvita.exchange.kinds.statements.columns import SAID_OF_BILL, STORED
from kvita.exchange.kinds.statements.comparing import vanishing
from kvita.exchange.kinds.statements.part_checks import same_line
from kvita.exchange.kinds.statements.part_storing import add_parts_of_versions
from kvita.exchange.kinds.statements.sql import (
    DIFF,
    HEADS,
    LINE,
    PART_STAGE,
    STAGE,
    STATEMENT,
    TOTAL_NAMES,
    TOUCHED,
    VERSION_LINES,
)
from kvita.exchange.kinds.statements.staging import reserve_ids
from kvita.exchange.kinds.statements.storing import find_touched, make_current

_KEPT = ("volume_source",)


def create_versions(
    journal: Journal, months: Sequence[dt.date], *, replace: bool, reason: str, now: dt.datetime
) -> None:
    """Give every published statement that changes a new version with all its lines; at last it becomes current."""
    if not find_touched(months, replace=replace):
        return
    _gather_lines(months, replace=replace)
    count = sql.temporary(
        HEADS,
        f"SELECT 0 + row_number() OVER (ORDER BY l.old_id) AS number, l.old_id, "
        f"max(l.document_number) AS document_number, max(l.valid_until) AS valid_until, {sql.totals('l')} "
        f"FROM {VERSION_LINES} l GROUP BY l.old_id",
        keys=["old_id"],
    )
    first = reserve_ids(Statement, count)
    journal.keep_where(Statement, f"kept.id IN (SELECT statement_id FROM {TOUCHED})")
    sql.run(
        f"INSERT INTO {STATEMENT} (id, period_id, account_id, month, version, is_current, {', '.join(TOTAL_NAMES)}, "
        "residents_count, document_number, valid_until, correction_reason, created_at) "
        "SELECT %s + h.number, st.period_id, st.account_id, st.month, "
        f"(SELECT max(every.version) FROM {STATEMENT} every WHERE every.account_id = st.account_id "
        f"AND every.month = st.month) + 1, FALSE, {sql.columns('h', TOTAL_NAMES)}, st.residents_count, "
        "COALESCE(h.document_number, st.document_number), COALESCE(h.valid_until, st.valid_until), %s, %s "
        f"FROM {HEADS} h JOIN {STATEMENT} st ON st.id = h.old_id",
        [first - 1, reason[:500], now],
    )
    journal.created_range(Statement, first, first + count - 1)
    _insert_lines(journal, first)
    for model in (Adjustment, CommonMeterShare):
        _copy(journal, model, first, "same_adjusted")
    _copy(journal, LinePart, first, "same_parts")
    add_parts_of_versions(journal, first)
    sql.run(f"UPDATE {STATEMENT} SET is_current = FALSE WHERE id IN (SELECT statement_id FROM {TOUCHED})")
    make_current(first, count)


def _gather_lines(months: Sequence[dt.date], *, replace: bool) -> None:
    """Make the table of all lines of the new versions: old ones with the file's values over them, and new ones."""
    without = f"AND l.id NOT IN (SELECT gone.id FROM ({vanishing(months)}) gone)" if replace else ""
    merged = ", ".join(f"COALESCE({sql.newest(name, 'l', 's')}, l.{name}) AS {name}" for name in STORED)
    of_bill = sql.columns("s", SAID_OF_BILL)
    kept = ", ".join(f"l.{name}" for name in _KEPT)
    sql.temporary(
        VERSION_LINES,
        f"SELECT l.statement_id AS old_id, l.service_id, l.position, {kept}, {merged}, {of_bill}, "
        "CASE WHEN s.n IS NULL OR s.adjusted = l.adjusted THEN 1 ELSE 0 END AS same_adjusted, "
        "CASE WHEN s.n IS NULL OR (s.charged = l.charged "
        f"AND NOT EXISTS (SELECT 1 FROM {PART_STAGE} p WHERE {same_line('p', 's')})) THEN 1 ELSE 0 END AS same_parts "
        f"FROM {LINE} l JOIN {TOUCHED} t ON t.statement_id = l.statement_id "
        f"LEFT JOIN {DIFF} d ON d.line_id = l.id LEFT JOIN {STAGE} s ON s.n = d.n WHERE TRUE {without} "
        f"UNION ALL SELECT d.statement_id, s.service_id, v.position, '', {sql.columns('s')}, {of_bill}, 0, 0 "
        f"FROM {STAGE} s JOIN {DIFF} d ON d.n = s.n AND d.fate = 'new' "
        f"JOIN {TOUCHED} t ON t.statement_id = d.statement_id JOIN tariffs_service v ON v.id = s.service_id",
        months if replace else (),
        keys=["old_id, service_id"],
    )


def _insert_lines(journal: Journal, first_statement: int) -> None:
    count = int(sql.fetch(f"SELECT count(*) FROM {VERSION_LINES}")[0][0])
    first = reserve_ids(StatementLine, count)
    names = ", ".join(("service_id", "position", *_KEPT, *STORED))
    sql.run(
        f"INSERT INTO {LINE} (id, statement_id, {names}) "
        f"SELECT {first - 1} + row_number() OVER (ORDER BY l.old_id, l.position, l.service_id), "
        f"{first_statement - 1} + h.number, {sql.columns('l', ('service_id', 'position', *_KEPT, *STORED))} "
        f"FROM {VERSION_LINES} l JOIN {HEADS} h ON h.old_id = l.old_id"
    )
    journal.created_range(StatementLine, first, first + count - 1)


def _copy(journal: Journal, model: type[models.Model], first_statement: int, while_same: str) -> None:
    """Copy what explains a line (a recalculation, a share of a common meter, a component) while its sum is the same."""
    names = [str(field.column) for field in columns_of(model) if field.column not in ("id", "statement_id")]
    source = (
        f"FROM {table_of(model)} old JOIN {HEADS} h ON h.old_id = old.statement_id JOIN {VERSION_LINES} l "
        f"ON l.old_id = old.statement_id AND l.service_id = old.service_id AND l.{while_same} = 1"
    )
    count = int(sql.fetch(f"SELECT count(*) {source}")[0][0])
    if not count:
        return
    first = reserve_ids(model, count)
    sql.run(
        f"INSERT INTO {table_of(model)} (id, statement_id, {', '.join(names)}) "
        f"SELECT {first - 1} + row_number() OVER (ORDER BY old.id), {first_statement - 1} + h.number, "
        f"{sql.columns('old', names)} {source}"
    )
    journal.created_range(model, first, first + count - 1)
