"""One row out of named texts, the same for text files, DBF and tables with a header."""

from collections.abc import Mapping

from kvita.exchange.values import CellError
from kvita.remittances.formats.cells import clean, clean_code, read_amount, read_day, read_period, read_sum
from kvita.remittances.formats.contents import KEPT_TEXT, BadRow, BankRow
from kvita.remittances.formats.purpose import Purpose, read_purpose

_NOTHING = Purpose()


def make_row(line: int, cells: Mapping[str, str], raw: str) -> BankRow | BadRow:
    """Return the operation that the cells tell of, or why its sum cannot be read.

    A row without a readable day keeps its sum (the totals of the file count it) and says what is wrong with it.
    """
    try:
        amount = read_amount(cells["amount"].strip())
    except CellError as error:
        return BadRow(line, raw[:KEPT_TEXT], f"Сумма «{cells['amount'].strip()[:40]}». {error.reason}")
    problem = ""
    paid_on = posted_on = None
    fee = 0
    try:
        paid_on = read_day(cells["paid_on"])
    except CellError as error:
        problem = f"Дата платежа «{cells['paid_on'].strip()[:40]}». {error.reason}"
    try:
        if text := cells.get("fee", "").strip():
            fee = read_sum(text)
    except CellError as error:
        problem = problem or f"Комиссия «{text[:40]}». {error.reason}"
    try:
        if text := cells.get("posted_on", "").strip():
            posted_on = read_day(text)
    except CellError as error:
        problem = problem or f"Дата поступления «{text[:40]}». {error.reason}"
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
        problem=problem,
        raw=raw[:KEPT_TEXT],
    )
