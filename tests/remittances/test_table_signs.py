"""Columns that turn a row round, whatever they are called; lines that are no rows; the sum under «Итого»."""

import io
import random

import openpyxl
import pytest

from kvita.exchange.values.headings import may_be_kind, sign_key
from kvita.exchange.values.signs import Sign, direction_of, state_of
from kvita.remittances.formats import BankFile, BankFileError, read_bank_file
from tests.remittances.samples import registry

HEAD = "Лицевой счет;Сумма;Дата платежа"


def table(column: str, *cells: str) -> BankFile:
    """A payment of 100, 101, … roubles for each cell of one more column."""
    rows = [f"91000041{n};{100 + n},00;01.10.2019;{cell}" for n, cell in enumerate(cells)]
    return read_bank_file(registry(f"{HEAD};{column}", *rows))


def became(file: BankFile) -> list[str]:
    """What became of each row, by its line: credited, waits, or why it is no receipt."""
    told = {row.line: "ждёт" if row.doubt else "платёж" for row in file.rows}
    told |= {it.line: it.kind for it in file.not_taken}
    return [told[line] for line in sorted(told)]


@pytest.mark.parametrize(
    ("column", "cells", "ends"),
    [
        ("Тип", ("К", "Д"), ("платёж", "исходящие")),
        ("тип", ("Кт", "Дт"), ("платёж", "исходящие")),
        ("+/-", ("+", "-"), ("платёж", "исходящие")),
        ("Вид", ("Покупка", "Возврат покупки"), ("платёж", "исходящие")),
        ("Тип платежа", ("Кт", "Дт"), ("платёж", "исходящие")),
        ("Признак операции", ("приход", "расход"), ("платёж", "исходящие")),
        ("Сумма по Дт", ("", "101,00"), ("платёж", "исходящие")),
        ("Сумма возврата", ("0,00", "101,00"), ("платёж", "не проведённые или отменённые")),
        ("Сумма возврата, руб.", ("0,00", "1,00"), ("платёж", "ждёт")),
        ("Возвращено", ("", "101,00", "50"), ("платёж", "не проведённые или отменённые", "ждёт")),
        ("Дата возврата", ("", "03.10.2019"), ("платёж", "не проведённые или отменённые")),
        ("Дата отмены", ("", "2019-10-03 12:00"), ("платёж", "не проведённые или отменённые")),
        ("Причина возврата", ("", "ошибся"), ("платёж", "ждёт")),
        ("Признак сторнирования", ("нет", "да"), ("платёж", "не проведённые или отменённые")),
        ("Комментарий", ("звонил", "Отменён клиентом", "отменено"), ("платёж", "ждёт", "ждёт")),
        ("Примечание", ("", "деньги возвращены плательщику 03.10"), ("платёж", "ждёт")),
        ("Результат операции", ("Успех", "Отказ банка"), ("платёж", "не проведённые или отменённые")),
        ("Валюта счёта плательщика", ("руб.", "USD"), ("платёж", "не в рублях")),
        ("Направление платежа", ("входящий", "исходящий", "зачисление (возврат)"), ("платёж", "исходящие", "ждёт")),
    ],
)
def test_a_column_is_told_by_its_stem_and_its_cells_by_their_words(
    column: str, cells: tuple[str, ...], ends: tuple[str, ...]
) -> None:
    assert became(table(column, *cells)) == list(ends)


@pytest.mark.parametrize(
    ("state", "sign"),
    [
        ("Исполнен", Sign.NEUTRAL), ("Платёж проведён", Sign.NEUTRAL), ("Зачислено на счёт", Sign.NEUTRAL),
        ("ИСПОЛНЕННЫЙ", Sign.NEUTRAL), ("Операция успешно завершена", Sign.NEUTRAL), ("CONFIRMED", Sign.NEUTRAL),
        ("К исполнению", Sign.NOT_DONE), ("На исполнении", Sign.NOT_DONE), ("Передан на исполнение", Sign.NOT_DONE),
        ("Принят к исполнению", Sign.NOT_DONE), ("К зачислению", Sign.NOT_DONE), ("Принят в обработку", Sign.NOT_DONE),
        ("Не исполнен", Sign.NOT_DONE), ("Неисполнен", Sign.NOT_DONE), ("Возврат выполнен", Sign.NOT_DONE),
        ("В очереди на проведение", Sign.NOT_DONE), ("Отклонён банком", Sign.NOT_DONE), ("pending", Sign.NOT_DONE),
        ("Частично исполнен", Sign.UNSURE), ("Частично возвращён", Sign.UNSURE), ("Успешно, без ошибок", Sign.UNSURE),
        ("Доставлен", Sign.UNSURE), ("Принят", Sign.UNSURE), ("AUTHORIZED", Sign.UNSURE), ("Не отменён", Sign.UNSURE),
        ("Проведён, затем отозван", Sign.UNSURE), ("Зачислен на счёт 47422", Sign.UNSURE),
        ("абракадабра", None), ("0", None), ("Р", None), ("", None),
    ],
)  # fmt: skip
def test_done_is_a_closed_list_of_words(state: str, sign: Sign | None) -> None:
    assert state_of(state) is sign


@pytest.mark.parametrize("text", ["к исполнению", "зачисление отложено", "проведено", "01", "в", ""])
def test_a_direction_is_understood_only_as_a_whole(text: str) -> None:
    assert direction_of(text) is None


@pytest.mark.parametrize(
    "heading",
    [
        "Статус плательщика", "Статус составителя", "Состояние лицевого счета", "Дата статуса", "Вид услуги",
        "Тип счётчика", "Тип помещения", "Сумма в валюте", "Курс валюты", "Дата операции", "Стандарт", "№", "",
    ],
)  # fmt: skip
def test_columns_about_something_else_are_no_signs(heading: str) -> None:
    assert sign_key(heading) == ""
    assert may_be_kind(heading) == heading.startswith(("Вид", "Тип"))


@pytest.mark.parametrize(
    ("column", "cell"),
    [("Тип", "Перевод"), ("Вид операции", "02"), ("Статус", "0"), ("Валюта", "BTC"), ("Знак", "?"), ("Сторно", "ой")],
)
def test_a_word_that_nobody_understands_stops_the_file_with_its_line(column: str, cell: str) -> None:
    with pytest.raises(BankFileError) as refusal:
        table(column, cell)
    assert refusal.value.code == "columns"
    assert f"Строка 2, столбец «{column}»" in refusal.value.message
    assert f"«{cell}»" in refusal.value.message


def test_names_and_addresses_are_no_words_of_a_return() -> None:
    file = read_bank_file(registry(f"{HEAD};ФИО;Адрес", "910000419;1,00;01.10.2019;Сторнов;ул. Отказная, 1"))
    assert became(file) == ["платёж"]


def test_a_number_behind_an_equals_sign_is_the_account_with_its_zeros() -> None:
    lines = ('="00551501";100;01.10.2019', '"=""551502""";"200";="01.10.2019"', "=551503;5;01.10.2019")
    file = read_bank_file(registry(HEAD, *lines))
    assert [(row.account, row.amount) for row in file.rows] == [
        ("00551501", 10000), ("551502", 20000), ("=551503", 500),
    ]  # fmt: skip


def test_a_row_is_a_total_only_without_an_account_and_by_the_whole_word() -> None:
    head = "Плательщик;Лицевой счет;Сумма;Дата платежа"
    rows = ("Итогова Анна;551501;100;01.10.2019", "Всего Доброго ООО;551502;20;01.10.2019", "#1;551503;3;01.10.2019")
    file = read_bank_file(registry(head, *rows, "# выгружено 02.10", "Итого по реестру:;;123,00;"))
    assert [row.amount for row in file.rows] == [10000, 2000, 300]
    assert (file.total_lines, file.remark_lines, file.lines) == ([6], [5], 5)
    assert file.totals is not None
    assert file.totals.amount == 12300


@pytest.mark.parametrize("total", ["Итого;999;", "ИТОГО: 999,00 руб.", "Всего;99,99;", '"Итого";"999,00";""'])
def test_a_total_that_disagrees_refuses_the_file(total: str) -> None:
    row = "551501;100;01.10.2019"
    with pytest.raises(BankFileError, match="итог в строке 3") as refusal:
        read_bank_file(registry(HEAD, row, total))
    assert refusal.value.code == "totals"
    book = openpyxl.Workbook()
    for cells in (HEAD, row, total):
        book.worksheets[0].append([cell.strip('"') for cell in cells.split(";")])
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(BankFileError, match="итог в строке 3"):
        read_bank_file(stream.getvalue())


def test_totals_of_parts_of_receipts_and_of_all_rows_agree() -> None:
    head = f"{HEAD};Статус"
    one, two = "551501;100;01.10.2019;Исполнен", "551502;20;01.10.2019;Отменён"
    three = "551503;3;01.10.2019;Исполнен"
    for middle, end in (("120", "3"), ("100", "123"), ("120", "103")):
        file = read_bank_file(registry(head, one, two, f"Итого;{middle};;", three, f"Всего;{end};;"))
        assert (len(file.rows), len(file.not_taken), file.total_lines) == (2, 1, [4, 6])
    with pytest.raises(BankFileError, match="итог в строке 6"):
        read_bank_file(registry(head, one, two, "Итого;120;;", three, "Всего;120;;"))


@pytest.mark.parametrize("seed", range(60))
def test_every_line_of_a_table_is_told_of(seed: int) -> None:
    """Read, left out, not read, totals and remarks together are the lines below the head, whatever stands there."""
    dice = random.Random(seed)
    cells = (
        "",
        "551501",
        '="551501"',
        "100,00",
        "01.10.2019",
        "Итого",
        "Итогова",
        "#",
        "#1",
        "=",
        "Всего",
        "Отменён",
        "-",
    )
    lines = [";".join(dice.choice(cells) for _ in range(dice.choice([1, 4, 4, 4, 5]))) for _ in range(12)]
    lines = [line for line in lines if line.strip(";")]
    good = "551502;7,00;01.10.2019;ok"
    try:
        told = read_bank_file(registry(f"{HEAD};Комментарий", good, *lines)).lines
    except BankFileError as refusal:
        told = -1 if refusal.code != "totals" else len(lines) + 1
    assert told == len(lines) + 1


def test_an_account_in_the_first_column_of_a_layout_may_be_a_formula() -> None:
    """The Post begins its rows with the account, and its totals with a sign that a formula begins with too."""
    row = ";ИВАНОВА А П;Пушкина, 10, 5;0919;1500.00;22.50;01.10.2019;"
    rows = (f'="00551501"{row}', f"910000419{row}", f"#1{row}", "# примечание")
    file = read_bank_file(registry("3;4500.00;30.08.2018;03.09.2018;", *rows))
    assert [it.account for it in file.rows] == ["00551501", "910000419", "1"]
    assert (file.total_lines, file.remark_lines, file.bad) == ([1], [5], [])


def test_a_return_beside_the_labels_of_an_older_registry_waits() -> None:
    lines = [
        f"8618;1;01.10.2019;{n};100,00;0,00;ЛИЦЕВОЙ СЧЕТ: 910000419;ФИО: Сторнов;{end};"
        for n, end in enumerate(("", "ОТМЕНЕН"))
    ]
    assert became(read_bank_file(registry(*lines))) == ["платёж", "ждёт"]
