"""Files of payments with columns that turn a row round: left out and counted, or an error of the row."""

import pytest

from kvita.payments.models import Payment
from tests.exchange.samples import Import, dump, only_problem

pytestmark = pytest.mark.usefixtures("account")

HEADER = "Платежный код;Расчетный месяц;Дата платежа;Сумма платежа"


def table(column: str, *cells: str) -> str:
    """A payment of 100 roubles for each cell of one more column: 100, 101, …"""
    rows = [f"551412;09.2017;11.09.2017;{100 + number},00;{cell}" for number, cell in enumerate(cells)]
    return "\n".join([f"{HEADER};{column}", *rows, ""])


def paid() -> list[int]:
    return sorted(it.amount.kopecks // 100 for it in Payment.objects.all())


@pytest.mark.parametrize(
    ("column", "good", "against", "told"),
    [
        ("Статус", "Исполнен", "Отменён", "не проведённые"),
        ("Статус документа", "Проведено", "К исполнению", "не проведённые"),
        ("Направление", "Поступление", "Списание", "исходящие"),
        ("Тип", "К", "Д", "исходящие"),
        ("+/-", "+", "-", "исходящие"),
        ("Вид операции", "Покупка", "Возврат покупки", "исходящие"),
        ("Дебет", "0,00", "101,00", "исходящие"),
        ("Валюта платежа", "RUB", "USD", "не в рублях"),
        ("Сумма возврата", "0,00", "101,00", "не проведённые"),
        ("Дата возврата", "", "13.09.2017", "не проведённые"),
        ("Сторно", "", "*", "не проведённые"),
    ],
)
def test_what_is_no_receipt_is_left_out_and_counted(
    bring: Import, column: str, good: str, against: str, told: str
) -> None:
    report = bring("payments", table(column, good, against))
    assert paid() == [100]
    (sentence,) = report.warnings
    assert told in sentence
    assert "101,00" in sentence
    assert "строки 3" in sentence
    assert report.unknown_columns == ()


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Статус", "абракадабра"),
        ("Статус", "Частично исполнен"),
        ("Статус", "Успешно, без ошибок"),
        ("Статус", "Доставлен"),
        ("Статус", ""),
        ("Валюта", "BTC"),
        ("Тип операции", "02"),
        ("Сумма возврата", "20,00"),
        ("Причина отмены", "по заявлению"),
        ("Комментарий", "Отменён клиентом"),
        ("Тип платежа", "Дт"),
    ],
)
def test_what_is_not_understood_stops_the_file_with_its_line(bring: Import, column: str, cell: str) -> None:
    before = dump()
    report = bring("payments", table(column, "0,00" if column == "Сумма возврата" else _usual(column), cell))
    problem = only_problem(report)
    assert (problem.line, problem.column) == (3, column)
    assert dump() == before


def _usual(column: str) -> str:
    usual = {"Статус": "Исполнен", "Валюта": "RUB", "Тип операции": "Оплата", "Тип платежа": "Кт"}
    return usual.get(column, "")


def test_a_remark_that_says_nothing_of_a_return_is_only_left_unread(bring: Import) -> None:
    report = bring("payments", table("Комментарий", "звонил жилец", ""))
    assert (paid(), report.unknown_columns) == ([100, 101], ("Комментарий",))


def test_a_total_may_add_up_all_rows_or_those_that_are_receipts(bring: Import) -> None:
    for total in ("201,00", "100,00"):
        report = bring("payments", table("Статус", "Исполнен", "Отменён") + f"Итого;;;{total};\n")
        assert not report.problems
    problem = only_problem(bring("payments", table("Статус", "Исполнен", "Отменён") + "Итого;;;202,00;\n"))
    assert (problem.line, problem.column) == (4, "Сумма платежа")


def test_a_person_whose_name_begins_like_a_total_has_paid(bring: Import) -> None:
    text = f"ФИО;{HEADER}\nИтогова Анна;551412;09.2017;11.09.2017;100,00\nВсеволодов;551412;09.2017;11.09.2017;5,00\n"
    bring("payments", text)
    assert paid() == [5, 100]


def test_a_number_that_excel_keeps_as_a_formula_is_the_number(bring: Import) -> None:
    text = f'{HEADER}\n="551412";09.2017;11.09.2017;100,00\n"=""551412""";09.2017;11.09.2017;5,00\n'
    bring("payments", text)
    assert paid() == [5, 100]
