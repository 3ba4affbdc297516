"""Text files with fixed columns: Sberbank, the Post, and layouts that an organisation describes itself."""

from collections.abc import Iterable, Iterator
from typing import Final

from kvita.exchange.values import CellError
from kvita.remittances.formats.cells import clean, read_amount, read_day, read_sum
from kvita.remittances.formats.contents import KEPT_TEXT, LONGEST_LINE, BadRow, BankFile, BankRow, Totals
from kvita.remittances.formats.layouts import KEYS, LAYOUTS, ColumnLayout
from kvita.remittances.formats.rows import make_row
from kvita.remittances.formats.tables.lines import unwrap
from kvita.remittances.formats.totals import check_totals

_TRIED: Final = 50  # lines of the file that tell the layout
_SANE_FEE: Final = 50_00  # kopecks; above it a fee is at most a tenth of the sum
_TOTALS_CELLS: Final = 4


def find_layout(lines: Iterable[str]) -> ColumnLayout | None:
    """Return the known layout by which most of the first lines can be read, or None."""
    sample = [line for line in lines if line.strip()][:_TRIED]
    best, most = None, 0
    for layout in LAYOUTS:
        fitting = sum(_fits(line, layout) for line in sample)
        if fitting > most:
            best, most = layout, fitting
    return best


def read_columns(lines: Iterable[str], layout: ColumnLayout, *, encoding: str) -> BankFile:
    """Read all lines. Raises `BankFileError` "totals" when a line of totals disagrees with the rows above it."""
    file = BankFile(layout.name, layout.family, layout.place, encoding)
    file.columns = [
        (f"столбец {place}", KEYS[key]) for key, place in sorted(layout.columns.items(), key=lambda it: it[1])
    ]
    pack: list[BankRow] = []
    unread, heads = 0, []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        is_row = _is_row(line, layout)
        if not is_row and (totals := _totals(number, line, layout, file)):
            file.total_lines.append(number)
            if not pack and not unread:
                heads.append(totals)  # the Post writes its totals above the rows
                continue
            _close_pack(file, pack, totals, unread)
            pack, unread = [], 0
        elif is_row or not line.startswith((layout.comment, layout.totals)):
            row = _read_line(number, line, layout)
            if isinstance(row, BankRow):
                pack.append(row)
            else:
                file.bad.append(row)
                unread += 1
        else:
            file.remark_lines.append(number)
    if heads:
        _close_pack(file, pack, heads[-1], unread)
    else:
        file.rows += pack
    return file


def _close_pack(file: BankFile, pack: list[BankRow], totals: Totals, unread: int) -> None:
    check_totals(totals, pack, unread=unread)
    file.totals = totals
    if totals.order_number or totals.order_date:
        for row in pack:
            row.posted_on = row.posted_on or totals.order_date
            row.order_number = row.order_number or totals.order_number
    file.rows += pack


def _cells(line: str, layout: ColumnLayout) -> list[str] | None:
    cells = line.split(layout.separator)
    if len(cells) == layout.width + 1 and not cells[-1].strip():
        cells.pop()
    return cells if len(cells) == layout.width else None


def _read_line(number: int, line: str, layout: ColumnLayout) -> BankRow | BadRow:
    if len(line) > LONGEST_LINE:
        return BadRow(number, line[:KEPT_TEXT], f"Строка длиннее {LONGEST_LINE} знаков.")
    cells = _cells(line, layout)
    if cells is None:
        found = line.count(layout.separator) + 1
        return BadRow(number, line[:KEPT_TEXT], f"Столбцов {found}, а должно быть {layout.width}.")
    return make_row(number, {key: unwrap(cells[place - 1]) for key, place in layout.columns.items()}, line)


def _is_row(line: str, layout: ColumnLayout) -> bool:
    """Tell whether a row begins like a total or a remark: `="00551501"` of Excel, `#1`."""
    return line.startswith((layout.totals, layout.comment)) and _fits(
        line.lstrip(f'{layout.totals}{layout.comment}"'), layout
    )


def _fits(line: str, layout: ColumnLayout) -> bool:
    """Whether the line can be read by the layout, with a fee that a bank may take."""
    cells = _cells(line, layout)
    if cells is None or line.startswith((layout.totals, layout.comment)):
        return False
    try:
        amount = abs(read_amount(cells[layout.columns["amount"] - 1].strip()))
        read_day(cells[layout.columns["paid_on"] - 1])
        fee = abs(_optional(cells, layout, "fee"))
        return fee <= max(_SANE_FEE, amount // 10) and any(map(str.isdigit, cells[layout.columns["account"] - 1]))
    except CellError:
        return False


def _optional(cells: list[str], layout: ColumnLayout, key: str) -> int:
    place = layout.columns.get(key)
    text = cells[place - 1].strip() if place else ""
    return read_sum(text) if text else 0


def _totals(number: int, line: str, layout: ColumnLayout, file: BankFile) -> Totals | None:
    """Return the totals of `=3;4943,21;4849,29;93,92;835393;02-10-2019;`, or of the Post's `19;7536.12;…;…;`."""
    is_sber = line.startswith(layout.totals)
    text = line.removeprefix(layout.totals) if is_sber else line.lstrip(f"{layout.comment} ")
    parts = text.rstrip().rstrip(layout.separator).split(layout.separator)
    if not is_sber and (len(parts) != _TOTALS_CELLS or layout.width == _TOTALS_CELLS):
        return None
    cells = [cell.strip() for cell in parts]
    if is_sber:
        return _sber_totals(number, cells, file)
    if not cells[0].isdecimal():
        return None
    try:
        return Totals(number, count=int(cells[0]), amount=read_sum(cells[1]), order_date=read_day(cells[3]))
    except (CellError, ValueError):
        return None


def _sber_totals(number: int, cells: list[str], file: BankFile) -> Totals | None:
    cells = [*cells, *[""] * (6 - len(cells))]
    try:
        return Totals(
            number,
            count=int(cells[0]),
            amount=read_sum(cells[1]),
            transfer=read_sum(cells[2]) if cells[2] else None,
            fee=read_sum(cells[3]) if cells[3] else None,
            order_number=clean(cells[4], 40),
            order_date=read_day(cells[5]) if cells[5] else None,
        )
    except (CellError, ValueError):
        file.notes.append(f"Итог в строке {number} прочитать не удалось, сверить его нельзя.")
        return None


def split_lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, whatever ends them: CRLF, LF or CR. Other signs of Unicode end no line."""
    yield from text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
