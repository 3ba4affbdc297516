"""Writes the components of lines, and takes away those that a line no longer consists of."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from kvita.billing.models import LinePart
from kvita.exchange.journal import Journal
from kvita.exchange.kinds.statements import sql
from kvita.exchange.kinds.statements.columns import SAID_OF_PART
from kvita.exchange.kinds.statements.comparing import vanishing
from kvita.exchange.kinds.statements.part_checks import same_line
from kvita.exchange.kinds.statements.sql import DIFF, HEADS, LINE, PART, PART_STAGE, STAGE, STATEMENT, TOUCHED
from kvita.exchange.kinds.statements.staging import reserve_ids

_NAMES: Final = ("name", *SAID_OF_PART)


def add_parts_of_new(journal: Journal, first_statement: int) -> None:
    """Add the components of lines of new statements; HEADS has their numbers by account and month."""
    source = f"JOIN {HEADS} h ON h.account_id = p.account_id AND h.month = p.month"
    _insert(journal, f"{first_statement - 1} + h.number", source)


def add_parts_of_versions(journal: Journal, first_statement: int) -> None:
    """Add the components that the file names to new versions; HEADS has their numbers by the statement before."""
    source = f"JOIN {STATEMENT} st ON {_STANDING} JOIN {HEADS} h ON h.old_id = st.id"
    _insert(journal, f"{first_statement - 1} + h.number", source)


def add_parts_in_place(journal: Journal) -> None:
    """Add the components that the file names to statements that change where they stand."""
    _insert(journal, "st.id", f"JOIN {STATEMENT} st ON {_STANDING} JOIN {TOUCHED} t ON t.statement_id = st.id")


def drop_parts(journal: Journal, months: Sequence[dt.date], *, replace: bool) -> None:
    """Take away components that the file names anew, or whose line vanishes or is charged otherwise from now on."""
    gone_lines = f"OR l.id IN (SELECT gone.id FROM ({vanishing(months)}) gone)" if replace else ""
    gone = (
        f"SELECT old.id FROM {PART} old JOIN {TOUCHED} t ON t.statement_id = old.statement_id "
        f"JOIN {LINE} l ON l.statement_id = old.statement_id AND l.service_id = old.service_id "
        f"LEFT JOIN {DIFF} d ON d.line_id = l.id LEFT JOIN {STAGE} s ON s.n = d.n "
        f"WHERE s.charged <> l.charged {gone_lines} "
        f"OR EXISTS (SELECT 1 FROM {PART_STAGE} p WHERE {same_line('p', 's')})"
    )
    parameters = list(months) if replace else []
    journal.keep_where(LinePart, f"kept.id IN ({gone})", parameters)
    sql.run(f"DELETE FROM {PART} WHERE id IN ({gone})", parameters)


_STANDING: Final = "st.account_id = p.account_id AND st.month = p.month AND st.is_current"


def _insert(journal: Journal, statement: str, source: str) -> None:
    count = int(sql.fetch(f"SELECT count(*) FROM {PART_STAGE} p {source}")[0][0])
    if not count:
        return
    first = reserve_ids(LinePart, count)
    sql.run(
        f"INSERT INTO {PART} (id, statement_id, service_id, position, {', '.join(_NAMES)}) "
        f"SELECT {first - 1} + row_number() OVER (ORDER BY p.n), {statement}, p.service_id, "
        "row_number() OVER (PARTITION BY p.account_id, p.month, p.service_id ORDER BY p.n), "
        f"{sql.columns('p', _NAMES)} FROM {PART_STAGE} p {source}"
    )
    journal.created_range(LinePart, first, first + count - 1)
