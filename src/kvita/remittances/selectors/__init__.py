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
from kvita.remittances.selectors.suggestions import Suggestion, search_accounts, suggest_accounts

__all__ = [
    "StateFigures",
    "Suggestion",
    "count_waiting",
    "exports_of",
    "file_figures",
    "file_of",
    "files_of",
    "layouts_of",
    "queue_of",
    "row_of",
    "rows_of",
    "search_accounts",
    "suggest_accounts",
]
