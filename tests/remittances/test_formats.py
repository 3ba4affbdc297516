"""Bank files as values: every recorded layout, encodings by their bytes, totals, rows that cannot be read."""

import contextlib
import datetime as dt
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvita.remittances.formats import BankFileError, OwnLayout, read_bank_file, read_purpose
from kvita.remittances.formats.decoding import decode
from tests.remittances.samples import registry, sample, sber_line

FIRST, SECOND = dt.date(2019, 10, 1), dt.date(2019, 10, 2)


@pytest.mark.parametrize(
    ("name", "layout", "encoding"),
    [
        ("sber_payments_D1L6A7S8C10.txt", "Сбербанк D1L6A7S8C10", "cp1251"),
        ("sber_payments_D1L6A8S10C12F7.txt", "Сбербанк D1L6A8S10C12F7", "cp1251"),
        ("sber_payments_BAD_account.txt", "Сбербанк D1L6A8S9C11F7", "cp1251"),
        ("sber_payments_old_tilde.txt", "Сбербанк с подписями", "cp1251"),
        ("izhcombank_payments.txt", "реестр с подписями", "cp1251"),
        ("post_payments_D7.txt", "Почта D7L1A3S5", "cp1251"),
        ("gubkin_rows.txt", "Губкинский реестр", "utf-8"),
        ("pays_bars_default_cp866.dbf", "DBF", "cp866"),
    ],
)
def test_every_recorded_layout_is_told_by_its_content(name: str, layout: str, encoding: str) -> None:
    file = read_bank_file(sample(name))
    assert (file.format_name, file.encoding, file.bad) == (layout, encoding, [])


def test_a_row_of_sberbank_is_read_whole() -> None:
    file = read_bank_file(sample("sber_payments_D1L6A8S10C12F7.txt"))
    row = file.rows[0]
    assert (row.account, row.amount, row.fee, row.operation) == ("910000419", 150000, 2850, "603901234567")
    assert (row.paid_on, row.posted_on, row.for_month) == (FIRST, SECOND, dt.date(2019, 9, 1))
    assert (row.payer, row.address) == ("Иванова Анна Петровна", "г Тест, ул Пушкина, д 10, кв 5")
    assert row.order_number == "835393"
    assert (file.amount, file.fee) == (494321, 9392)


def test_older_forms_carry_their_labels() -> None:
    (sber,) = read_bank_file(sample("sber_payments_old_tilde.txt")).rows
    assert (sber.account, sber.amount, sber.fee, sber.operation) == ("910000419", 200000, 2000, "9483893")
    assert sber.paid_on == dt.date(2017, 3, 27)
    (other,) = read_bank_file(sample("izhcombank_payments.txt")).rows
    assert (other.account, other.amount, other.operation) == ("910000419", 100000, "20190925001512897292")


def test_dbf_says_who_paid_in_its_own_code_page() -> None:
    first, second = read_bank_file(sample("pays_bars_default_cp866.dbf")).rows
    assert (first.payer, first.amount, first.posted_on) == ("Иванова Анна Петровна", 150000, SECOND)
    assert (second.payer, second.amount) == ("Сидоров Пётр", 274321)


def test_dbf_whose_head_lies_about_the_code_page_is_read_by_its_letters() -> None:
    data = bytearray(sample("pays_bars_default_cp866.dbf"))
    data[29] = 0xC9  # says Windows-1251
    assert read_bank_file(bytes(data)).rows[0].payer == "Иванова Анна Петровна"


def test_totals_that_disagree_refuse_the_file_and_say_in_what() -> None:
    with pytest.raises(BankFileError) as refusal:
        read_bank_file(sample("sber_payments_BAD_totals.txt"))
    assert refusal.value.code == "totals"
    assert "строк 4, а в строках 3" in refusal.value.message
    assert "4 849,31" in refusal.value.message.replace("\xa0", " ")


@pytest.mark.parametrize("head", ["19;7536.12;30.08.2018;03.09.2018;", "# 19;7536.12;30.08.2018;03.09.2018;"])
def test_totals_of_the_post_stand_above_its_rows_and_count(head: str) -> None:
    rows = ["910000419;ИВАНОВА А П;Пушкина, 10, 5;0919;1500.00;22.50;01.10.2019;"]
    with pytest.raises(BankFileError) as refusal:
        read_bank_file(registry(head, *rows))
    assert refusal.value.code == "totals"
    good = read_bank_file(registry("1;1500.00;30.08.2018;03.09.2018;", *rows))
    assert good.rows[0].posted_on == dt.date(2018, 9, 3)


def test_a_file_of_several_packs_is_checked_pack_by_pack() -> None:
    one, two = sber_line("910000419", "10,00"), sber_line("910000421", "20,00", operation="603901234568")
    file = read_bank_file(
        registry(one, "=1;10,00;10,00;0,00;11;02-10-2019;", two, "=1;20,00;20,00;0,00;12;03-10-2019;")
    )
    assert [row.order_number for row in file.rows] == ["11", "12"]
    with pytest.raises(BankFileError):
        read_bank_file(registry(one, "=1;10,00;10,00;0,00;11;02-10-2019;", two, "=1;20,01;20,01;0,00;12;03-10-2019;"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (sber_line("910000419", "сто"), "Сумма «сто»"),
        (sber_line("910000419", "0,00"), "равна нулю"),
        (sber_line("910000419", "1,005"), "3 знаками"),
        (sber_line("910000419", "1000000000000"), "миллиарда"),
        ("одно слово", "Столбцов 1"),
        (sber_line("910000419", "10,00") + ";лишнее", "Столбцов 11"),
    ],
)
def test_a_bad_row_waits_with_its_reason_and_the_others_go_on(line: str, told: str) -> None:
    file = read_bank_file(registry(sber_line("910000421", "20,00"), line, sber_line("910000500", "7,00")))
    assert [row.account for row in file.rows] == ["910000421", "910000500"]
    (bad,) = file.bad
    assert bad.line == 2
    assert told in bad.reason


def test_a_row_with_a_wrong_day_keeps_its_sum_for_the_totals() -> None:
    lines = [sber_line("910000419", "10,00"), sber_line("910000421", "20,00", day="31-02-2019")]
    file = read_bank_file(registry(*lines, "=2;30,00;30,00;0,00;1;02-10-2019;"))
    assert file.rows[1].problem.startswith("Дата платежа «31-02-2019»")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "cp866", "koi8-r"])
def test_text_is_read_in_the_encoding_that_it_is_in(encoding: str) -> None:
    text = (
        "01-10-2019;09-15-04;8618;8618999V;603901234567;910000419;ИВАНОВА Анна;г Тест, ул Пушкина;1500,00;1471,50;28,50"
    )
    (row,) = read_bank_file(registry(text, encoding=encoding)).rows
    assert (row.payer, row.address) == ("ИВАНОВА Анна", "г Тест, ул Пушкина")


ONE_C = """1CClientBankExchange
ВерсияФормата=1.03
Кодировка=Windows
РасчСчет=40702810138250123017
СекцияРасчСчет
РасчСчет=40702810138250123017
ВсегоПоступило={received}
КонецРасчСчет
СекцияДокумент=Платежное поручение
Номер=17
Дата=01.10.2019
Сумма=1500.00
ПлательщикСчет=40817810000000000001
Плательщик1=Иванова Анна Петровна
ПолучательСчет=40702810138250123017
ДатаПоступило=02.10.2019
НазначениеПлатежа=Оплата ЖКУ;ЕЛС80KX478547;ПРД09.2019;Иванова А П;ул Пушкина, 10-5
КонецДокумента
СекцияДокумент=Платежное поручение
Номер=18
Дата=01.10.2019
Сумма=99.00
ПлательщикСчет=40702810138250123017
ПолучательСчет=40702810999999999999
КонецДокумента
КонецФайла
"""


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "cp866"])
def test_a_bank_statement_gives_what_was_paid_to_us(encoding: str) -> None:
    data = ONE_C.format(received="1500.00").replace("\n", "\r\n").encode(encoding)
    file = read_bank_file(data, own_accounts={"40702810138250123017"})
    (row,) = file.rows
    assert (row.amount, row.paid_on, row.posted_on) == (150000, FIRST, SECOND)
    assert (row.unified_account, row.for_month, row.payer) == (
        "80KX478547",
        dt.date(2019, 9, 1),
        "Иванова Анна Петровна",
    )
    assert row.operation == "17|2019-10-01|150000|40817810000000000001"
    assert [(it.kind, it.amount) for it in file.not_taken] == [("исходящие", 9900)]


def test_a_bank_statement_is_refused_when_its_own_receipts_disagree_or_none_is_ours() -> None:
    with pytest.raises(BankFileError) as totals:
        read_bank_file(ONE_C.format(received="1400.00").encode("cp1251"), own_accounts={"40702810138250123017"})
    with pytest.raises(BankFileError) as foreign:
        read_bank_file(ONE_C.format(received="1500.00").encode("cp1251"), own_accounts={"40702810000000000000"})
    assert (totals.value.code, foreign.value.code) == ("totals", "foreign")


def test_a_document_that_lacks_a_field_is_bad_alone() -> None:
    text = ONE_C.format(received="").replace("Номер=17\n", "")
    file = read_bank_file(text.encode("cp1251"), own_accounts={"40702810138250123017"})
    assert [bad.reason for bad in file.bad] == ["Нет обязательного поля: Номер."]


def test_a_table_with_a_header_needs_no_description() -> None:
    lines = ["Дата;Лицевой счёт;ФИО;Сумма", '01.10.2019;910000419;"Иванова; Анна";1 500,00', "Итого;;;1 500,00"]
    (row,) = read_bank_file(registry(*lines, encoding="cp866")).rows
    assert (row.account, row.amount, row.payer) == ("910000419", 150000, "Иванова; Анна")


def test_an_own_layout_names_columns_by_number_or_by_title() -> None:
    numbered = OwnLayout("7", "Банк «Пример»", "|", 0, {"account": 2, "amount": 3, "paid_on": 1})
    file = read_bank_file(registry("01.10.2019|910000419|1500.00|x", "02.10.2019|910000421|20.00|x"), layout=numbered)
    assert [(row.account, row.amount) for row in file.rows] == [("910000419", 150000), ("910000421", 2000)]
    assert file.place == "Банк «Пример»"
    titled = OwnLayout("8", "Банк", ";", 0, {"account": "Абонент", "amount": "Внесено", "paid_on": "Когда"})
    (row,) = read_bank_file(registry("Когда;Абонент;Внесено", "01.10.2019;910000419;15,00"), layout=titled).rows
    assert (row.account, row.amount) == ("910000419", 1500)


@pytest.mark.parametrize(
    ("text", "account", "unified", "month"),
    [
        ("Оплата ЖКУ;ЕЛС80KX478547;ПРД12.2024;ФИО;адрес", "", "80KX478547", dt.date(2024, 12, 1)),
        ("оплата за квартиру, л/с 910000419 за сентябрь 2019", "910000419", "", dt.date(2019, 9, 1)),
        ("ЛИЦЕВОЙ СЧЕТ: 00551412", "00551412", "", None),
        ("Лиц.счёт №120345А. Без НДС", "120345А", "", None),
        ("возврат по договору 15", "", "", None),
        ("за лс", "", "", None),
    ],
)
def test_the_purpose_of_a_payment_names_account_and_month(
    text: str, account: str, unified: str, month: dt.date | None
) -> None:
    purpose = read_purpose(text)
    assert (purpose.account, purpose.unified_account, purpose.month) == (account, unified, month)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"%PDF-1.7 ...", "kind"),
        (b"PK\x03\x04....", "kind"),
        (b"\xff\xfe1\x002\x00", "kind"),
        (b"01-10-2019;\x00;1", "kind"),
        (b"\x03w\n\x02" + b"\x05\x00\x00\x00" + b"\x41\x01\xbf\x00" + b"\x00" * 31 + b"C" * 40, "kind"),
        ("просто письмо\nот жильца".encode(), "unknown_format"),
        (sample("gubkin_packs.txt"), "unknown_format"),
        (sample("gorod_debts_FILESUM.txt"), "unknown_format"),
        (b"1CClientBankExchange\r\n", "empty"),
        (b"x" * (33 * 1024 * 1024), "large"),
    ],
)
def test_what_is_no_bank_file_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(BankFileError) as refusal:
        read_bank_file(data)
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")


def test_a_huge_line_is_a_bad_row_and_costs_nothing_else() -> None:
    file = read_bank_file(registry(sber_line("910000419", "10,00"), "9" * 5_000_000, sber_line("910000421", "20,00")))
    assert len(file.rows) == 2
    assert len(file.bad[0].raw) == 500


def dbf(fields: list[tuple[str, int]], values: list[list[str]]) -> bytes:
    """A DBF file of text fields."""
    size = 1 + sum(length for _, length in fields)
    head = bytes([3, 24, 1, 1]) + struct.pack("<IHH", len(values), 33 + 32 * len(fields), size) + bytes(20)
    described = b"".join(
        name.encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([length]) + bytes(15) for name, length in fields
    )
    rows = (" " + "".join(cell.ljust(length) for cell, (_, length) in zip(row, fields, strict=True)) for row in values)
    return head + described + b"\r" + "".join(rows).encode("cp866") + b"\x1a"


def test_a_dbf_file_of_texts_is_read_at_the_speed_of_its_bytes() -> None:
    fields = [("LS", 12), ("SUMMA", 10), ("DATE_PAY", 10), ("FIO", 20), ("STATUS", 10)]
    values = [
        ["910000419", "10.00", "01.10.2019", "Иванова Анна", "Отменён" if n % 2 else "Исполнен"] for n in range(20_000)
    ]
    started = time.process_time()
    file = read_bank_file(dbf(fields, values))
    assert time.process_time() - started < 3
    assert (len(file.rows), len(file.not_taken), file.rows[0].payer) == (10_000, 10_000, "Иванова Анна")


def test_a_table_of_millions_of_empty_cells_is_refused_before_it_takes_memory() -> None:
    wide = [("LS", 1), ("SUMMA", 1), ("DATE", 1), *((f"F{number}", 1) for number in range(240))]
    with pytest.raises(BankFileError) as of_dbf:
        read_bank_file(dbf(wide, [["1"] * len(wide)] * 30_000))
    names = ";".join(["Лицевой счет", "Сумма", "Дата", *map(str, range(200))])
    with pytest.raises(BankFileError) as of_text:
        read_bank_file(registry(names, *[";" * 202] * 40_000))
    assert (of_dbf.value.code, of_text.value.code) == ("large", "large")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_never_raise_anything_else(data: bytes) -> None:
    for head in (b"", b"1CClientBankExchange\n", sample("pays_bars_default_cp866.dbf")[:353]):
        with contextlib.suppress(BankFileError):
            read_bank_file(head + data)


@given(st.text(alphabet="абвгдежзиклмнопрстуфхцчшщыьэюяАБВГДЕИКЛМНОПРСТ ,.;0123456789", min_size=40, max_size=200))
def test_utf8_is_never_taken_for_another_encoding(text: str) -> None:
    if text.strip():
        assert decode(text.encode())[0] == text
