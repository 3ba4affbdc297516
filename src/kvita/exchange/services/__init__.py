"""Writes of exchange: bring a file in, take a batch back."""

from kvita.exchange.services.importing import import_file
from kvita.exchange.services.rolling_back import roll_back_batch

__all__ = ["import_file", "roll_back_batch"]
