"""What a bank file says, whatever its format: plain values, nothing of the database."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from kvita.core.errors import DomainError

LARGEST_FILE: Final = 32 * 1024 * 1024  # bytes; a registry of 100,000 rows has 15 MB
MOST_ROWS: Final = 300_000
MOST_CELLS: Final = 6_000_000  # of a table that is held in memory as a whole: 300,000 rows of 20 columns
LONGEST_LINE: Final = 4_000  # characters
KEPT_TEXT: Final = 500  # characters of a row that is kept as it stood


class BankFileError(DomainError):
    """The file is not taken. Codes: "empty", "large", "kind", "unknown_format", "totals", "columns", "foreign"."""


@dataclass(slots=True)  # not frozen: there are many of them, and a frozen one takes three times as long to make
class BankRow:
    """One operation. `amount` and `fee` are kopecks: what the payer paid, and what the bank kept of it.

    `account` is what the file calls the account, cleaned of spaces only; `account_cut` the number before a sign behind
    which stands no part of a number (`551501/09.2026`), for where nobody's number is written like the whole.
    `written` is the cell as it stands where its spaces were taken out of `account`.
    `also` are further numbers that the text calls accounts: the money is certain only where all of them are one.
    `perhaps` are numbers that it may mean instead: they matter only where there is such an account. `operation` is the
    bank's own number of the operation, "" where the format has none; `agent` tells who took the money (branch,
    terminal). `problem` says why the row cannot be credited as it stands, though its amount could be read; `doubt` why
    a person has to decide though all of it is readable; `cancelled`, that a reversal in the file has taken it back.

    A reversal has an amount below zero: it is counted in totals and is no payment.
    """

    line: int
    amount: int
    paid_on: dt.date | None = None
    account: str = ""
    account_cut: str = ""
    also: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    operation: str = ""
    agent: str = ""
    fee: int = 0
    posted_on: dt.date | None = None
    for_month: dt.date | None = None
    payer: str = ""
    address: str = ""
    purpose: str = ""
    unified_account: str = ""
    order_number: str = ""
    problem: str = ""
    doubt: str = ""
    cancelled: str = ""
    raw: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line whose amount could not be read. `raw` is its text, cut to `KEPT_TEXT`."""

    line: int
    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The file's own totals, sums in kopecks; None where it does not tell."""

    line: int
    count: int | None = None
    amount: int | None = None
    transfer: int | None = None
    fee: int | None = None
    order_number: str = ""
    order_date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A row that is no receipt: money that went out, was cancelled, is not ours or not in roubles. Sum in kopecks."""

    line: int
    kind: str
    amount: int | None = None


@dataclass(slots=True)
class BankFile:
    """A bank file as read. `family` names the source in keys of operations: the same bank in any of its layouts.

    `columns` says what was understood: what the file calls something, and what it was taken for. `not_taken` are the
    rows left out on purpose, `warnings` what a person has to confirm before anything is credited. `total_lines` and
    `remark_lines` are lines that are no rows: with them each line of a table is accounted for.
    """

    format_name: str
    family: str
    place: str
    encoding: str
    rows: list[BankRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    totals: Totals | None = None
    notes: list[str] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    not_taken: list[NotTaken] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    total_lines: list[int] = field(default_factory=list)
    remark_lines: list[int] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """How many lines of the file are told of, whatever became of them."""
        rows = len(self.rows) + len(self.bad) + len(self.not_taken)
        return rows + len(self.total_lines) + len(self.remark_lines)

    @property
    def amount(self) -> int:
        """Sum of the rows in kopecks."""
        return sum(row.amount for row in self.rows)

    @property
    def fee(self) -> int:
        """What the bank kept, in kopecks."""
        return sum(row.fee for row in self.rows)
