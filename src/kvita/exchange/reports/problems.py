"""Wrong cells: any number of them in a little memory."""

import csv
import json
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from kvita.exchange.exports.harmless import harmless

SPILL_AFTER: Final = 4 * 1024**2  # bytes kept in memory before a temporary file takes over


@dataclass(frozen=True, slots=True)
class Problem:
    """A wrong cell: `line` of the file (1 is the first), column, value, what is wrong, how to mend it."""

    line: int
    column: str
    value: str
    reason: str
    remedy: str


class ProblemLog:
    """All problems of a file in the order they were found. `close()` drops the temporary file before its time."""

    def __init__(self) -> None:
        self.rows = 0
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - lives as long as the report
            max_size=SPILL_AFTER, mode="w+", encoding="utf-8", newline="\n"
        )
        self.close = weakref.finalize(self, self._file.close)

    def add_row(self, problems: Iterable[Problem]) -> None:
        """Add what is wrong with one row; a row counts once however many cells are wrong."""
        lines = [json.dumps(asdict(problem), ensure_ascii=False) + "\n" for problem in problems]
        self._file.writelines(lines)
        self.rows += bool(lines)

    def __bool__(self) -> bool:
        return self.rows > 0

    def __iter__(self) -> Iterator[Problem]:
        self._file.seek(0)
        for line in self._file:
            yield Problem(**json.loads(line))
        self._file.seek(0, 2)

    def save_csv(self, path: Path) -> None:
        """Write all problems as CSV for a spreadsheet; values that look like formulas are made harmless."""
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(["Строка", "Столбец", "Значение", "Что не так", "Как исправить"])
            for problem in self:
                cells = (problem.column, problem.value, problem.reason, problem.remedy)
                writer.writerow([problem.line, *(harmless(cell) for cell in cells)])
