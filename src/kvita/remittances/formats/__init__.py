"""Bank files as plain values: formats told apart by content, encodings by bytes, totals checked. No database here."""

from kvita.remittances.formats.contents import LARGEST_FILE, BadRow, BankFile, BankFileError, BankRow, Totals
from kvita.remittances.formats.detecting import OwnLayout, read_bank_file
from kvita.remittances.formats.layouts import KEYS, REQUIRED
from kvita.remittances.formats.mentions import Mention, find_mentions, is_crowded
from kvita.remittances.formats.purpose import Purpose, read_purpose

__all__ = [
    "KEYS",
    "LARGEST_FILE",
    "REQUIRED",
    "BadRow",
    "BankFile",
    "BankFileError",
    "BankRow",
    "Mention",
    "OwnLayout",
    "Purpose",
    "Totals",
    "find_mentions",
    "is_crowded",
    "read_bank_file",
    "read_purpose",
]
