"""Columns that change what a row means: which way the money went, whether it went at all, in which currency.

A column of this kind that is there and not understood stops the file: what it says may turn a payment round.
Understood, it tells receipts from the rest, which is left out and counted.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kvita.exchange.values import CellError
from kvita.exchange.values.headings import TITLES, may_be_kind, read_sign, sign_key
from kvita.exchange.values.signs import Sign, direction_of, is_out_of_place
from kvita.remittances.formats.cells import read_sum
from kvita.remittances.formats.contents import BankFileError

_MOST_DISTINCT: Final = 60
_SHORTEST_WORD: Final = 3
_ACCOUNT_LENGTH: Final = 20
_EMPTY_IS_NO: Final = frozenset(("cancelled", "returned", "reason", "debit"))
# Columns whose words are names, addresses and numbers: «Отказов Пётр» has taken nothing back.
_FREE: Final = (
    "account", "amount", "debit", "credit", "paid_on", "posted_on", "payer", "payer2", "payer3", "address", "purpose",
    "fee", "transfer", "unified_account", "outer_account", "receiver_account",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a table: its line in the file, its cells, and how it stands there."""

    line: int
    cells: Sequence[str]
    raw: str


@dataclass(slots=True)
class Sieve:
    """What tells the rows of one table apart. `signs` are columns by place: key and title."""

    signs: dict[int, tuple[str, str]] = field(default_factory=dict)
    doubtful: dict[int, str] = field(default_factory=dict)
    debit: int | None = None
    credit: int | None = None
    amount: int | None = None
    receiver: int | None = None
    own_accounts: frozenset[str] = frozenset()

    def judge(self, record: Record) -> tuple[Sign | None, str]:
        """Return why the row is no receipt, None for a receipt; and why a person has to look at it.

        Raises `BankFileError` "columns" for a cell that nobody understands.
        """
        told = {place: self._read(record, place) for place in self.signs}
        found = list(told.values())
        if (by_column := self._by_columns(record)) is not None:
            found.append(by_column)
        if self._is_foreign(record):
            found.append(Sign.OUT)
        bad = next((it for it in (Sign.FOREIGN, Sign.NOT_DONE, Sign.OUT) if it in found), None)
        return bad, self._doubt(record, told) if bad is None else ""

    def amount_of(self, record: Record) -> str:
        """Return the cell with the sum of a receipt."""
        credit = "" if self.credit is None else record.cells[self.credit]
        return credit if credit.strip() or self.amount is None else record.cells[self.amount]

    def spent(self, record: Record) -> int | None:
        """Return what a row that is no receipt has under «Дебет», in kopecks; None without such a column."""
        return self._sum(record, self.debit) or None

    def _read(self, record: Record, place: int) -> Sign:
        key, title = self.signs[place]
        text = record.cells[place].strip()
        kopecks = self._paid(record) if key in _EMPTY_IS_NO and text else None
        sign = read_sign(key, text, kopecks)
        if sign is None and not text:
            return Sign.NEUTRAL  # `_doubt` tells a person
        if sign is None:
            raise BankFileError(
                "columns",
                f"Строка {record.line}, столбец «{title}»: непонятно, что значит «{text[:40]}» ({TITLES[key]}). "
                "Оставьте в файле одни поступления и уберите столбец или исправьте слово, потом загрузите файл снова.",
            )
        return sign

    def _paid(self, record: Record) -> int | None:
        try:
            return read_sum(self.amount_of(record))
        except CellError:
            return None

    def _by_columns(self, record: Record) -> Sign | None:
        """Return OUT for a row whose sum stands under «Дебет», None for «Кредит» or where there are no such columns."""
        if self.debit is None and self.credit is None:
            return None
        debit, credit = self._sum(record, self.debit), self._sum(record, self.credit)
        if debit and credit:
            raise _unclear(record, "сумма стоит и в дебете, и в кредите")
        amount = 0 if self.amount is None else self._sum(record, self.amount)
        if amount and (debit or credit) and abs(amount) != abs(debit or credit):
            raise _unclear(record, "сумма не равна ни дебету, ни кредиту")
        return Sign.OUT if debit else None

    def _sum(self, record: Record, place: int | None) -> int:
        text = record.cells[place].strip() if place is not None else ""
        if not text or text in ("-", "\u2013", "\u2014"):
            return 0
        try:
            return read_sum(text)
        except CellError:
            raise _unclear(record, f"«{text[:40]}» — не сумма") from None

    def _is_foreign(self, record: Record) -> bool:
        """Tell whether the row names a settlement account to which it was paid, and that is not ours."""
        if self.receiver is None or not self.own_accounts:
            return False
        account = record.cells[self.receiver].strip().replace(" ", "")
        return len(account) == _ACCOUNT_LENGTH and account.isdecimal() and account not in self.own_accounts

    def _doubt(self, record: Record, told: Mapping[int, Sign]) -> str:
        for place, (key, title) in self.signs.items():
            text = record.cells[place].strip()
            if not text and key not in _EMPTY_IS_NO:
                return f"В столбце «{title}» пусто: решает человек."
            if told[place] is Sign.UNSURE:
                return f"В столбце «{title}» стоит «{text[:40]}»: решает человек."
        for place, title in self.doubtful.items():
            if is_out_of_place(record.cells[place]):
                return f"В столбце «{title}» стоит «{record.cells[place].strip()[:40]}»: решает человек."
        return ""


def build_sieve(
    names: Sequence[str], places: Mapping[str, int], records: Sequence[Record], own_accounts: Iterable[str]
) -> Sieve:
    """Find the columns that change what a row means: by their names, and by their cells where the name is unknown."""
    sieve = Sieve(
        debit=places.get("debit"), credit=places.get("credit"), amount=places.get("amount"),
        receiver=places.get("receiver_account"), own_accounts=frozenset(own_accounts),
    )  # fmt: skip
    is_told = sieve.credit is not None or (sieve.debit is not None and sieve.amount is not None)
    known = {place: key for key, place in places.items()}
    keys = {place: _key_of(known.get(place, ""), name, records, place) for place, name in enumerate(names)}
    is_told = is_told or "direction" in keys.values()
    for place, name in enumerate(names):
        title = name.strip() or f"№ {place + 1}"
        key = keys[place]
        if key == "kind" and is_told and not _is_understood(records, place, direction_of):
            key = ""  # «Вид операции: 01» beside «Дебет» and «Кредит» has nothing to add
        if key:
            sieve.signs[place] = (key, title)
        elif known.get(place) not in _FREE and any(is_out_of_place(record.cells[place]) for record in records):
            sieve.doubtful[place] = title
    return sieve


def _key_of(known: str, name: str, records: Sequence[Record], place: int) -> str:
    """Return which words a column holds: its name tells, then its cells."""
    if known in TITLES and known != "debit":
        return known
    if known and known != "operation":
        return ""
    key = sign_key(name)
    if known == "operation" and (key != "kind" or has_numbers(records, place)):
        key = ""
    return key or _key_by_values(_distinct(records, place), shortest=1 if may_be_kind(name) else _SHORTEST_WORD)


def has_numbers(records: Sequence[Record], place: int) -> bool:
    """Tell whether each filled cell of a column holds a digit: words are no numbers of operations."""
    values = _distinct(records, place)
    return values is None or all(any(map(str.isdigit, value)) for value in values)


def say_signs(sieve: Sieve) -> list[tuple[str, str]]:
    """Return what was understood of these columns: the name in the file and its meaning."""
    return [(title, TITLES[key]) for key, title in sieve.signs.values()]


def _is_understood(records: Sequence[Record], place: int, read: Callable[[str], Sign | None]) -> bool:
    return all(read(value) is not None for value in _distinct(records, place) or ("?",))


def _key_by_values(values: set[str] | None, *, shortest: int) -> str:
    """Return the key of a column all of whose cells are words of one kind, one of them a word against a receipt.

    Words of direction and state need one for a receipt too: a lone «отменено» may be a remark, and is for a person.
    """
    if not values or any(len(value) < shortest for value in values):
        return ""
    for key, against in (("direction", Sign.OUT), ("state", Sign.NOT_DONE), ("currency", Sign.FOREIGN)):
        signs = {read_sign(key, value, None) for value in values}
        is_both = key == "currency" or not signs.isdisjoint((Sign.IN, Sign.NEUTRAL))
        if None not in signs and against in signs and is_both:
            return key
    return ""


def _distinct(records: Sequence[Record], place: int) -> set[str] | None:
    """Return the different cells of a column without the empty ones; None when there are too many to be words."""
    values: set[str] = set()
    for record in records:
        values.add(record.cells[place].strip())
        if len(values) > _MOST_DISTINCT:
            return None
    values.discard("")
    return values


def _unclear(record: Record, why: str) -> BankFileError:
    return BankFileError(
        "columns",
        f"Строка {record.line}: {why}. Непонятно, пришли деньги или ушли. "
        "Оставьте в файле одни поступления со столбцом «Сумма» и загрузите его снова.",
    )
