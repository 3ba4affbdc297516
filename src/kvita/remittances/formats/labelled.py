"""Older registries whose cells carry labels: `…;2000.00;20.00;ЛИЦЕВОЙ СЧЕТ: 910000419; АДРЕС: …;`.

Lines that begin with `~` are a heading. Before the labels stand either branch, terminal, day, operation, sum and fee
(Sberbank), or operation, day and sum (Izhcombank).
"""

import re
from collections.abc import Iterable
from typing import Final

from kvita.exchange.values import CellError
from kvita.exchange.values.signs import given_back_in
from kvita.remittances.formats.cells import read_amount, read_day
from kvita.remittances.formats.contents import KEPT_TEXT, LONGEST_LINE, BadRow, BankFile, BankRow
from kvita.remittances.formats.layouts import KEYS, SBER
from kvita.remittances.formats.rows import make_row

HEADING: Final = "~"
_LABELS: Final = {
    "account": re.compile(
        r"\s*(?:ЛИЦ\w*\.?\s*СЧ[ЕЁ]Т\w{0,2}|Л[/\\.]С\.?|ЛС|CLIENT_?NO|PERS_?ACC(?:OUNT)?)\s*[:№=]\s*(.*)", re.IGNORECASE
    ),
    "address": re.compile(r"\s*АДРЕС\s*:\s*(.*)", re.IGNORECASE),
    "payer": re.compile(r"\s*(?:Ф\.?И\.?О\.?|ПЛАТЕЛЬЩИК)\s*:\s*(.*)", re.IGNORECASE),
    "for_month": re.compile(r"\s*(?:ПЕРИОД\w*|ЗА МЕСЯЦ|PERIOD)\s*:\s*(.*)", re.IGNORECASE),
}
# Readings that a payer has told the bank: they are no money, and no place for them is in a registry of payments.
_READING = re.compile(r"\s*COUNTERVAL\w*\s*:\s*\S+", re.IGNORECASE)
_SBER_DAY: Final = 2  # place of the day in Sberbank's rows
_TRIED: Final = 50


def looks_labelled(lines: Iterable[str]) -> bool:
    """Tell whether one of the first lines names an account by a label."""
    sample = [line for line in lines if line.strip()][:_TRIED]
    return any(_LABELS["account"].fullmatch(cell) for line in sample for cell in line[:LONGEST_LINE].split(";"))


def read_labelled(lines: Iterable[str], *, encoding: str) -> BankFile:
    """Read all lines; these formats carry no totals."""
    file = BankFile("реестр с подписями", "labelled", "Банк", encoding)
    readings = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith((HEADING, "#", "=")):
            continue
        row = _read_line(number, line, file)
        readings += any(_READING.match(cell) for cell in line[:LONGEST_LINE].split(";"))
        if isinstance(row, BankRow):
            file.rows.append(row)
        else:
            file.bad.append(row)
    if readings:
        file.notes.append(f"Строк с показаниями счётчиков: {readings}. Загрузите их отдельно, через «Загрузку данных».")
    file.columns = [
        ("ЛИЦЕВОЙ СЧЕТ, CLIENTNO", KEYS["account"]), ("дата в строке", KEYS["paid_on"]),
        ("сумма за датой", KEYS["amount"]),
    ]  # fmt: skip
    return file


def _read_line(number: int, line: str, file: BankFile) -> BankRow | BadRow:
    if len(line) > LONGEST_LINE:
        return BadRow(number, line[:KEPT_TEXT], f"Строка длиннее {LONGEST_LINE} знаков.")
    plain: list[str] = []
    cells: dict[str, str] = {}
    for cell in line.split(";"):
        key = next((key for key, label in _LABELS.items() if label.fullmatch(cell)), "")
        if key:
            match = _LABELS[key].fullmatch(cell)
            cells.setdefault(key, match[1] if match else "")
        elif not cells:
            plain.append(cell.strip())
    day = next((place for place, cell in enumerate(plain) if _is_day(cell)), None)
    if day is None:
        return BadRow(number, line[:KEPT_TEXT], "В строке нет даты платежа.")
    cells["paid_on"] = plain[day]
    after = plain[day + 1 :]
    if day == _SBER_DAY:
        file.format_name, file.family, file.place = "Сбербанк с подписями", "sber", SBER
        cells["agent"] = plain[0]
        cells["operation"], after = (after[0], after[1:]) if after else ("", [])
    elif day:
        cells["operation"] = plain[day - 1]
    cells["amount"] = after[0] if after else ""
    if len(after) > 1 and _is_amount(after[1]):
        cells["fee"] = after[1]
    row = make_row(number, cells, line)
    if isinstance(row, BankRow) and not row.doubt:
        row.doubt = _doubt_of(line)
    return row


def _doubt_of(line: str) -> str:
    """Return why a person has to look: a word of a return in a cell that is no name, address or account."""
    for cell in line.split(";"):
        if not any(label.fullmatch(cell) for label in _LABELS.values()) and (word := given_back_in(cell)):
            return f"В строке стоит «{word}»: решает человек."
    return ""


def _is_day(text: str) -> bool:
    try:
        return len(text) >= len("1.1.2019") and not text.isdecimal() and bool(read_day(text))
    except CellError:
        return False


def _is_amount(text: str) -> bool:
    try:
        return bool(read_amount(text))
    except CellError:
        return False
