"""A registry as a table of Excel: the first sheet with something in it, its rows as texts."""

import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

from kvita.exchange.readers import FileRefusedError, read_sheet
from kvita.remittances.formats.contents import KEPT_TEXT, MOST_ROWS, BadRow, BankFile, BankFileError
from kvita.remittances.formats.tables.headed import is_enough, match_names, refuse_many_cells, take_records
from kvita.remittances.formats.tables.meaning import Record

_TRIED: Final = 20  # rows that may stand above the header
_ENCODING: Final = "xlsx"


def read_rows(data: bytes) -> list[tuple[int, list[str]]]:
    """Return the numbers and cells of the rows that have something. Raises `BankFileError`."""
    rows: list[tuple[int, list[str]]] = []
    with tempfile.TemporaryDirectory(prefix="kvita-xlsx-") as folder:
        path = Path(folder) / "payments.xlsx"
        path.write_bytes(data)
        try:
            for line, cells in read_sheet(path):
                if cells:
                    rows.append((line, cells))
                if len(rows) > MOST_ROWS:
                    raise BankFileError("large", f"В файле больше {MOST_ROWS} строк. Разделите его на части.")
        except FileRefusedError as refusal:
            raise BankFileError("kind", refusal.message) from None
    return rows


def read_workbook(
    rows: Sequence[tuple[int, list[str]]],
    columns: Mapping[str, str] | None,
    *,
    title: str,
    own_accounts: Collection[str],
) -> BankFile | None:
    """Read the rows below the header; None where no row names the columns of a payment."""
    tried = [(index, match_names(cells, columns)) for index, (_, cells) in enumerate(rows[:_TRIED])]
    index, places = next(((index, places) for index, places in tried if is_enough(places)), (-1, {}))
    if index < 0:
        return None
    names = rows[index][1]
    file = BankFile(title or "таблица Excel", "table", title or "Банк", _ENCODING)
    width = len(names)
    records = []
    for line, cells in rows[index + 1 :]:
        raw = "; ".join(cells)
        if len(cells) > width:
            reason = f"Столбцов {len(cells)}, а в заголовке {width}."
            file.bad.append(BadRow(line, raw[:KEPT_TEXT], reason))
        else:
            records.append(Record(line, cells + [""] * (width - len(cells)), raw))
            refuse_many_cells(len(records), width)
    take_records(file, names, places, records, own_accounts)
    return file
