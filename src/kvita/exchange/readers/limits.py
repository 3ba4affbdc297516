"""What a file may be: a file made to hurt is refused before it takes memory or time."""

from typing import Final

CHUNK_BYTES: Final = 2 * 1024 * 1024
CHUNK_ROWS: Final = 20_000
LONGEST_LINE: Final = 64 * 1024  # bytes
MOST_COLUMNS: Final = 200
MOST_ROWS: Final = 20_000_000

# XLSX is a ZIP archive: its directory tells the sizes before anything is unpacked.
LARGEST_SHEET: Final = 1024**3
LARGEST_STRINGS: Final = 64 * 1024**2  # the texts of a workbook are held in memory
LARGEST_OTHER_PART: Final = 16 * 1024**2
LONGEST_TEXT: Final = 128 * 1024  # bytes of one text in a part; Excel allows 32,767 characters in a cell
MOST_PARTS: Final = 2_000
BOMB_RATIO: Final = 200  # sheets of real workbooks shrink 5 to 60 times
BOMB_SIZE: Final = 8 * 1024**2  # below this a ratio does no harm
LARGEST_HEAD: Final = 4 * 1024**2  # bytes of a sheet above its first row: widths of columns, views
LARGEST_ROW: Final = 8 * 1024**2  # bytes of one row: 200 cells of the longest text fit
LAST_ROW: Final = 1_048_576  # of Excel
MOST_CELLS: Final = 16_384  # of a row in Excel
MOST_EMPTY_ROWS: Final = 20_000  # written into the file though they hold nothing: each costs as much as a full one
DEEPEST_TAG: Final = 1_000  # parts of real workbooks are some twenty deep
MOST_STYLES: Final = 1_000_000  # tags of the part with the styles; Excel knows 65,490 formats of cells
