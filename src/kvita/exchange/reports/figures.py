"""The figures of one import."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Literal

from kvita.exchange.enums import ImportKind
from kvita.exchange.reports.problems import ProblemLog

MOST_WARNINGS: Final = 200

Outcome = Literal["rehearsed", "applied", "unchanged", "refused"]


@dataclass(slots=True)
class Counts:
    """Rows of the file by what they mean for the database. `vanishing` are rows of the database, not of the file."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    vanishing: int = 0


@dataclass(slots=True)
class MoneySums:
    """Kopecks by the title of a money column: the sums of the file, and by how much the database changes."""

    file: Counter[str] = field(default_factory=Counter)
    delta: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Report:
    """What an import found and did."""

    kind: ImportKind
    organization: str
    file_name: str
    file_size: int
    note: str
    rehearsal: bool = False
    months: list[dt.date] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()
    counts: Counts = field(default_factory=Counts)
    sums: MoneySums = field(default_factory=MoneySums)
    accounts: int = 0
    created: Counter[str] = field(default_factory=Counter)
    problems: ProblemLog = field(default_factory=ProblemLog)
    warnings: list[str] = field(default_factory=list)
    warnings_left_out: int = 0
    loaded_before: list[int] = field(default_factory=list)
    outcome: Outcome = "rehearsed"
    batch: int | None = None

    @property
    def changes_nothing(self) -> bool:
        """True when the database already holds all that the file says."""
        return not (self.counts.new or self.counts.changed)

    def warn(self, text: str) -> None:
        """Add a warning; past a limit only their number is kept."""
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(text)
        else:
            self.warnings_left_out += 1
