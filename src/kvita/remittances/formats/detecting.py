"""Which format a file is in, by its content."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from kvita.remittances.formats.archives import is_archive, is_workbook, unpack
from kvita.remittances.formats.columns import find_layout, read_columns, split_lines
from kvita.remittances.formats.contents import LARGEST_FILE, MOST_ROWS, BankFile, BankFileError
from kvita.remittances.formats.decoding import decode
from kvita.remittances.formats.labelled import looks_labelled, read_labelled
from kvita.remittances.formats.layouts import ColumnLayout
from kvita.remittances.formats.onec import SIGNATURE, read_onec
from kvita.remittances.formats.reversals import settle_reversals
from kvita.remittances.formats.tables.dbase import looks_like_dbf, read_dbf
from kvita.remittances.formats.tables.headed import find_header, keep_known, read_headed
from kvita.remittances.formats.tables.workbooks import read_rows, read_workbook

_PACK_CELLS = 4


@dataclass(frozen=True, slots=True)
class OwnLayout:
    """Columns that an organisation has described for a bank: by number, or by the name in the head of the table."""

    key: str
    title: str
    separator: str = ";"
    width: int = 0
    columns: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_numbered(self) -> bool:
        """True when all columns are given by their number."""
        return bool(self.columns) and all(isinstance(place, int) for place in self.columns.values())


def read_bank_file(data: bytes, *, own_accounts: Collection[str] = (), layout: OwnLayout | None = None) -> BankFile:
    """Read a file of any known format, or by the organisation's own `layout`.

    `own_accounts` are the settlement accounts of the organisation's payees: of a bank statement only the documents paid
    to them are taken. Raises `BankFileError`.
    """
    if len(data) > LARGEST_FILE:
        raise BankFileError("large", f"Файл больше {LARGEST_FILE // 1024 // 1024} МБ. Разделите его на части.")
    note = ""
    if is_archive(data) and not is_workbook(data):
        data, note = unpack(data)
        if is_archive(data) and not is_workbook(data):
            raise BankFileError("kind", "В архиве ещё один архив. Распакуйте его и загрузите сам файл.")
    file = _read(data, own_accounts, layout)
    file.notes += [note] if note else []
    settle_reversals(file)
    if len(file.rows) + len(file.bad) > MOST_ROWS:
        raise BankFileError("large", f"В файле больше {MOST_ROWS} строк. Разделите его на части.")
    if not file.rows and not file.bad:
        raise BankFileError("empty", _nothing_in(file))
    return file


def _read(data: bytes, own_accounts: Collection[str], layout: OwnLayout | None) -> BankFile:
    names = keep_known(layout.columns.items()) if layout and not layout.is_numbered else {}
    title = layout.title if layout else ""
    if looks_like_dbf(data):
        return read_dbf(data, names, title=title, own_accounts=own_accounts)
    if not is_archive(data):
        text, encoding = decode(data)
        return _read_text(list(split_lines(text)), text, encoding, own_accounts, layout)
    rows = read_rows(data)
    if file := read_workbook(rows, names, title=title, own_accounts=own_accounts):
        return file
    lines = _as_lines(rows, layout.separator if layout else ";")
    return _read_text(lines, "\n".join(lines[:1]), "xlsx", own_accounts, layout)


def _read_text(
    lines: list[str], text: str, encoding: str, own_accounts: Collection[str], layout: OwnLayout | None
) -> BankFile:
    names = keep_known(layout.columns.items()) if layout and not layout.is_numbered else {}
    if text.lstrip("\ufeff \t\r\n").startswith(SIGNATURE):
        return read_onec(lines, own_accounts=own_accounts, encoding=encoding)
    if layout is not None and layout.is_numbered:
        return read_columns(lines, _numbered(layout, lines), encoding=encoding)
    if known := (find_layout(lines) if layout is None else None):
        return read_columns(lines, known, encoding=encoding)
    if layout is None and looks_labelled(lines):
        return read_labelled(lines, encoding=encoding)
    if header := find_header(lines, names):
        title = layout.title if layout else ""
        return read_headed(lines, header, title=title, encoding=encoding, own_accounts=own_accounts)
    raise _unknown(lines)


def _as_lines(rows: Sequence[tuple[int, list[str]]], separator: str) -> list[str]:
    """Return the rows of a sheet as lines of text under their own numbers: a registry that was opened in Excel."""
    last = rows[-1][0] if len(rows) and rows[-1][0] <= 2 * MOST_ROWS else 0
    lines = [""] * last
    for line, cells in rows[: MOST_ROWS if last else 0]:
        lines[line - 1] = separator.join(cells)
    return lines


def _nothing_in(file: BankFile) -> str:
    if not file.not_taken:
        return "В файле нет ни одного платежа. Проверьте, за тот ли день он скачан."
    kinds = ", ".join(f"{kind} — {count}" for kind, count in Counter(it.kind for it in file.not_taken).items())
    return f"В файле нет ни одного поступления, зачислять нечего. Не взяты: {kinds}."


def _numbered(layout: OwnLayout, lines: Sequence[str]) -> ColumnLayout:
    columns = {key: place for key, place in layout.columns.items() if isinstance(place, int)}
    return ColumnLayout(
        name=layout.title,
        family=f"own-{layout.key}",
        place=layout.title,
        separator=layout.separator,
        width=layout.width or _usual_width(layout.separator, lines),
        columns=columns,
    )


def _usual_width(separator: str, lines: Sequence[str]) -> int:
    """Return how many cells most of the lines have; an empty one at the end is none."""
    widths = [line.rstrip().rstrip(separator).count(separator) + 1 for line in lines[:200] if line.strip()]
    return max(set(widths), key=widths.count, default=1)


def _unknown(lines: Sequence[str]) -> BankFileError:
    first = next((line for line in lines if line.strip()), "")
    if len(first.split("|")) == _PACK_CELLS and first.count(".") > 1:
        return BankFileError("unknown_format", "Это сводка к реестру, платежей в ней нет. Загрузите файл со строками.")
    return BankFileError(
        "unknown_format",
        f"Формат не опознан. Первая строка: «{first.strip()[:80]}». "
        "Опишите столбцы этого банка в разделе «Форматы банков» и загрузите файл снова.",
    )
