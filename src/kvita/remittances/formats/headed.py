"""Tables that name their columns: CSV with a header, and the fields of a DBF file."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kvita.exchange.values.texts import comparable
from kvita.remittances.formats.contents import KEPT_TEXT, LONGEST_LINE, BadRow, BankFile, BankRow
from kvita.remittances.formats.layouts import REQUIRED
from kvita.remittances.formats.rows import make_row

SEPARATORS: Final = (";", "\t", "|", ",")

# Names as banks, accounting programs and DBF files of regions write them (RULES 5.2); compared without signs and case.
_NAMES: Final = {
    "account": (
        "лицевой счет", "номер лицевого счета", "лс", "л/с", "счет абонента", "код плательщика", "платежный код",
        "PAYBULL", "BULLNUM", "LS", "L_SH", "KKC", "LICSCHET", "LIC", "ACCOUNT", "PERSACC",
    ),
    "amount": (
        "сумма", "сумма платежа", "сумма оплаты", "оплачено", "PAYSUMM", "SUM_PL", "SUMMA", "SUM", "PLAT_KR", "AMOUNT",
    ),
    "paid_on": (
        "дата платежа", "дата оплаты", "дата операции", "дата", "PAYDATE", "DT_PAY", "DATE_P", "DATE_PAY", "STDATE",
        "DATE",
    ),
    "posted_on": ("дата учета", "дата зачисления", "дата поступления", "дата поручения", "PP_DATE", "DT_BANK"),
    "operation": ("номер операции", "код операции", "операция", "PAYUNID", "UNID", "OPER", "OPERATION"),
    "agent": ("место платежа", "отделение", "касса", "FILIAL", "AGENT"),
    "payer": ("плательщик", "фио", "ф и о", "FIO", "PAYNAME1", "NAME1"),
    "payer2": ("PAYNAME2", "NAME2"),
    "payer3": ("PAYNAME3", "NAME3"),
    "address": ("адрес", "ADR1", "ADDRESS", "ADRESS"),
    "for_month": ("период", "за месяц", "за какой месяц оплачено", "месяц", "PERIOD"),
    "fee": ("комиссия", "FEE", "COMMISSION"),
    "transfer": ("к перечислению", "перечислено", "SUM_PN"),
    "order_number": ("номер поручения", "платежное поручение", "PP_NUMB", "PLP"),
    "purpose": ("назначение платежа", "назначение", "PURPOSE"),
    "unified_account": ("елс", "единый лицевой счет", "ELS"),
    "outer_account": ("OUTERLS",),
}  # fmt: skip
_KEYS: Final = {comparable(name): key for key, names in _NAMES.items() for name in names}


def match_names(names: Sequence[str], columns: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return where each known column stands; `columns` (key → name in the file) comes before the usual names."""
    own = {comparable(str(name)): key for key, name in (columns or {}).items()}
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        key = own.get(comparable(name)) or _KEYS.get(comparable(name))
        if key is not None:
            found.setdefault(key, place)
    return found


def is_enough(places: Mapping[str, int]) -> bool:
    """Tell whether these columns make a payment: account (or a purpose that names it), sum, day."""
    return all(key in places or (key == "account" and "purpose" in places) for key in REQUIRED)


def find_header(
    lines: Sequence[str], columns: Mapping[str, str] | None = None
) -> tuple[int, str, dict[str, int], int] | None:
    """Return the header: its line (from 0), the separator, the columns, the width; None where there is none."""
    for number, line in enumerate(lines[:20]):
        for separator in SEPARATORS:
            names = next(csv.reader([line[:LONGEST_LINE]], delimiter=separator), [])
            places = match_names(names, columns)
            if is_enough(places):
                return number, separator, places, len(names)
    return None


def read_headed(
    lines: Sequence[str], header: tuple[int, str, dict[str, int], int], *, title: str, encoding: str
) -> BankFile:
    """Read the lines below a header. A line «Итого» is left out."""
    number, separator, places, width = header
    file = BankFile(title or "таблица с заголовком", "table", title or "Банк", encoding)
    for line_number, line in enumerate(lines[number + 1 :], start=number + 2):
        if not line.strip() or line.lstrip('"; ').casefold().startswith(("итого", "всего", "#", "=")):
            continue
        if len(line) > LONGEST_LINE:
            file.bad.append(BadRow(line_number, line[:KEPT_TEXT], f"Строка длиннее {LONGEST_LINE} знаков."))
            continue
        cells = next(csv.reader([line], delimiter=separator), []) if '"' in line else line.split(separator)
        if len(cells) < width or [cell for cell in cells[width:] if cell.strip()]:
            reason = f"Столбцов {len(cells)}, а в заголовке {width}."
            file.bad.append(BadRow(line_number, line[:KEPT_TEXT], reason))
            continue
        add_row(file, make_row(line_number, named(cells, places), line))
    return file


def named(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    """Return the cells by key; the parts of a name are put together, an outer account stands in for a missing one."""
    texts = {key: cells[place] for key, place in places.items()}
    parts = [texts.pop(key).strip() for key in ("payer", "payer2", "payer3") if key in texts]
    texts["payer"] = " ".join(part for part in parts if part)
    outer = texts.pop("outer_account", "")
    if not texts.get("account", "").strip():
        texts["account"] = outer
    return texts


def add_row(file: BankFile, row: BankRow | BadRow) -> None:
    """Put a row where it belongs."""
    if isinstance(row, BankRow):
        file.rows.append(row)
    else:
        file.bad.append(row)


def keep_known(columns: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Return a stored description of columns as names in the file; what is no column is left out."""
    return {str(key): str(name) for key, name in columns if key in _NAMES}
