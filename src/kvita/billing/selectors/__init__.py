"""Reads of statements and months: residents see current versions of published months only."""

from kvita.billing.selectors.lines import (
    LineWithShare,
    adjustments_of,
    charged_by,
    lines_of_service,
    lines_with_shares,
    shares_of_account,
)
from kvita.billing.selectors.metered import (
    Flow,
    MeteredVolume,
    MeterGroup,
    MeterUse,
    match_volumes,
    metered_volumes,
    ratio_of,
    settled_before,
)
from kvita.billing.selectors.payable import credit_of, payable_by_payee, payable_of
from kvita.billing.selectors.periods import PeriodTotals, period_totals
from kvita.billing.selectors.purposes import HOUSING, paid_for, read_purposes
from kvita.billing.selectors.statements import (
    StatementHistory,
    nearest_months,
    newest_statement_rows,
    newest_statements,
    published_statements,
    recent_statements,
    statement_history,
    statements_before,
    statements_of,
)

__all__ = [
    "HOUSING",
    "Flow",
    "LineWithShare",
    "MeterGroup",
    "MeterUse",
    "MeteredVolume",
    "PeriodTotals",
    "StatementHistory",
    "adjustments_of",
    "charged_by",
    "credit_of",
    "lines_of_service",
    "lines_with_shares",
    "match_volumes",
    "metered_volumes",
    "nearest_months",
    "newest_statement_rows",
    "newest_statements",
    "paid_for",
    "payable_by_payee",
    "payable_of",
    "period_totals",
    "published_statements",
    "ratio_of",
    "read_purposes",
    "recent_statements",
    "settled_before",
    "shares_of_account",
    "statement_history",
    "statements_before",
    "statements_of",
]
