"""What a refusal or a waiting row says: what to do next; sections of statements; files of two halves."""

import io
import zipfile

import pytest

from kvita.core.errors import DomainError
from kvita.exchange.values.dates import parse_day
from kvita.remittances.formats import BankFile, BankFileError, read_bank_file
from kvita.remittances.models import RemittanceRow
from kvita.remittances.services import match_row
from tests.remittances.conftest import House
from tests.remittances.samples import AFTER, VERA, bring_in, registry, sber_line

OURS = "40702810000000001234"
DOLLARS = "40702840000000001234"


def section(received: str, start: str = "", end: str = "") -> list[str]:
    days = [f"ДатаНачала={start}", f"ДатаКонца={end or start}"] if start else []
    return ["СекцияРасчСчет", *days, f"РасчСчет={OURS}", f"ВсегоПоступило={received}", "КонецРасчСчет"]


def document(number: int, **fields: str) -> list[str]:
    told = {
        "Номер": str(number), "Дата": "01.10.2019", "Сумма": "100.00", "ПлательщикСчет": "40817810000000000077",
        "ПолучательСчет": OURS, "НазначениеПлатежа": "л/с 910000419",
    } | fields  # fmt: skip
    return ["СекцияДокумент=Платежное поручение", *map("=".join, told.items()), "КонецДокумента"]


def statement(*parts: list[str], own: tuple[str, ...] = (OURS,)) -> BankFile:
    lines = ["1CClientBankExchange", *(line for part in parts for line in part), "КонецФайла"]
    return read_bank_file(registry(*lines), own_accounts=own)


def agrees(file: BankFile) -> bool:
    return file.totals is not None and not file.warnings


def test_sections_without_days_all_count() -> None:
    assert agrees(statement(section("100"), section("100"), document(1), document(2)))


def test_a_copied_section_of_a_day_counts_once() -> None:
    copy = section("200", "01.10.2019")
    assert agrees(statement(copy, copy, document(1), document(2)))


def test_a_section_of_a_period_stands_for_its_days() -> None:
    days = [section("100", "01.10.2019"), section("100", "02.10.2019")]
    assert agrees(statement(section("200", "01.10.2019", "02.10.2019"), *days, document(1), document(2)))
    assert agrees(statement(*days, section("200", "01.10.2019", "31.10.2019"), document(1), document(2)))
    part = statement(section("300", "01.10.2019", "31.10.2019"), *days, document(1), document(2))
    assert "поступило 300,00" in part.warnings[0]


def test_days_that_bring_more_than_their_period_refuse_the_file() -> None:
    days = [section("100", "01.10.2019"), section("150", "02.10.2019")]
    with pytest.raises(BankFileError, match="а по дням 250,00") as refusal:
        statement(section("200", "01.10.2019", "02.10.2019"), *days, document(1), document(2))
    assert refusal.value.code == "totals"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"СтатусДокумента": "Отклонён"}, "не проведённые или отменённые"),
        ({"Валюта": "USD"}, "не в рублях"),
        ({"ПолучательСчет": DOLLARS}, "не в рублях"),
    ],
)
def test_a_document_whose_own_field_speaks_against_it_is_left_out(fields: dict[str, str], kind: str) -> None:
    file = statement(section("100", "01.10.2019"), document(1), document(2, **fields), own=(OURS, DOLLARS))
    assert ([row.operation[:2] for row in file.rows], [it.kind for it in file.not_taken]) == (["1|"], [kind])
    assert agrees(file)


def test_a_field_that_nobody_understands_stops_the_statement_with_its_line() -> None:
    with pytest.raises(BankFileError, match="Строка 2, поле «СтатусДокумента»: непонятно") as refusal:
        statement(document(1, СтатусДокумента="абракадабра"))
    assert refusal.value.code == "columns"


def test_a_refusal_in_the_receipt_of_the_bank_waits() -> None:
    (row,) = statement(document(1, КвитанцияСодержание="Отказ: не исполнено", СтатусСоставителя="08")).rows
    assert "КвитанцияСодержание" in row.doubt


def test_a_day_with_money_out_only_says_so() -> None:
    with pytest.raises(BankFileError) as refusal:
        statement(document(1, ПлательщикСчет=OURS, ПолучательСчет="40817810000000000077"))
    assert refusal.value.code == "empty"
    assert refusal.value.message.endswith("зачислять нечего. Не взяты: исходящие — 1.")


@pytest.mark.parametrize(("first", "second"), [("cp1251", "utf-8"), ("utf-8", "cp1251"), ("cp866", "utf-8")])
def test_a_file_of_two_encodings_is_refused_with_both_lines(first: str, second: str) -> None:
    one, two = ("\r\n".join([*document(number), ""]) for number in (1, 2))
    data = f"1CClientBankExchange\r\nРасчСчет={OURS}\r\n{one}".encode(first) + two.encode(second)
    with pytest.raises(BankFileError, match=r"две кодировки: строка \d+ в UTF-8, а строка \d+ в другой") as refusal:
        read_bank_file(data, own_accounts=(OURS,))
    lines = {int(it) for it in refusal.value.message.split() if it.isdecimal()}
    assert lines == {2, 11}


@pytest.mark.parametrize("written", ["100,00 руб.", "100 руб", "100,00 ₽", "100.00 RUB", "100,00 р.", "100 рублей"])
def test_roubles_behind_a_sum_are_a_sum(written: str) -> None:
    lines = ("Лицевой счет;Сумма;Дата платежа", f"910000419;{written};01.10.2019")
    file = read_bank_file(registry(*lines, encoding="utf-8"))
    assert [row.amount for row in file.rows] == [10000]


@pytest.mark.parametrize("written", ["700 USD", "$700", "12р", "(50,00)", "0,00", "1e3", "сто руб."])
def test_a_sum_that_cannot_be_read_says_how_to_write_it(written: str) -> None:
    file = read_bank_file(registry("Лицевой счет;Сумма;Дата платежа", f"910000419;{written};01.10.2019"))
    (bad,) = file.bad
    assert bad.reason.startswith(f"Сумма «{written}».")
    assert bad.reason.count(". ") >= 2


def test_a_day_that_cannot_be_read_says_how_to_write_it_and_where_to_go_on(house: House) -> None:
    file = bring_in(house.organization, registry(sber_line("910000419", "10,00", day="вчера"), sber_line("1", "1,00")))
    row = RemittanceRow.objects.get(file=file, line=1)
    assert "Запишите день так: 01.09.2017." in row.reason
    with pytest.raises(DomainError, match="загрузите его снова") as refusal:
        match_row(row_id=row.pk, account=house.ivanova, actor=VERA, now=AFTER)
    assert refusal.value.code == "row_unreadable"


def zipped(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return stream.getvalue()


def test_a_paper_beside_the_registry_does_no_harm() -> None:
    data = registry(sber_line("910000419", "10,00"))
    file = read_bank_file(zipped(letter_pdf=b"%PDF-1.7", registry_txt=data, scan_JPG=b"\xff\xd8\xff"))
    assert ([row.amount for row in file.rows], len(file.notes)) == ([1000], 1)
    assert "letter.pdf, scan.JPG" in file.notes[0]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (zipped(), "нет ни одного файла"),
        (zipped(letter_pdf=b"%PDF-1.7"), "Это PDF"),
        (zipped(a_txt=b"1", b_txt=b"2"), "несколько файлов: a.txt, b.txt"),
    ],
)
def test_an_archive_without_one_registry_says_what_is_in_it(data: bytes, told: str) -> None:
    with pytest.raises(BankFileError, match=told):
        read_bank_file(data)


@pytest.mark.parametrize("written", ["15.11.26", "15.11.26 12:30", "15.11.2026 г.", "15/11/2026"])
def test_days_that_the_document_of_imports_promises(written: str) -> None:
    assert parse_day(written).isoformat() == "2026-11-15"
