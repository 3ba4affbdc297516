"""Files that are no table, or are made to hurt: one clear sentence, nothing stored, little memory."""

import io
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kvita.exchange.enums import ImportKind
from kvita.exchange.kinds import COLUMNS
from kvita.exchange.readers import FileRefusedError, open_table
from kvita.exchange.readers import archives as archives_module
from tests.exchange.samples import DATA, STATEMENT_HEADER, Import, dump

CHARGES = (DATA / "charges.csv").read_bytes()


def xlsx(rows: int = 3) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for _ in range(rows):
        sheet.append(["Платежный код", "Сумма платежа", "Дата платежа"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The workbook with parts changed or dropped."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return stream.getvalue()


def bomb(name: str, content: bytes) -> bytes:
    return b"<worksheet>" + b" " * 200_000_000 if name.endswith("sheet1.xml") else content


def entities(name: str, content: bytes) -> bytes:
    return b'<!DOCTYPE lolz [<!ENTITY lol "lol">]>' + content if name.endswith("sheet1.xml") else content


def entities_in(part: str, encoding: str = "utf-8", padding: int = 0) -> Callable[[str, bytes], bytes]:
    """A document type in another part than a sheet, in another encoding, or cut by the end of a piece."""
    words = f"<?xml version='1.0'?>{' ' * padding}<!DOCTYPE lolz [<!ENTITY lol 'lol'>]>".encode(encoding)
    return lambda name, content: words + content if name == part else content


def row(number: str, cells: str = "<c t='inlineStr'><is><t>x</t></is></c>") -> Callable[[str, bytes], bytes]:
    """One more row of this number at the end of the sheet."""
    added = f'<row r="{number}">{cells}</row></sheetData>'.encode()
    return lambda name, content: content.replace(b"</sheetData>", added) if "sheet1" in name else content


def rows_of_nothing(name: str, content: bytes) -> bytes:
    return content.replace(b"</sheetData>", b"<row/>" * 20_001 + b"</sheetData>") if "sheet1" in name else content


def deep_tags(name: str, content: bytes) -> bytes:
    deep = b"<a>" * 40_000 + b"</a>" * 40_000  # several pieces
    return content.replace(b"</sheetData>", b"</sheetData>" + deep) if "sheet1" in name else content


def deep_theme(name: str, content: bytes) -> bytes:
    return ("<a>" * 40_000 + "</a>" * 40_000).encode("utf-16") if name == "xl/theme/theme1.xml" else content


def many_small_parts(name: str, content: bytes) -> bytes:
    return content + b" " * 7_900_000 if name.endswith(".xml") else content


def endless_row(name: str, content: bytes) -> bytes:
    text = random.Random(1).randbytes(350 * 14_000).hex().encode()
    cells = b"".join(
        b"<c t='inlineStr'><is><t>" + text[at : at + 700] + b"</t></is></c>" for at in range(0, len(text), 700)
    )
    return content.replace(b"</sheetData>", b"<row>" + cells + b"</row></sheetData>") if "sheet1" in name else content


def endless_columns(name: str, content: bytes) -> bytes:
    columns = b"".join(b'<col min="%d" max="2"/>' % number for number in range(250_000))
    return content.replace(b"<sheetData>", b"<cols>" + columns + b"</cols><sheetData>") if "sheet1" in name else content


def endless_styles(name: str, content: bytes) -> bytes:
    return content.replace(b"<cellXfs", b"<x/>" * 1_100_000 + b"<cellXfs") if name.endswith("styles.xml") else content


def endless_cell(name: str, content: bytes) -> bytes:
    return (
        content.replace(b"<sheetData>", b"<sheetData>" + bytes(range(48, 58)) * 20_000) if "sheet1" in name else content
    )


def without_sheet(name: str, content: bytes) -> bytes | None:
    return None if name.endswith("sheet1.xml") else content


def damaged_sheet(name: str, content: bytes) -> bytes:
    return content[: len(content) // 2] if name.endswith("sheet1.xml") else content


CASES = {
    "empty": (b"", "file_empty", "пустой"),
    "only blanks": (b"\xef\xbb\xbf \r\n\r\n", "file_empty", "пустой"),
    "pdf": (b"%PDF-1.7\n\x00\x01", "file_kind", "PDF"),
    "png": (b"\x89PNG\r\n\x1a\n\x00\x00", "file_kind", "PNG"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "file_kind", "старый формат Excel"),
    "html": (b"<!DOCTYPE html><table><tr><td>", "file_kind", "веб-страница"),
    "binary": (bytes(range(256)) * 10, "file_kind", "не текст"),
    "zip": (b"PK\x03\x04" + bytes(100), "file_broken", "повреждён"),
    "utf-16": (CHARGES.decode("cp1251").encode("utf-16"), "file_encoding", "UTF-16"),
    "utf-16 without mark": (CHARGES.decode("cp1251").encode("utf-16-le"), "file_encoding", "UTF-16"),
    "cp866": (CHARGES.decode("cp1251").encode("cp866"), "file_encoding", "cp866"),
    "koi8-r": (CHARGES.decode("cp1251").encode("koi8-r"), "file_encoding", "КОИ-8"),
    "missing column": (STATEMENT_HEADER.replace("Услуга;", "").encode(), "column_missing", "«Услуга»"),
    "no account": (STATEMENT_HEADER.replace("Платежный код;", "").encode(), "column_missing", "«Лицевой счет»"),
    "100 000 columns": (STATEMENT_HEADER.encode() + b";x" * 100_000, "line_long", "64 кБ"),
    "300 columns": (STATEMENT_HEADER.encode() + b";x" * 300, "columns_many", "313 столбцов"),
    "open quote": (STATEMENT_HEADER.encode() + b'\r\n1;"' + b"x;\r\n" * 30_000, "quotes", "кавычки"),
    "byte outside cp1251": (STATEMENT_HEADER.encode("cp1251") + b"\r\n\x98;\r\n", "file_encoding", "Строка 2"),
    "cut xlsx": (xlsx()[:-300], "file_broken", "повреждён"),
    "half xlsx": (xlsx()[: len(xlsx()) // 2], "file_broken", "повреждён"),
    "xlsx without a sheet": (repacked(without_sheet), "file_empty", "ни одной"),
    "xlsx with a damaged sheet": (repacked(damaged_sheet), "file_broken", "повреждён"),
    "xlsx bomb": (repacked(bomb), "file_bomb", "в сотни раз"),
    "xlsx with entities": (repacked(entities), "file_bomb", "вредоносных"),
    "xlsx with entities in its styles": (repacked(entities_in("xl/styles.xml")), "file_bomb", "DOCTYPE"),
    "xlsx with entities in its book": (repacked(entities_in("xl/workbook.xml")), "file_bomb", "DOCTYPE"),
    "xlsx with entities in its theme": (repacked(entities_in("xl/theme/theme1.xml")), "file_bomb", "DOCTYPE"),
    "xlsx with entities in UTF-16": (repacked(entities_in("xl/styles.xml", "utf-16")), "file_bomb", "DOCTYPE"),
    "xlsx with entities cut": (repacked(entities_in("xl/workbook.xml", padding=65_511)), "file_bomb", "DOCTYPE"),
    "xlsx of many small bombs": (repacked(many_small_parts), "file_bomb", "в сотни раз"),
    "xlsx with an endless row": (repacked(endless_row), "cell_long", "слишком много текста"),
    "xlsx with endless columns": (repacked(endless_columns), "file_broken", "повреждён"),
    "xlsx with endless styles": (repacked(endless_styles), "file_large", "оформления"),
    "xlsx with an endless cell": (repacked(endless_cell), "cell_long", "слишком длинный текст"),
    "xlsx of tags within tags": (repacked(deep_tags), "file_bomb", "вложены"),
    "xlsx of tags within tags in UTF-16": (repacked(deep_theme), "file_bomb", "вложены"),
    "empty xlsx": (xlsx(0), "file_empty", "ни одной"),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.django_db
def test_a_clear_refusal_and_nothing_stored(name: str, bring: Import) -> None:
    content, code, words = CASES[name]
    before = dump()
    with pytest.raises(FileRefusedError, match=words) as refusal:
        bring("statements", content)
    assert refusal.value.code == code
    assert dump() == before


@pytest.mark.parametrize("place", ["header", "row"])
def test_a_line_of_200_megabytes_never_gets_into_memory(tmp_path: Path, place: str) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"" if place == "header" else STATEMENT_HEADER.encode() + b"\r\n")
        for _ in range(200):
            file.write(b"1;" * 500_000)
    tracemalloc.start()
    try:
        with pytest.raises(FileRefusedError, match="64 кБ"):
            list(open_table(path, COLUMNS[ImportKind.STATEMENTS]).chunks())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40_000_000


def test_no_such_file(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(FileRefusedError, match="не читается"):
            open_table(path, COLUMNS[ImportKind.PAYMENTS])


def test_a_word_document_is_not_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(FileRefusedError, match="архив, а не таблица"):
        open_table(path, COLUMNS[ImportKind.PAYMENTS])


def test_a_bomb_is_told_by_the_directory_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives_module, "_check_part", lambda *_: pytest.fail("unpacked"))
    path = tmp_path / "a.xlsx"
    path.write_bytes(repacked(bomb))
    with pytest.raises(FileRefusedError, match="в сотни раз"):
        open_table(path, COLUMNS[ImportKind.PAYMENTS])


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        ("3000000", "rows_wrong", "Строка 3000000 после строки 3"),
        ("2", "rows_wrong", "Строка 2 после строки 3"),
        ("-5", "rows_wrong", "Строка -5"),
        ("x", "file_broken", "повреждён"),
    ],
)
def test_rows_that_excel_cannot_have_are_refused(tmp_path: Path, number: str, code: str, words: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(repacked(row(number)))
    with pytest.raises(FileRefusedError, match=words) as refusal:
        list(open_table(path, COLUMNS[ImportKind.PAYMENTS]).chunks())
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (rows_of_nothing, "rows_empty", "больше 20000 пустых строк"),
        (row("9", "<c/>" * 17_000), "columns_many", "больше 16384 ячеек"),
        (row("9", "<c/>" * 100_000), "columns_many", "больше 16384 ячеек"),
    ],
    ids=["rows", "cells", "cells of several pieces"],
)
def test_what_holds_nothing_has_an_end_too(
    tmp_path: Path, change: Callable[[str, bytes], bytes], code: str, words: str
) -> None:
    """A kilobyte of empty rows or cells costs as much time as full ones."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(repacked(change))
    with pytest.raises(FileRefusedError, match=words) as refusal:
        list(open_table(path, COLUMNS[ImportKind.PAYMENTS]).chunks())
    assert refusal.value.code == code


def test_rows_that_a_file_skips_cost_nothing_and_keep_their_numbers(tmp_path: Path) -> None:
    """A thousand gaps of a thousand rows each: what is read is what stands in the file."""
    rows = "".join(
        f'<row r="{number * 1_000}"><c t="inlineStr" r="A{number * 1_000}"><is><t>551412</t></is></c></row>'
        for number in range(1, 1_001)
    )
    path = tmp_path / "a.xlsx"
    ending = f"{rows}</sheetData>".encode()
    path.write_bytes(
        repacked(lambda name, content: content.replace(b"</sheetData>", ending) if "sheet1" in name else content)
    )
    chunks = list(open_table(path, COLUMNS[ImportKind.PAYMENTS]).chunks())
    assert sum(chunk.frame.height for chunk in chunks) == 2 + 1_000
    assert [chunk.frame["line"][-1] for chunk in chunks] == [1_000_000]
