"""One row out of named texts, the same for text files, DBF and tables with a header."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeVar

from kvita.exchange.values import CellError
from kvita.remittances.formats.cells import clean, read_amount, read_day, read_period, read_sum
from kvita.remittances.formats.contents import KEPT_TEXT, BadRow, BankRow
from kvita.remittances.formats.numbers import read_cell
from kvita.remittances.formats.purpose import Purpose, read_purpose

V = TypeVar("V")

_NOTHING: Final = Purpose()
_TEXTS: Final = (
    ("operation", 60), ("agent", 60), ("payer", 200), ("address", 300), ("purpose", 500), ("unified_account", 20),
    ("order_number", 40),
)  # fmt: skip
"""Cells kept as text, and how many characters of each."""


class _Named(NamedTuple):
    """What a row calls its account, as `BankRow` keeps it."""

    account: str
    cut: str = ""
    also: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    written: str = ""


def make_row(line: int, cells: Mapping[str, str], raw: str) -> BankRow | BadRow:
    """Return the operation that the cells tell of, or why its sum cannot be read.

    A row without a readable day keeps its sum (the totals of the file count it) and says what is wrong with it.
    """
    try:
        amount = read_amount(cells["amount"].strip())
    except CellError as error:
        return BadRow(line, raw[:KEPT_TEXT], f"Сумма «{cells['amount'].strip()[:40]}». {error.reason} {error.remedy}")
    problems: list[str] = []
    paid_on = _told(cells, "paid_on", "Дата платежа", read_day, problems)
    if not cells["paid_on"].strip():
        problems.append("Дата платежа не указана. Впишите день так: 01.09.2017.")
    fee = _told(cells, "fee", "Комиссия", read_sum, problems) or 0
    posted_on = _told(cells, "posted_on", "Дата поступления", read_day, problems)
    texts = {key: clean(cells[key], longest) for key, longest in _TEXTS if cells.get(key)}
    text = texts.get
    purpose = text("purpose", "")
    told = read_purpose(purpose) if purpose else _NOTHING
    month = cells.get("for_month", "").strip()
    cell = cells.get("account", "").strip()
    # Nearly all rows: a number, and nothing to compare it with.
    named = _Named(cell[:60]) if cell.isalnum() and told is _NOTHING else _account(cell, told)
    return BankRow(
        line,
        amount,
        paid_on,
        account=named.account,
        account_cut=named.cut,
        also=named.also,
        perhaps=named.perhaps,
        operation=text("operation", ""),
        agent=text("agent", ""),
        fee=fee,
        posted_on=posted_on,
        for_month=read_period(month) if month else told.month,
        payer=text("payer") or told.payer,
        address=text("address") or told.address,
        purpose=purpose,
        unified_account=text("unified_account", "").upper() or told.unified_account,
        order_number=text("order_number", ""),
        problem=" ".join(problems),
        doubt=f"В назначении стоит «{told.given_back}»: решает человек." if told.given_back else "",
        raw=raw[:KEPT_TEXT],
        written=named.written,
    )


def _account(cell: str, told: Purpose) -> _Named:
    """Return number, its cut form, and what else may be meant; a column for accounts comes before the purpose."""
    number = read_cell(cell) if cell else None
    if number is None or not number.whole:
        return _Named(told.account, told.account_cut, told.also, told.perhaps)
    named = (told.account, told.account_cut, *told.also)
    perhaps = tuple(it for it in (*number.perhaps, *named) if it and it != number.whole)
    return _Named(number.whole, number.cut, (), perhaps, clean(cell, 60) if number.perhaps else "")


def _told(cells: Mapping[str, str], key: str, title: str, parse: Callable[[str], V], problems: list[str]) -> V | None:
    """Return what a cell means, None for an empty or a wrong one; a wrong one is noted."""
    text = cells.get(key)
    if not text or not (text := text.strip()):
        return None
    try:
        return parse(text)
    except CellError as error:
        problems.append(f"{title} «{text[:40]}». {error.reason} {error.remedy}")
        return None
