"""Writes of exchange: bring a file in, take a batch back, remember how exports look."""

from kvita.exchange.services.importing import import_file
from kvita.exchange.services.layouts import remember_layout
from kvita.exchange.services.rolling_back import roll_back_batch
from kvita.exchange.services.uploading import apply_upload, stage_upload

__all__ = ["apply_upload", "import_file", "remember_layout", "roll_back_batch", "stage_upload"]
