"""Tables from files: CSV in the encodings and separators that are met, XLSX; in chunks, so memory stays the same.

Everything is read as text: what a cell means is the business of `kvita.exchange.values`.
"""

from kvita.exchange.readers.headers import OTHERS, Column, Layout, match_header
from kvita.exchange.readers.refusals import FileRefusedError
from kvita.exchange.readers.tables import Chunk, RaggedRow, Table, open_table
from kvita.exchange.readers.workbook import read_sheet

__all__ = [
    "OTHERS",
    "Chunk",
    "Column",
    "FileRefusedError",
    "Layout",
    "RaggedRow",
    "Table",
    "match_header",
    "open_table",
    "read_sheet",
]
