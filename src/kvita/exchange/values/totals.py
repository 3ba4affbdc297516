"""«Итого» of a table: the word, and the sums that it may print."""

import re
from dataclasses import dataclass, field
from typing import Final

_TOTAL: Final = re.compile(r"(?:итого|всего|итог|общий итог|total)(?![а-яёa-z0-9])", re.IGNORECASE)


def is_total_word(text: str) -> bool:
    """Tell whether a cell begins with the word of a total: «Итого», «Всего по дому»; «Итогова Анна» is a person."""
    return _TOTAL.match(text.strip()) is not None


@dataclass(slots=True)
class RunningSums:
    """Kopecks of the rows so far: of all, and of those taken; since the start (`whole`) and since the last total."""

    _every: int = 0
    _taken: int = 0
    _part: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, kopecks: int | None, *, is_taken: bool) -> None:
        """Count a row."""
        self._every += kopecks or 0
        self._part[0] += kopecks or 0
        if is_taken:
            self._taken += kopecks or 0
            self._part[1] += kopecks or 0

    @property
    def whole(self) -> tuple[int, int]:
        """All rows since the start, and those taken of them."""
        return self._every, self._taken

    def close_part(self) -> tuple[int, int]:
        """Return the same since the last total, and begin anew."""
        every, taken = self._part
        self._part = [0, 0]
        return every, taken
