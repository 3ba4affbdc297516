"""Lines of a table that are no rows: «Итого» and remarks.

Each line of a file is a row, left out with a word, or one of these; the sum of «Итого» has to be that of the rows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kvita.exchange.values import CellError
from kvita.exchange.values.totals import RunningSums, is_total_word
from kvita.remittances.formats.cells import read_day, read_sum
from kvita.remittances.formats.contents import BankFile, Totals
from kvita.remittances.formats.totals import refuse_totals, say_sums

# Excel keeps the zeros of a number by writing it as a formula: ="00551501".
_FORMULA = re.compile(r'="([^"]*)"')
_ALONE = re.compile(r"(?:итого|всего)(?:\s+на\s+сумму)?\s*:?\s*(?P<sum>[0-9][0-9\s.,]*)(?:руб\.?|₽)?", re.IGNORECASE)
_REMARK: Final = "#"
_ACCOUNTS: Final = ("account", "unified_account", "outer_account")


def unwrap(cell: str) -> str:
    """Return the text that a formula of Excel stands for: `="00551501"` is 00551501."""
    match = _FORMULA.fullmatch(cell.strip()) if "=" in cell else None
    return match[1] if match else cell


def is_total(cells: Sequence[str], places: Mapping[str, int]) -> bool:
    """Tell whether a row adds the others up: its first word says so, and it has neither an account nor a day."""
    first = next((place for place, cell in enumerate(cells) if cell.strip()), -1)
    if first < 0 or not is_total_word(cells[first]):
        return False
    named = [cells[places[key]].strip() for key in _ACCOUNTS if key in places and places[key] != first]
    return not any(named) and not (places.get("paid_on", first) != first and _is_day(cells[places["paid_on"]]))


def is_remark(cells: Sequence[str]) -> bool:
    """Tell whether nothing but a remark stands in a line: one cell that begins with `#`."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) == 1 and filled[0].startswith(_REMARK)


def fit(cells: list[str], width: int) -> list[str]:
    """Give a line of totals or a remark the width of the table: such lines are often cut."""
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    if len(cells) != width and (is_total_word(first) or is_remark(cells)):
        return [*cells[:width], *[""] * (width - len(cells))]
    return cells


def _is_day(text: str) -> bool:
    try:
        return bool(read_day(text.strip()))
    except CellError:
        return False


@dataclass(slots=True)
class TotalsCheck:
    """Compares each «Итого» with the rows above it: since the line of totals before, or since the start."""

    file: BankFile
    sums: RunningSums = field(default_factory=RunningSums)
    unread: int = 0

    def add(self, text: str, *, is_taken: bool) -> None:
        """Count a row, by the cell of its sum."""
        try:
            self.sums.add(read_sum(text) if text.strip() else 0, is_taken=is_taken)
        except CellError:
            self.unread += 1

    def compare(self, line: int, cells: Sequence[str], text: str) -> None:
        """Compare a line of totals whose sum is `text`. Raises `BankFileError` "totals"."""
        part = self.sums.close_part()
        self.file.total_lines.append(line)
        filled = [cell.strip() for cell in cells if cell.strip()]
        if not text.strip() and len(filled) == 1 and (match := _ALONE.fullmatch(filled[0])):
            text = match["sum"]
        if not text.strip():
            return
        try:
            told = read_sum(text)
        except CellError:
            self.file.notes.append(f"Итог в строке {line} прочитать не удалось, сверить его нельзя.")
            return
        if told not in (*part, *self.sums.whole):
            refuse_totals(line, [say_sums("сумма", told, self.sums.whole[0])], unread=self.unread)
        self.file.totals = Totals(line, amount=told)
