"""Writes: take a bank file in, credit it, decide about its rows, take it back."""

from kvita.remittances.services.crediting import credit_file
from kvita.remittances.services.exporting import Registry, RegistryWish, export_registry
from kvita.remittances.services.matching import dismiss_row, match_row, unmatch_row
from kvita.remittances.services.reading import read_file
from kvita.remittances.services.reconciling import reconcile_day
from kvita.remittances.services.taking_back import take_back_file

__all__ = [
    "Registry",
    "RegistryWish",
    "credit_file",
    "dismiss_row",
    "export_registry",
    "match_row",
    "read_file",
    "reconcile_day",
    "take_back_file",
    "unmatch_row",
]
