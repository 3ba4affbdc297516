"""What goes out: columns to choose from, rows of a period, files that a spreadsheet opens without harm."""

from kvita.exchange.exports.columns import DEFAULT_COLUMNS, READING_COLUMNS, Cell, ExportColumn
from kvita.exchange.exports.files import write_csv, write_file, write_xlsx
from kvita.exchange.exports.harmless import harmless
from kvita.exchange.exports.readings import ReadingsQuery, readings_to_export

__all__ = [
    "DEFAULT_COLUMNS",
    "READING_COLUMNS",
    "Cell",
    "ExportColumn",
    "ReadingsQuery",
    "harmless",
    "readings_to_export",
    "write_csv",
    "write_file",
    "write_xlsx",
]
