"""One row out of named texts, the same for text files, DBF and tables with a header."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from kvita.exchange.values import CellError
from kvita.remittances.formats.cells import clean, clean_code, read_amount, read_day, read_period, read_sum
from kvita.remittances.formats.contents import KEPT_TEXT, BadRow, BankRow
from kvita.remittances.formats.purpose import Purpose, read_purpose

V = TypeVar("V")

_NOTHING = Purpose()


def make_row(line: int, cells: Mapping[str, str], raw: str) -> BankRow | BadRow:
    """Return the operation that the cells tell of, or why its sum cannot be read.

    A row without a readable day keeps its sum (the totals of the file count it) and says what is wrong with it.
    """
    try:
        amount = read_amount(cells["amount"].strip())
    except CellError as error:
        return BadRow(line, raw[:KEPT_TEXT], f"Сумма «{cells['amount'].strip()[:40]}». {error.reason}")
    problems: list[str] = []
    paid_on = _told(cells, "paid_on", "Дата платежа", read_day, problems)
    if not cells["paid_on"].strip():
        problems.append("Дата платежа не указана.")
    fee = _told(cells, "fee", "Комиссия", read_sum, problems) or 0
    posted_on = _told(cells, "posted_on", "Дата поступления", read_day, problems)
    purpose = clean(cells.get("purpose", ""), 500)
    told = read_purpose(purpose) if purpose else _NOTHING
    month = cells.get("for_month", "").strip()
    return BankRow(
        line=line,
        amount=amount,
        paid_on=paid_on,
        account=clean_code(cells.get("account", "")) or told.account,
        operation=clean(cells.get("operation", ""), 60),
        agent=clean(cells.get("agent", ""), 60),
        fee=fee,
        posted_on=posted_on,
        for_month=read_period(month) if month else told.month,
        payer=clean(cells.get("payer", ""), 200) or told.payer,
        address=clean(cells.get("address", ""), 300) or told.address,
        purpose=purpose,
        unified_account=clean(cells.get("unified_account", ""), 20).upper() or told.unified_account,
        order_number=clean(cells.get("order_number", ""), 40),
        problem=" ".join(problems),
        raw=raw[:KEPT_TEXT],
    )


def _told(cells: Mapping[str, str], key: str, title: str, parse: Callable[[str], V], problems: list[str]) -> V | None:
    """Return what a cell means, None for an empty or a wrong one; a wrong one is noted."""
    text = cells.get(key, "").strip()
    if not text:
        return None
    try:
        return parse(text)
    except CellError as error:
        problems.append(f"{title} «{text[:40]}». {error.reason}")
        return None
