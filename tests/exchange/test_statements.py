"""Statements: what is refused, what is compared, what happens in an open month."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kvita.accounts.models import BillingAccount
from kvita.billing.enums import PeriodState
from kvita.billing.models import BillingPeriod, Statement, StatementLine
from kvita.core.errors import DomainError
from kvita.tariffs.models import Service
from tests.exchange.samples import Import, counts, dump, only_problem, roll_back, statement_row, statements
from tests.factories import AUGUST, Line, make_account, make_organization, make_statement, rub

pytestmark = pytest.mark.usefixtures("account", "services")

WATER = statement_row()
HEATING = statement_row("Отопление", unit="кв.м", charged="50,00", opening="10,00")


def names(account: BillingAccount) -> list[str]:
    statement = Statement.objects.get(account=account, is_current=True)
    return [line.service.name for line in statement.lines.select_related("service")]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (statement_row(code="551499"), "Платежный код", "нет"),
        (statement_row(code=""), "Платежный код", "пустая"),
        (statement_row(code="Итого"), "Платежный код", "строка с итогом"),
        (statement_row().removesuffix(";100,00"), "", "Ячеек 12, а столбцов в заголовке 13"),
        (statement_row("Холодня вода"), "Услуга", "Такой услуги нет"),
        (statement_row(month="13.2017"), "Период", "месяца нет"),
        (statement_row(month=""), "Период", "Не указан месяц"),
        (statement_row(charged="1e400", closing="0,00"), "Начислено", "со степенью"),
        (statement_row(charged="NaN", closing="0,00"), "Начислено", "ошибки вычисления"),
        (statement_row(charged="=B1", closing="0,00"), "Начислено", "формула"),
        (statement_row(charged="", closing="0,00"), "Начислено", "пустая"),
        (statement_row(charged="1,005", closing="1,00"), "Начислено", "знаками"),
        (statement_row(charged="1.234,56", closing="0,00"), "Начислено", "запятая, и точка"),
        (statement_row(rate="1,1234567"), "Тариф", "знаками"),
        (statement_row(volume="много"), "Расход", "не число"),
        (statement_row(closing="100,01"), "Исх.сальдо", "не сходится"),
        (statement_row(payable="90,00"), "Коплате", "должно быть 100.00"),
        (statement_row(paid="200,00", payable="-100,00"), "Коплате", "должно быть 0.00"),
        (statement_row(unit="x" * 21), "Ед.измер", "длинно"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_stored(bring: Import, row: str, column: str, reason: str) -> None:
    before = dump()
    report = bring("statements", statements(HEATING, row))
    problem = only_problem(report)
    assert (problem.line, problem.column) == (3, column)
    assert reason in problem.reason
    assert problem.remedy
    assert report.outcome == "refused"
    assert dump() == before


def test_the_sums_that_do_not_add_up_are_printed(bring: Import) -> None:
    row = statement_row(opening="10,00", charged="100,00", adjusted="-5,00", paid="3,00", closing="90,00")
    assert (
        "10.00 + 100.00 + (-5.00) − 0.00 − 3.00 = 102.00, а в файле 90.00"
        in only_problem(bring("statements", statements(row))).reason
    )


def test_every_wrong_cell_of_a_row_is_named_and_the_row_counts_once(bring: Import) -> None:
    report = bring("statements", statements(statement_row(code="1", charged="x", volume="y", closing="0,00")))
    assert [problem.column for problem in report.problems] == ["Платежный код", "Расход", "Начислено"]
    assert counts(report) == (0, 0, 0, 1)


def test_hints_name_the_nearest_service_and_account(bring: Import) -> None:
    service, account = bring(
        "statements", statements(statement_row("Холодня вода"), statement_row(code="0551412"))
    ).problems
    assert "«Холодная вода»" in service.remedy
    assert "551412" in account.remedy


def test_the_same_service_of_an_account_twice(bring: Import) -> None:
    problem = only_problem(bring("statements", statements(WATER, HEATING, WATER)))
    assert (problem.line, problem.reason) == (4, "Эта услуга этого счёта уже есть в строке 2.")


def test_period_from_the_command_line(bring: Import) -> None:
    report = bring("statements", statements(statement_row(month="")), month=AUGUST)
    assert report.months == [AUGUST]
    problem = only_problem(bring("statements", statements(statement_row(month="09.2017")), month=AUGUST))
    assert "--period 2017-08" in problem.reason


def test_rows_of_an_account_need_not_stand_together(bring: Import, account: BillingAccount) -> None:
    make_account(account.organization, "660020")
    bring("statements", statements(WATER, statement_row(code="660020"), HEATING))
    statement = Statement.objects.get(account=account)
    assert (statement.lines.count(), statement.closing) == (2, rub("160"))


def test_unusual_ways_of_writing_mean_the_same(bring: Import, account: BillingAccount) -> None:
    bring("statements", statements(WATER))
    row = "551412 ;авг 2017; холодная  ВОДА;10;куб.м;10.00;0;;;;;;".replace(";;;;;;", ";0.0;+100;;\u00a0;100.00;")
    assert counts(bring("statements", statements(row))) == (0, 0, 1, 0)


def test_the_same_rows_in_xlsx_mean_the_same(bring: Import, tmp_path: Path) -> None:
    bring("statements", statements(WATER, HEATING))
    book = openpyxl.Workbook()
    header, *rows = (line.split(";") for line in statements(WATER, HEATING).split("\r\n")[:-1])
    book.worksheets[0].append(header)
    for code, _, service, rate, unit, *sums in rows:
        numbers = [float(text.replace(",", ".")) for text in (rate, *sums)]
        book.worksheets[0].append([int(code), dt.date(2017, 8, 1), service, numbers[0], unit, *numbers[1:]])
    book.save(tmp_path / "a.xlsx")
    report = bring("statements", tmp_path / "a.xlsx")
    assert (counts(report), report.note) == ((0, 0, 2, 0), "XLSX, лист «Sheet»")


def test_accounts_by_number_with_letter(bring: Import, account: BillingAccount) -> None:
    other = make_account(account.organization, "120345", letter_index="А", payment_code="9001")
    text = statements(statement_row(code="120345А"), statement_row(code="551412")).replace("Платежный код", "Л/С")
    assert counts(bring("statements", text)) == (2, 0, 0, 0)
    assert Statement.objects.filter(account=other).exists()


def test_services_are_created_on_demand_in_the_order_of_the_file(bring: Import, account: BillingAccount) -> None:
    rows = statements(statement_row("Лифт", unit="кв.м"), statement_row("Домофон"), WATER)
    report = bring("statements", rows, create_services=True)
    assert report.created["услуг"] == 2
    assert names(account) == ["Холодная вода", "Лифт", "Домофон"]
    assert Service.objects.get(name="Лифт").unit == "кв.м"


def test_a_unit_that_differs_is_a_warning(bring: Import) -> None:
    report = bring("statements", statements(statement_row(unit="Гкал")))
    assert report.outcome == "applied"
    assert "единица «Гкал», в справочнике «куб.м»" in report.warnings[0]


def test_changes_of_an_open_month_are_made_in_place(bring: Import, account: BillingAccount) -> None:
    bring("statements", statements(WATER, HEATING))
    before, statement = dump(), Statement.objects.get()
    report = bring("statements", statements(WATER, statement_row("Отопление", unit="кв.м", charged="70,00")))
    assert counts(report) == (0, 1, 1, 0)
    assert report.sums.delta == {"Вх.сальдо": -1000, "Начислено": 2000, "Перерасчет": 0, "Недоставка": 0,
                                 "Оплачено": 0, "Исх.сальдо": 1000}  # fmt: skip
    changed = Statement.objects.get()
    assert (changed.pk, changed.version, changed.charged, changed.opening) == (statement.pk, 1, rub("170"), rub("0"))
    assert changed.arrears == changed.closing == rub("170")
    roll_back(report)
    assert dump() == before


def test_a_new_line_of_a_statement_that_stands(bring: Import, account: BillingAccount) -> None:
    bring("statements", statements(WATER))
    before = dump()
    report = bring("statements", statements(WATER, HEATING))
    assert counts(report) == (1, 0, 1, 0)
    assert Statement.objects.get().closing == rub("160")
    roll_back(report)
    assert dump() == before


def test_lines_that_the_file_does_not_name_stay_unless_replaced(bring: Import, account: BillingAccount) -> None:
    bring("statements", statements(WATER, HEATING))
    before = dump()
    kept = bring("statements", statements(statement_row(charged="120,00")))
    assert kept.counts.vanishing == 1
    assert "останутся" in kept.warnings[0]
    assert (names(account), Statement.objects.get().closing) == (["Холодная вода", "Отопление"], rub("180"))
    roll_back(kept)
    replaced = bring("statements", statements(WATER), replace=True)
    assert "исчезнут" in replaced.warnings[0]
    assert (names(account), Statement.objects.get().closing) == (["Холодная вода"], rub("100"))
    assert replaced.sums.delta["Исх.сальдо"] == -6000
    roll_back(replaced)
    assert dump() == before


def test_accounts_that_the_file_does_not_name_are_left_alone(bring: Import, account: BillingAccount) -> None:
    make_account(account.organization, "660020")
    bring("statements", statements(WATER, statement_row(code="660020")))
    bring("statements", statements(statement_row(charged="120,00")), replace=True)
    assert sorted(Statement.objects.values_list("charged", flat=True)) == [rub("100"), rub("120")]


def test_several_months_in_one_file(bring: Import, account: BillingAccount) -> None:
    report = bring("statements", statements(WATER, statement_row(month="09.2017", opening="100,00")))
    assert [f"{month:%m}" for month in report.months] == ["08", "09"]
    assert list(Statement.objects.order_by("month").values_list("closing", flat=True)) == [rub("100"), rub("200")]


def test_an_opening_that_does_not_follow_is_told_with_the_difference(bring: Import, account: BillingAccount) -> None:
    water = Service.objects.get(name="Холодная вода")
    make_statement(account, AUGUST.replace(month=7), [Line(water, charged="90")])
    report = bring("statements", statements(statement_row(opening="100,00"), HEATING))
    text = "\n".join(report.warnings)
    assert "2 строк" in text
    assert "счёт 551412, «Холодная вода»: было 90,00\u00a0₽, разница 10,00\u00a0₽" in text
    assert not bring("statements", statements(statement_row(opening="90,00")), rehearse=True).warnings[1:]


def test_a_debt_that_was_not_carried_over_is_told(bring: Import, account: BillingAccount) -> None:
    heating = Service.objects.get(name="Отопление")
    make_statement(account, AUGUST.replace(month=7), [Line(heating, charged="90")])
    text = "\n".join(bring("statements", statements(WATER)).warnings)
    assert "«Отопление»: было 90,00\u00a0₽, разница −90,00\u00a0₽" in text


@pytest.mark.parametrize("rehearse", [True, False])
def test_a_closed_month_is_refused_unless_nothing_changes(
    bring: Import, account: BillingAccount, rehearse: bool
) -> None:
    bring("statements", statements(WATER))
    for state in (PeriodState.PUBLISHED, PeriodState.CLOSED):
        BillingPeriod.objects.update(state=state)
    with pytest.raises(DomainError, match="август 2017 закрыт"):
        bring("statements", statements(HEATING), rehearse=rehearse)
    assert counts(bring("statements", statements(WATER))) == (0, 0, 1, 0)


def test_a_printed_volume_does_not_change_the_exact_one_that_rounds_to_it(bring: Import) -> None:
    bring("statements", statements(WATER))
    line = StatementLine.objects.get()
    printed = line.volume.quantize(Decimal("0.01"))
    StatementLine.objects.update(volume=printed + Decimal("0.0042"))
    assert counts(bring("statements", statements(WATER))) == (0, 0, 1, 0)
    bring("statements", statements(statement_row(charged="101,00")))
    assert StatementLine.objects.get().volume == printed + Decimal("0.0042")
    StatementLine.objects.update(volume=printed + Decimal("0.0058"), charged=10000, closing=10000)
    assert counts(bring("statements", statements(WATER))) == (0, 1, 0, 0)


def test_another_organisation_sees_neither_accounts_nor_services(bring: Import, account: BillingAccount) -> None:
    other = make_organization("other")
    make_account(other, "551412")
    report = bring("statements", statements(WATER), organization=other)
    assert only_problem(report).column == "Услуга"
    bring("statements", statements(WATER), organization=other, create_services=True)
    assert not Statement.objects.filter(account=account).exists()
    assert StatementLine.objects.get().service.organization == other


def said(row: str, *facts: str) -> str:
    """A file of one row with what the official form names besides the sums."""
    names = "Недопоставка, дней;В пределах соц. нормы;Льгота;Повышающий коэффициент;Превышение"
    header, only, _ = statements(row).split("\r\n")
    return f"{header};{names}\r\n{only};{';'.join(facts)}\r\n"


def test_facts_of_a_line_are_loaded_and_stay_when_a_later_file_leaves_them_out(
    bring: Import, account: BillingAccount
) -> None:
    facts = ("1,08", "70,00", "12,50", "1,5", "33,33")
    assert counts(bring("statements", said(WATER, *facts))) == (1, 0, 0, 0)

    def stored() -> tuple[object, ...]:
        line = StatementLine.objects.get(statement__account=account, statement__is_current=True)
        return (line.shortfall_days, line.social_norm_amount, line.benefit, line.multiplier, line.excess)

    expected = (Decimal("1.08"), rub("70"), rub("12.5"), Decimal("1.5"), rub("33.33"))
    assert stored() == expected
    assert counts(bring("statements", said(WATER, *facts))) == (0, 0, 1, 0)
    assert counts(bring("statements", statements(WATER))) == (0, 0, 1, 0)
    assert stored() == expected
    assert counts(bring("statements", said(WATER, "", "71,00", "", "", ""))) == (0, 1, 0, 0)
    assert stored() == (Decimal("1.08"), rub("71"), *expected[2:])
    BillingPeriod.objects.update(state=PeriodState.PUBLISHED)
    report = bring("statements", statements(statement_row(charged="110,00")), reason="Исправлен тариф")
    assert counts(report) == (0, 1, 0, 0)
    assert stored() == (Decimal("1.08"), rub("71"), *expected[2:])


def test_a_wrong_fact_is_named(bring: Import) -> None:
    problem = only_problem(bring("statements", said(WATER, "много", "", "", "", "")))
    assert (problem.column, problem.value) == ("Недопоставка, дней", "много")


def of_bill(*rows: str, number: str = "", until: str = "") -> str:
    """A file whose rows name the number of the document and its last day."""
    header, *lines = statements(*rows).split("\r\n")[:-1]
    return "\r\n".join([f"{header};Номер документа;Действителен до", *(f"{one};{number};{until}" for one in lines), ""])


def test_number_and_last_day_of_a_bill_are_loaded_kept_and_corrected(bring: Import, account: BillingAccount) -> None:
    def stored() -> tuple[str, dt.date | None, int]:
        bill = Statement.objects.get(account=account, is_current=True)
        return bill.document_number, bill.valid_until, bill.version

    first, last = dt.date(2017, 9, 30), dt.date(2017, 10, 31)
    assert counts(bring("statements", of_bill(WATER, number="ПД-0017", until="30.09.2017"))) == (1, 0, 0, 0)
    assert stored() == ("ПД-0017", first, 1)
    assert counts(bring("statements", of_bill(WATER, number="ПД-0017", until="30.09.2017"))) == (0, 0, 1, 0)
    assert counts(bring("statements", statements(WATER))) == (0, 0, 1, 0)
    assert counts(bring("statements", of_bill(WATER, until="31.10.2017"))) == (0, 1, 0, 0)
    assert stored() == ("ПД-0017", last, 1)
    BillingPeriod.objects.update(state=PeriodState.PUBLISHED)
    assert counts(bring("statements", of_bill(WATER, number="ПД-0018"), reason="Номер исправлен")) == (0, 1, 0, 0)
    assert stored() == ("ПД-0018", last, 2)
    changed = statement_row(charged="110,00")
    assert counts(bring("statements", statements(changed), reason="Исправлен тариф")) == (0, 1, 0, 0)
    assert stored() == ("ПД-0018", last, 3)


def test_a_wrong_last_day_and_two_numbers_of_one_bill_are_named(bring: Import) -> None:
    problem = only_problem(bring("statements", of_bill(WATER, until="31.02.2017")))
    assert (problem.column, problem.value) == ("Действителен до", "31.02.2017")
    file = of_bill(WATER, number="1") + of_bill(statement_row(service="Отопление"), number="2").split("\r\n")[1]
    problem = only_problem(bring("statements", file, create_services=True))
    assert (problem.line, problem.remedy) == (3, "Оставьте во всех её строках одно и то же.")
