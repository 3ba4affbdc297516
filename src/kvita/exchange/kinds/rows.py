"""Row by row: cells read by name, problems collected instead of raised."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.readers import Chunk, Layout
from kvita.exchange.reports import Problem
from kvita.exchange.values import CellError
from kvita.exchange.values.texts import clean_text

V = TypeVar("V")

BATCH: Final = 1_000


@dataclass(slots=True)
class Row:
    """One row of the file. A cell that is absent, empty or a lone dash is not known."""

    line: int
    cells: dict[str, str]
    layout: Layout
    problems: list[Problem] = field(default_factory=list)

    def read(self, key: str, parse: Callable[[str], V]) -> V | None:
        """Return what the cell means; None when it is not known, or wrong (then a problem is noted)."""
        text = self.text_of(key)
        if not text:
            return None
        try:
            return parse(text)
        except CellError as error:
            self.refuse(key, error.reason, error.remedy)
            return None

    def require(self, key: str, parse: Callable[[str], V]) -> V | None:
        """The same for a cell that must be filled."""
        if not self.text_of(key):
            self.refuse(key, "Ячейка пустая.", "Заполните её.")
            return None
        return self.read(key, parse)

    def read_text(self, key: str, *, longest: int) -> str:
        """Return a name or another free text, empty when not known."""
        return self.read(key, lambda text: clean_text(text, longest=longest)) or ""

    def text_of(self, key: str) -> str:
        """Return the cell without spaces around; a lone dash counts as empty."""
        text = self.cells.get(key, "").strip()
        return "" if text in ("-", "–", "—") else text

    def refuse(self, key: str, reason: str, remedy: str) -> None:
        """Note that the cell `key` is wrong."""
        title = self.layout.titles.get(key, "")
        self.problems.append(Problem(self.line, title, self.cells.get(key, "")[:200], reason, remedy))


def batches_of(chunk: Chunk, context: ImportContext) -> Iterator[list[Row]]:
    """Note the ragged rows of a chunk and yield the others in lists short enough for one query."""
    note_ragged(chunk, context)
    names = [name for name in chunk.frame.columns if name != "line"]
    for part in chunk.frame.select("line", *names).iter_slices(BATCH):
        yield [Row(line, dict(zip(names, cells, strict=True)), context.layout) for line, *cells in part.iter_rows()]


def note_ragged(chunk: Chunk, context: ImportContext) -> None:
    """Report rows with another number of cells than the header."""
    context.report.counts.rows += chunk.frame.height + len(chunk.ragged)
    for row in chunk.ragged:
        reason = f"Ячеек {row.cells}, а столбцов в заголовке {context.layout.width}."
        context.report.problems.add_row(
            [Problem(row.line, "", "", reason, "Проверьте, нет ли лишнего разделителя и не обрезан ли файл.")]
        )
