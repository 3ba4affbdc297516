"""Reads of bank files, of money that waits, and of what providers say."""

from kvita.remittances.selectors.files import (
    StateFigures,
    count_waiting,
    exports_of,
    file_figures,
    file_of,
    files_of,
    layouts_of,
    queue_of,
    row_of,
    rows_of,
)
from kvita.remittances.selectors.ledger import Ledger, LedgerPart, Oddity, check_ledger
from kvita.remittances.selectors.reconciling import (
    Difference,
    DifferenceKind,
    compare_day,
    differences_of,
    reconciliations_of,
)
from kvita.remittances.selectors.suggestions import Suggestion, account_of, suggest_accounts

__all__ = [
    "Difference",
    "DifferenceKind",
    "Ledger",
    "LedgerPart",
    "Oddity",
    "StateFigures",
    "Suggestion",
    "account_of",
    "check_ledger",
    "compare_day",
    "count_waiting",
    "differences_of",
    "exports_of",
    "file_figures",
    "file_of",
    "files_of",
    "layouts_of",
    "queue_of",
    "reconciliations_of",
    "row_of",
    "rows_of",
    "suggest_accounts",
]
