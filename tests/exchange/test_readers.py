"""Tables from files: encodings, separators, widths, quotes, sheets."""

import datetime as dt
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from kvita.exchange.readers import Column, FileRefusedError, Table, open_table
from kvita.exchange.readers import delimited as delimited_module
from tests.exchange.samples import DATA

COLUMNS = (Column("code", "Платежный код", required=True), Column("name", "Квартиросъемщик", ("ФИО",)),
           Column("amount", "Сумма"))  # fmt: skip
TEXT = "Платежный код;Квартиросъёмщик;Сумма\r\n0012;Иванов;1,50\r\n0013;Пётр;2\r\n"


def table(path: Path) -> Table:
    return open_table(path, COLUMNS)


def rows(opened: Table) -> list[tuple[object, ...]]:
    return [row for chunk in opened.chunks() for row in chunk.frame.iter_rows()]


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators_are_found_by_content(tmp_path: Path, encoding: str, separator: str) -> None:
    text = TEXT.replace("1,50", "1.50").replace(";", separator)
    opened = table(write(tmp_path / "a.csv", text.encode(encoding)))
    assert rows(opened) == [(2, "0012", "Иванов", "1.50"), (3, "0013", "Пётр", "2")]


def test_the_files_of_the_manual_differ_on_purpose() -> None:
    notes = {name: open_table(DATA / name, COLUMNS[:1]).reader.note for name in
             ("accounts.csv", "charges.csv", "meters.csv", "payments.csv")}  # fmt: skip
    assert notes == {
        "accounts.csv": "UTF-8, точка с запятой",
        "charges.csv": "Windows-1251, точка с запятой",
        "meters.csv": "UTF-8 с BOM, точка с запятой",
        "payments.csv": "UTF-8, запятая",
    }


def test_cyrillic_far_behind_the_start_decides_the_encoding(tmp_path: Path) -> None:
    head = "Code;Платежный код\r\n".encode("cp1251")
    opened = open_table(write(tmp_path / "a.csv", head + b"1;2\r\n" * 900_000 + "я;ё\r\n".encode("cp1251")), COLUMNS)
    last = list(opened.chunks())[-1].frame
    assert last.row(-1) == (900_002, "ё")


def test_header_in_any_order_case_and_spelling_unknown_columns_named(tmp_path: Path) -> None:
    opened = table(write(tmp_path / "a.csv", "СУММА ;Прим.;ф.и.о.;платёжный  код;Прим.\n1;x;Анна;7;\n"))
    (row,) = [row for chunk in opened.chunks() for row in chunk.frame.iter_rows(named=True)]
    assert row == {"line": 2, "code": "7", "name": "Анна", "amount": "1"}
    assert opened.layout.unknown == ("Прим.",)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("ФИО;Сумма\nx;1\n", "column_missing", "«Платежный код»"),
        ("Платежный код;ФИО;Квартиросъемщик\n1;a;b\n", "column_twice", "дважды"),
        ("\r\n;;\r\n", "file_empty", "пуст"),
    ],
)
def test_headers_that_are_refused(tmp_path: Path, text: str, code: str, words: str) -> None:
    with pytest.raises(FileRefusedError, match=words) as refusal:
        table(write(tmp_path / "a.csv", text))
    assert refusal.value.code == code


def test_lines_are_counted_over_empty_lines_and_quoted_line_ends(tmp_path: Path) -> None:
    text = 'Платежный код;ФИО\n\n1;"Анна\nМария"\n;\n2;"а ""б"" ;в"\n3;г\n'
    assert rows(table(write(tmp_path / "a.csv", text))) == [
        (3, "1", "Анна\nМария"),
        (6, "2", 'а "б" ;в'),
        (7, "3", "г"),
    ]


@pytest.mark.parametrize("quote", ["", '"'])
def test_rows_of_another_width_are_set_aside(tmp_path: Path, quote: str) -> None:
    text = f"Платежный код;ФИО\n1;{quote}a{quote}\n2\n3;b;c\n4;d\n"
    (chunk,) = table(write(tmp_path / "a.csv", text)).chunks()
    assert chunk.frame["code"].to_list() == ["1", "4"]
    assert [(one.line, one.cells) for one in chunk.ragged] == [(3, 1), (4, 3)]


def test_chunks_join_without_a_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Платежный код;ФИО\n" + "".join(f'{n};"имя\n{n}"\n' if n % 3 else f"{n};имя\n" for n in range(400))
    path = write(tmp_path / "a.csv", text)
    whole = rows(table(path))
    monkeypatch.setattr(delimited_module, "CHUNK_BYTES", 100)
    opened = table(path)
    assert len(list(opened.chunks())) > 10
    assert rows(opened) == whole


def test_last_line_without_an_end_and_progress(tmp_path: Path) -> None:
    chunks = list(table(write(tmp_path / "a.csv", TEXT.rstrip())).chunks())
    assert [row[0] for chunk in chunks for row in chunk.frame.iter_rows()] == [2, 3]
    assert chunks[-1].done == 100


def test_names_that_look_like_formulas_are_text_in_csv(tmp_path: Path) -> None:
    text = "Платежный код;ФИО\n1;=cmd|' /C calc'!A0\n2;@x\n3;-y\n"
    assert [row[2] for row in rows(table(write(tmp_path / "a.csv", text)))] == ["=cmd|' /C calc'!A0", "@x", "-y"]


def workbook(path: Path, *sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, lines in enumerate(sheets):
        sheet = book.create_sheet(f"Лист{number + 1}")
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


def test_xlsx(tmp_path: Path) -> None:
    day = dt.date(2017, 9, 1)
    path = workbook(
        tmp_path / "a.xlsx",
        [],
        [["Платежный код", "ФИО", "Сумма"], ["0012", "Анна", 1537.15], [], [551412, day, 0.1 + 0.2], [7, None, 10**15]],
    )
    opened = table(path)
    assert opened.reader.note == "XLSX, лист «Лист2»"
    assert rows(opened) == [
        (2, "0012", "Анна", "1537.15"),
        (4, "551412", "2017-09-01", "0.3"),
        (5, "7", "", "1000000000000000"),
    ]


def test_a_formula_in_xlsx_is_refused_by_its_address(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Платежный код", "Сумма"], ["1", "=1+1"]])
    with pytest.raises(FileRefusedError, match="Ячейка B2: формула"):
        rows(table(path))


def test_the_frame_is_text(tmp_path: Path) -> None:
    (chunk,) = table(write(tmp_path / "a.csv", TEXT)).chunks()
    assert chunk.frame.schema == {"line": pl.Int64, "code": pl.String, "name": pl.String, "amount": pl.String}
