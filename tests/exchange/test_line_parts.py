"""Components of a line («в т. ч.») and the part for the common property: loaded, compared, corrected, told."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kvita.accounts.models import BillingAccount
from kvita.billing.enums import PeriodState
from kvita.billing.models import BillingPeriod, LinePart, StatementLine
from kvita.exchange.reports import Report
from tests.exchange.samples import STATEMENT_HEADER, Import, counts, dump, only_problem, roll_back, statement_row
from tests.factories import rub

pytestmark = pytest.mark.usefixtures("account", "services")

HEADER = f"{STATEMENT_HEADER};В том числе к услуге;СОИ"
LINE = statement_row(rate="XXXXXX", volume="ХХХХХХ", unit="XXXXXX") + ";;"
COLD = "551412;08.2017;холодная вода для ГВС;5,00;куб.м;4,00;XXXXXX;XXXXXX;20,00;;;XXXXXX;;Холодная вода;"
HEAT = "551412;08.2017;нагрев;20,00;Гкал;4,00;;;80,00;;;;;Холодная вода;"
HEATING = statement_row("Отопление", unit="кв.м", charged="50,00") + ";-;"


def table(*rows: str) -> str:
    return "\r\n".join([HEADER, *rows, ""])


def parts(account: BillingAccount) -> list[tuple[str, str, Decimal, Decimal, object]]:
    found = LinePart.objects.filter(statement__account=account, statement__is_current=True)
    return [(one.name, one.unit, one.volume, one.rate, one.charged) for one in found.order_by("position")]


BOTH = [
    ("холодная вода для ГВС", "куб.м", Decimal(4), Decimal(5), rub("20")),
    ("нагрев", "Гкал", Decimal(4), Decimal(20), rub("80")),
]


def test_components_are_loaded_under_their_line_and_are_no_lines(bring: Import, account: BillingAccount) -> None:
    report = bring("statements", table(LINE, COLD, HEAT, HEATING))
    assert counts(report) == (2, 0, 0, 0)
    assert report.counts.rows == 4
    assert not report.warnings
    assert parts(account) == BOTH
    line = StatementLine.objects.get(statement__account=account, service__name="Холодная вода")
    assert (line.volume, line.rate, line.unit, line.charged) == (Decimal(0), Decimal(0), "", rub("100"))
    before = dump()
    assert counts(bring("statements", table(LINE, COLD, HEAT, HEATING))) == (0, 0, 2, 0)
    assert counts(bring("statements", table(LINE, HEATING))) == (0, 0, 2, 0)  # what a file leaves out stays
    assert dump() == before


def test_a_workbook_says_the_same(bring: Import, account: BillingAccount, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEADER, LINE, COLD, HEAT):
        book.active.append(row.split(";"))
    book.save(tmp_path / "august.xlsx")
    assert counts(bring("statements", tmp_path / "august.xlsx")) == (1, 0, 0, 0)
    assert parts(account) == BOTH


@pytest.mark.parametrize("state", [PeriodState.OPEN, PeriodState.PUBLISHED])
def test_components_are_changed_taken_away_and_rolled_back(
    bring: Import, account: BillingAccount, state: PeriodState
) -> None:
    bring("statements", table(LINE, COLD, HEAT, HEATING))
    BillingPeriod.objects.update(state=state)
    before = dump()

    def take_back(report: Report) -> None:
        BillingPeriod.objects.update(state=PeriodState.OPEN)  # a published month is withdrawn first
        roll_back(report)
        BillingPeriod.objects.update(state=state)

    other = table(LINE, COLD.replace("холодная", "горячая"), HEAT.replace("4,00;", "4,50;", 1), HEATING)
    report = bring("statements", other, reason="Составляющие уточнены")
    assert counts(report) == (0, 1, 1, 0)
    assert [one[:3] for one in parts(account)] == [
        ("горячая вода для ГВС", "куб.м", Decimal(4)),
        ("нагрев", "Гкал", Decimal("4.5")),
    ]
    take_back(report)
    assert dump() == before
    dearer = statement_row(charged="110,00", rate="XXXXXX", volume="XXXXXX", unit="") + ";;"
    report = bring("statements", table(dearer, HEATING), reason="Исправлен тариф")
    assert counts(report) == (0, 1, 1, 0)
    assert any("Прежние составляющие у них убраны" in told for told in report.warnings)
    assert parts(account) == []
    take_back(report)
    assert dump() == before
    report = bring("statements", table(LINE, HEATING.replace("50,00", "60,00")), reason="Исправлено отопление")
    assert counts(report) == (0, 1, 1, 0)
    assert parts(account) == BOTH
    take_back(report)
    report = bring("statements", table(HEATING), reason="Воды не было", replace=True)
    assert parts(account) == []
    take_back(report)
    assert dump() == before


def test_components_that_make_another_sum_are_told_and_loaded(bring: Import, account: BillingAccount) -> None:
    report = bring("statements", table(LINE, COLD, HEAT.replace("80,00", "79,00")))
    assert report.warnings == [
        "Составляющие в сумме не равны начисленному по услуге: 1 строк.",
        "  счёт 551412, «Холодная вода»: начислено 100,00\u00a0₽, составляющие 99,00\u00a0₽, разница 1,00\u00a0₽",
    ]
    assert len(parts(account)) == 2


@pytest.mark.parametrize(
    ("rows", "line", "column", "reason"),
    [
        ((LINE, COLD, COLD), 4, "Услуга", "Эта составляющая этой услуги уже есть в строке 3."),
        ((HEATING, COLD), 3, "В том числе к услуге", "Строки самой услуги «Холодная вода» этого счёта"),
        ((LINE, COLD.replace("20,00;;", "много;;")), 3, "Начислено", "не число"),
        ((LINE, COLD.replace("20,00;;", ";;")), 3, "Начислено", "Ячейка пустая"),
        ((LINE, COLD.replace("холодная вода для ГВС", "")), 3, "Услуга", "Ячейка пустая"),
        ((LINE, COLD.replace("Холодная вода;", "Холодня вода;")), 3, "В том числе к услуге", "Такой услуги нет"),
        ((LINE, COLD.replace("551412", "551499")), 3, "Платежный код", "нет"),
    ],
)
def test_a_wrong_component_is_named(bring: Import, rows: tuple[str, ...], line: int, column: str, reason: str) -> None:
    before = dump()
    problem = only_problem(bring("statements", table(*rows)))
    assert (problem.line, problem.column) == (line, column)
    assert reason in problem.reason
    assert problem.remedy
    assert dump() == before


def test_the_part_for_the_common_property_is_loaded_and_stays(bring: Import, account: BillingAccount) -> None:
    def stored() -> Decimal | None:
        line = StatementLine.objects.get(statement__account=account, statement__is_current=True)
        return line.common_volume

    assert counts(bring("statements", table(f"{statement_row()};;0,25"))) == (1, 0, 0, 0)
    assert stored() == Decimal("0.25")
    assert counts(bring("statements", table(f"{statement_row()};;"))) == (0, 0, 1, 0)
    assert counts(bring("statements", table(f"{statement_row()};;0,3"))) == (0, 1, 0, 0)
    assert stored() == Decimal("0.3")
    assert only_problem(bring("statements", table(f"{statement_row()};;много"))).column == "СОИ"
