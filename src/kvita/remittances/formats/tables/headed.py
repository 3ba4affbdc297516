"""Tables that name their columns: CSV with a header, workbooks, and the fields of a DBF file."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kvita.exchange.values.signs import Sign
from kvita.exchange.values.texts import comparable
from kvita.remittances.formats.contents import (
    KEPT_TEXT,
    LONGEST_LINE,
    MOST_CELLS,
    BadRow,
    BankFile,
    BankFileError,
    BankRow,
    NotTaken,
)
from kvita.remittances.formats.layouts import KEYS, REQUIRED
from kvita.remittances.formats.rows import make_row
from kvita.remittances.formats.tables.lines import TotalsCheck, fit, is_remark, is_total, unwrap
from kvita.remittances.formats.tables.meaning import Record, Sieve, build_sieve, has_numbers, say_signs

SEPARATORS: Final = (";", "\t", "|", ",")

# Names as banks, accounting programs and DBF files of regions write them; compared without signs and case.
# Where two columns fit one key, the name that stands first here counts.
_NAMES: Final = {
    "account": (
        "лицевой счет", "номер лицевого счета", "лицевой счет плательщика", "лицевой счет абонента", "лицевой счет №",
        "лицевого счета", "лс", "л/с", "лсч", "л/счет", "лиц счет", "лицсчет", "лиц сч", "номер лс", "n лс", "nлс",
        "n лицевого счета", "лс абонента", "лс плательщика", "лицевой", "счет абонента", "номер абонента",
        "код абонента", "код плательщика", "платежный код", "PAYBULL",
        "BULLNUM", "LS", "L_SH", "KKC", "LICSCHET", "LIC", "LIC_SCHET", "ACCOUNT", "PERSACC", "CLIENTNO",
    ),
    "amount": (
        "сумма платежа", "сумма оплаты", "сумма", "сумма операции", "оплачено", "сумма руб", "сумма в рублях",
        "PAYSUMM", "SUM_PL", "SUMMA", "SUM", "PLAT_KR", "AMOUNT",
    ),
    "debit": (
        "дебет", "сумма по дебету", "оборот дебет", "обороты по дебету", "дебет руб", "списано", "списание",
        "сумма списания", "расход", "дт", "debit",
    ),
    "credit": (
        "кредит", "сумма по кредиту", "оборот кредит", "обороты по кредиту", "кредит руб", "поступило", "поступление",
        "сумма поступления", "зачислено", "зачисление", "сумма зачисления", "приход", "кт", "credit",
    ),
    "paid_on": (
        "дата платежа", "дата оплаты", "дата операции", "дата и время платежа", "дата и время операции",
        "дата и время", "дата документа", "дата", "PAYDATE", "DT_PAY", "DATE_P", "DATE_PAY", "STDATE", "DATE",
    ),
    "posted_on": (
        "дата учета", "дата зачисления", "дата поступления", "дата поручения", "дата проводки", "дата проведения",
        "PP_DATE", "DT_BANK",
    ),
    "operation": ("номер операции", "код операции", "операция", "id операции", "PAYUNID", "UNID", "OPER", "OPERATION"),
    "agent": ("место платежа", "отделение", "касса", "FILIAL", "AGENT"),
    "payer": (
        "плательщик", "фио плательщика", "фио", "ф и о", "наименование плательщика", "контрагент", "FIO", "PAYNAME1",
        "NAME1",
    ),
    "payer2": ("PAYNAME2", "NAME2"),
    "payer3": ("PAYNAME3", "NAME3"),
    "address": ("адрес", "адрес плательщика", "ADR1", "ADDRESS", "ADRESS"),
    "for_month": (
        "период", "период оплаты", "за месяц", "за какой месяц оплачено", "оплачиваемый период", "месяц", "PERIOD",
    ),
    "fee": ("комиссия", "сумма комиссии", "комиссия банка", "FEE", "COMMISSION"),
    "transfer": ("к перечислению", "сумма к перечислению", "перечислено", "SUM_PN"),
    "order_number": ("номер поручения", "номер платежного поручения", "платежное поручение", "PP_NUMB", "PLP"),
    "purpose": ("назначение платежа", "назначение", "основание платежа", "PURPOSE"),
    "unified_account": ("елс", "единый лицевой счет", "ELS"),
    "outer_account": ("OUTERLS",),
    "receiver_account": (
        "счет получателя", "расчетный счет получателя", "р/с получателя", "номер счета получателя", "счет кредита",
        "получательсчет", "получательрасчсчет",
    ),
    "direction": (
        "направление", "направление платежа", "направление операции", "приход/расход", "расход/приход", "дебет/кредит",
        "кредит/дебет", "дт/кт", "д/к", "к/д", "вид движения", "тип движения", "признак дебета кредита", "признак дк",
        "списание/зачисление", "поступление/списание", "зачисление/списание", "знак", "знак операции", "DIRECTION",
        "DC", "debit/credit",
    ),
    "kind": ("тип операции", "вид операции", "характер операции", "OPERATION_TYPE"),
    "state": (
        "статус", "статус платежа", "статус операции", "статус документа", "состояние", "состояние платежа",
        "состояние операции", "состояние документа", "проведен", "проведено", "исполнен", "исполнено", "STATUS",
        "STATE",
    ),
    "cancelled": (
        "отменен", "отменено", "отмена", "аннулирован", "аннулировано", "признак отмены", "признак возврата", "возврат",
        "возвращен", "сторно", "сторнирован", "признак сторно", "CANCELLED", "CANCELED", "REFUNDED", "STORNO",
    ),
    "currency": ("валюта", "код валюты", "валюта платежа", "валюта операции", "валюта счета", "CURRENCY"),
}  # fmt: skip
_KEYS: Final = {comparable(name): key for key, names in _NAMES.items() for name in names}
_RANKS: Final = {comparable(name): rank for names in _NAMES.values() for rank, name in enumerate(names)}
_MEANINGS: Final = {
    **KEYS, "debit": "исходящая сумма, не берём", "credit": "сумма", "payer2": "плательщик", "payer3": "плательщик",
    "outer_account": "лицевой счёт", "receiver_account": "счёт получателя",
}  # fmt: skip
_UNIT = re.compile(r"[\s,(]*(?:в\s+)?(?:руб(?:\.|лях|лей)?|₽|rub|rur)[.)\s]*$", re.IGNORECASE)
_MOST_LINES_IN_CELL: Final = 30


def match_names(names: Sequence[str], columns: Mapping[str, str] | None = None) -> dict[str, int]:
    """Return where each known column stands; `columns` (key → name in the file) comes before the usual names."""
    own = {comparable(str(name)): key for key, name in (columns or {}).items()}
    found: dict[str, tuple[int, int]] = {}
    for place, name in enumerate(names):
        folded = comparable(name)
        key, rank = own.get(folded), -1
        if key is None and folded not in _KEYS:
            folded = comparable(_UNIT.sub("", name))  # «Сумма, руб.»
        if key is None:
            key, rank = _KEYS.get(folded), _RANKS.get(folded, 0)
        if key is not None and (key not in found or rank < found[key][0]):
            found[key] = (rank, place)
    return {key: place for key, (_, place) in found.items()}


def is_enough(places: Mapping[str, int]) -> bool:
    """Tell whether these columns make a payment: account (or a purpose that names it), sum, day."""
    stand_ins = {"account": "purpose", "amount": "credit"}
    return all(key in places or stand_ins.get(key) in places for key in REQUIRED)


def find_header(
    lines: Sequence[str], columns: Mapping[str, str] | None = None
) -> tuple[int, str, dict[str, int], list[str]] | None:
    """Return the header: its line (from 0), the separator, the columns, the names; None where there is none."""
    for number, line in enumerate(lines[:20]):
        for separator in SEPARATORS:
            names = next(csv.reader([line[:LONGEST_LINE]], delimiter=separator), [])
            places = match_names(names, columns)
            if is_enough(places):
                return number, separator, places, names
    return None


def read_headed(
    lines: Sequence[str],
    header: tuple[int, str, dict[str, int], list[str]],
    *,
    title: str,
    encoding: str,
    own_accounts: Iterable[str] = (),
) -> BankFile:
    """Read the lines below a header. A line «Итого» is compared with the rows above it."""
    number, separator, places, names = header
    file = BankFile(title or "таблица с заголовком", "table", title or "Банк", encoding)
    width = len(names)
    records = []
    for line_number, line, found in _split(lines, number + 1, separator):
        if not line.strip():
            continue
        cells = fit(found, width)
        if len(line) > LONGEST_LINE:
            file.bad.append(BadRow(line_number, line[:KEPT_TEXT], f"Строка длиннее {LONGEST_LINE} знаков."))
        elif len(cells) < width or [cell for cell in cells[width:] if cell.strip()]:
            reason = f"Столбцов {len(cells)}, а в заголовке {width}."
            file.bad.append(BadRow(line_number, line[:KEPT_TEXT], reason))
        else:
            records.append(Record(line_number, cells, line))
            refuse_many_cells(len(records), width)
    take_records(file, names, places, records, own_accounts)
    file.bad.sort(key=lambda bad: bad.line)
    return file


def take_records(
    file: BankFile, names: Sequence[str], places: dict[str, int], lines: Sequence[Record], own_accounts: Iterable[str]
) -> None:
    """Put the receipts of a table into the file, the rest among what is not taken.

    Raises `BankFileError`: "columns", "totals".
    """
    lines = [Record(it.line, [unwrap(cell) for cell in it.cells], it.raw) if "=" in it.raw else it for it in lines]
    ends = {it.line for it in lines if is_total(it.cells, places)}
    records = [it for it in lines if it.line not in ends and not is_remark(it.cells)]
    sieve = build_sieve(names, places, records, own_accounts)
    if "operation" in places and not has_numbers(records, places["operation"]):
        del places["operation"]
    file.columns = [(names[place].strip(), _MEANINGS[key]) for key, place in places.items() if key in _MEANINGS]
    file.columns += say_signs(sieve)
    twins, check = _twins(names, places), TotalsCheck(file, unread=len(file.bad))
    for record in lines:
        if record.line in ends:
            check.compare(record.line, record.cells, sieve.amount_of(record))
        elif is_remark(record.cells):
            file.remark_lines.append(record.line)
        else:
            check.add(sieve.amount_of(record), is_taken=_take(file, record, sieve, places, twins))
    if file.remark_lines:
        file.notes.append(f"Примечания в файле, не читали: строки {', '.join(map(str, file.remark_lines[:10]))}.")


def _take(
    file: BankFile, record: Record, sieve: Sieve, places: Mapping[str, int], twins: Mapping[str, list[int]]
) -> bool:
    """Put a row where it belongs; tell whether it is a receipt."""
    sign, doubt = sieve.judge(record)
    cells = named(record.cells, places)
    cells["amount"] = sieve.amount_of(record)
    row = make_row(record.line, cells, record.raw)
    amount = row.amount if isinstance(row, BankRow) else None
    if sign is None and amount is not None and amount < 0 and "account" not in places:
        sign = Sign.OUT  # a statement with signed sums: what went out has a minus
    if sign is not None:
        file.not_taken.append(NotTaken(record.line, sign.value, amount or sieve.spent(record)))
        return False
    if isinstance(row, BankRow):
        sums = [places["amount"], *twins["amount"]] if twins["amount"] and "amount" in places else []
        row.doubt = row.doubt or doubt or _differing(record, sums)
        others = [record.cells[place].strip() for place in twins["account"]]
        row.perhaps = (*row.perhaps, *(it for it in others if it and it != row.account))
    add_row(file, row)
    return True


def refuse_many_cells(rows: int, width: int) -> None:
    """Raise `BankFileError` "large" for a table whose cells would take more memory than a registry ever needs."""
    if rows * width > MOST_CELLS:
        raise BankFileError(
            "large",
            f"В таблице слишком много ячеек: строк больше {MOST_CELLS // max(1, width)} при {width} столбцах. "
            "Уберите лишние столбцы или разделите файл на части.",
        )


def _twins(names: Sequence[str], places: Mapping[str, int]) -> dict[str, list[int]]:
    """Return further columns that may hold the sum or the account, by key."""
    twins: dict[str, list[int]] = {"account": [], "amount": []}
    for place, name in enumerate(names):
        key = _KEYS.get(comparable(name), "")
        if key in twins and place not in places.values():
            twins[key].append(place)
    return twins


def _differing(record: Record, places: Sequence[int]) -> str:
    """Return a doubt where two columns name different sums: nobody knows which of them was paid."""
    texts = dict.fromkeys(text for place in places if (text := record.cells[place].strip()))
    return f"В двух столбцах разные суммы: {', '.join(texts)[:80]}. Решает человек." if len(texts) > 1 else ""


def _split(lines: Sequence[str], start: int, separator: str) -> Iterator[tuple[int, str, list[str]]]:
    """Yield the number, the text and the cells of each row; a quoted cell may go over several lines."""
    at = start
    while at < len(lines):
        line, taken = lines[at], 1
        if '"' in line:
            while _is_open(line, separator) and taken < _MOST_LINES_IN_CELL and at + taken < len(lines):
                line = f"{line}\n{lines[at + taken]}"
                taken += 1
            if taken > 1 and _is_open(line, separator):
                line, taken = lines[at], 1  # a quote that nobody closes is a sign like others
            cells = next(csv.reader(io.StringIO(line, newline="\n"), delimiter=separator), [])
        else:
            cells = line.split(separator)
        yield at + 1, line, cells
        at += taken


def _is_open(line: str, separator: str) -> bool:
    """Tell whether a cell that begins with a quote has no end in this text."""
    return line.count('"') % 2 == 1 and bool(re.search(rf'(?:^|{re.escape(separator)})\s*"', line))


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
