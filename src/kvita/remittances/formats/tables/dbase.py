"""DBF files: the fields of Bars, of regional centres and of Sberbank's export, in cp866 or cp1251."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import dbf

from kvita.remittances.formats.contents import KEPT_TEXT, MOST_ROWS, BankFile, BankFileError
from kvita.remittances.formats.decoding import likeliest
from kvita.remittances.formats.tables.headed import is_enough, match_names, refuse_many_cells, take_records
from kvita.remittances.formats.tables.meaning import Record

_VERSIONS: Final = (0x03, 0x30, 0x31, 0x83, 0x8B, 0xF5)
_HEAD: Final = 32
_FIELD: Final = 32
_MOST_FIELDS: Final = 255  # of the format; without a bound a small file asks for hours of work
_END_OF_FIELDS: Final = 0x0D
_TYPES: Final = frozenset(b"CNDFLIBTYMGPV@0+")
_TEXT_TYPES: Final = frozenset(b"CNDF")
_DELETED: Final = "*"
_BROKEN: Final = BankFileError("kind", "Файл DBF повреждён или скачан не до конца. Скачайте его заново.")


def looks_like_dbf(data: bytes) -> bool:
    """Tell whether the head of the data is that of a DBF file."""
    if len(data) <= _HEAD or data[0] not in _VERSIONS or not 1 <= data[2] <= 12:
        return False
    head, record = int.from_bytes(data[8:10], "little"), int.from_bytes(data[10:12], "little")
    return head > _HEAD and record > 1 and (len(data) <= _HEAD + 11 or data[_HEAD + 11] in _TYPES)


def read_dbf(
    data: bytes, columns: Mapping[str, str] | None, *, title: str, own_accounts: Iterable[str] = ()
) -> BankFile:
    """Read a DBF file; its letters are those that the bytes make Russian, whatever the head says.

    Raises `BankFileError`: "kind" for a damaged file, "unknown_format" when no columns of a payment are in it.
    """
    head, record, count = _sizes(data)
    refuse_many_cells(count, (head - _HEAD) // _FIELD)
    if count > MOST_ROWS or len(data) - head < count * record - 1:
        raise _BROKEN
    body = data[head : head + count * record]
    encoding = "cp866" if body.isascii() else likeliest(body)
    file = BankFile(title or "DBF", "dbf", title or "Банк", encoding)
    records: list[Record] = []
    names: list[str] = []
    places: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="kvita-dbf-") as folder:
        path = Path(folder) / "payments.dbf"
        path.write_bytes(data)
        try:
            rows = _plain_records(data, head, record, count, encoding) or _records(path, encoding)
            for number, found, cells in rows:
                if not records:
                    names, places = found, match_names(found, columns)
                    _refuse_unknown(names, places)
                records.append(Record(number, cells, "; ".join(cells)[:KEPT_TEXT]))
        except BankFileError:
            raise
        except Exception:  # noqa: BLE001 - a damaged file raises whatever its damaged part leads to
            raise _BROKEN from None
    take_records(file, names, places, records, own_accounts)
    return file


def _refuse_unknown(names: list[str], places: dict[str, int]) -> None:
    if not is_enough(places):
        raise BankFileError(
            "unknown_format",
            f"В файле DBF нет столбцов счёта, суммы и даты. Есть: {', '.join(names)[:200]}. "
            "Опишите столбцы в разделе «Форматы банков».",
        )


def _sizes(data: bytes) -> tuple[int, int, int]:
    head, record = int.from_bytes(data[8:10], "little"), int.from_bytes(data[10:12], "little")
    fields = data[_HEAD:head]
    if len(fields) > _MOST_FIELDS * _FIELD + _HEAD * 10:  # FoxPro keeps a note of 263 bytes behind its fields
        raise _BROKEN
    if not fields or _END_OF_FIELDS not in fields[::_FIELD] or len(data) < head:
        raise _BROKEN
    return head, record, int.from_bytes(data[4:8], "little")


def _plain_records(
    data: bytes, head: int, size: int, count: int, encoding: str
) -> Iterator[tuple[int, list[str], list[str]]] | None:
    """Return the records of a file whose fields are all text, ten times as fast as by the library, else None."""
    names: list[str] = []
    places: list[slice] = []
    start = 1  # behind the mark of a deleted record
    for at in range(_HEAD, head, _FIELD):
        if data[at] == _END_OF_FIELDS:
            break
        if data[at + 11] not in _TEXT_TYPES:
            return None
        names.append(data[at : at + 11].split(b"\0")[0].decode("ascii", errors="replace").strip())
        places.append(slice(start, start + data[at + 16]))
        start += data[at + 16]
    if start != size or not all(names):
        return None
    records = (data[at : at + size] for at in range(head, head + count * size, size))
    return (
        (number, names, [text[place].strip(" \0") for place in places])
        for number, record in enumerate(records, start=1)
        if (text := record.decode(encoding, errors="replace"))[0] != _DELETED
    )


def _records(path: Path, encoding: str) -> Iterator[tuple[int, list[str], list[str]]]:
    types = {"N": _digits, "F": _digits}  # as they stand: never a binary fraction
    table = dbf.Table(
        str(path), codepage=encoding, default_data_types=types, ignore_memos=True, unicode_errors="replace"
    )
    table.open(dbf.READ_ONLY)
    try:
        names = [str(name) for name in table.field_names]
        for number, record in enumerate(table, start=1):
            if not dbf.is_deleted(record):
                yield number, names, [_text(record[name]) for name in names]
    finally:
        table.close()


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _digits(value: bytes) -> str:
    return value.decode("ascii", errors="replace").strip()
