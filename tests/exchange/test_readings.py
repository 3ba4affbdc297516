"""Readings of known meters: named by register and day, judged by the organisation's checks, rolled back exactly."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kvita.accounts.models import BillingAccount
from kvita.exchange.enums import ImportKind
from kvita.exchange.reports import Report
from kvita.housing.enums import CheckLevel, DoubtfulReadings
from kvita.housing.models import ManagingOrganization
from kvita.metering.enums import ReadingSource, ReadingState
from kvita.metering.models import Reading, Register
from kvita.tariffs.enums import ServiceKind
from tests.exchange.samples import Import, counts, dump, only_problem, roll_back
from tests.factories import make_account, make_reading, make_register, make_service

pytestmark = pytest.mark.usefixtures("services")

HEADER = "Лицевой счет;Услуга;Заводской номер;Дата показания;Показание;Период"
NOVEMBER = dt.datetime(2017, 11, 15, 9, 0, tzinfo=dt.UTC)
AUGUST_20 = dt.date(2017, 8, 20)


def row(
    day: str = "10.09.2017", value: str = "45", *, serial: str = "0188к", number: str = "551412", **cells: str
) -> str:
    return ";".join([number, cells.get("service", ""), serial, day, value, cells.get("month", "")])


def file(*rows: str) -> str:
    return "\n".join([HEADER, *rows, ""])


@pytest.fixture
def register(account: BillingAccount) -> Register:
    register = make_register(account, serial_number="0188к")
    make_reading(register, "39", AUGUST_20)
    return register


def newest(register: Register) -> Reading:
    return Reading.objects.filter(register=register).order_by("-pk")[0]


def test_a_reading_comes_in_with_its_use_and_goes_again(bring: Import, register: Register) -> None:
    before = dump()
    report = bring("readings", file(row(value="45,5")))
    reading = newest(register)
    assert counts(report) == (1, 0, 0, 0)
    assert (reading.value, reading.consumption) == (Decimal("45.5"), Decimal("6.5"))
    assert (reading.month, reading.source) == (dt.date(2017, 9, 1), ReadingSource.FILE.value)
    roll_back(report)
    assert dump() == before


def test_the_same_file_again_changes_nothing(bring: Import, register: Register) -> None:
    bring("readings", file(row()))
    before = dump()
    assert bring("readings", file(row())).outcome == "unchanged"
    assert dump() == before


def test_the_same_value_on_another_day_is_another_reading(bring: Import, register: Register) -> None:
    assert counts(bring("readings", file(row("10.09.2017", "39"), row("11.09.2017", "39")))) == (2, 0, 0, 0)


def test_another_value_of_the_day_steps_in_and_the_old_one_is_kept(bring: Import, register: Register) -> None:
    bring("readings", file(row(value="45")))
    before = dump()
    report = bring("readings", file(row(value="46")))
    assert counts(report) == (0, 1, 0, 0)
    states = list(Reading.objects.filter(taken_on=dt.date(2017, 9, 10)).order_by("pk").values_list("value", "state"))
    assert states == [(Decimal(45), ReadingState.SUPERSEDED.value), (Decimal(46), ReadingState.ACCEPTED.value)]
    roll_back(report)
    assert dump() == before


def test_rows_of_one_register_follow_one_another_in_any_order(bring: Import, register: Register) -> None:
    bring("readings", file(row("11.09.2017", "47"), row("10.09.2017", "45")))
    used = list(Reading.objects.filter(register=register).order_by("taken_on").values_list("consumption", flat=True))
    assert used == [None, Decimal(6), Decimal(2)]


def test_the_scale_is_named_by_its_service_where_a_meter_has_two(
    bring: Import, register: Register, account: BillingAccount
) -> None:
    make_register(account, make_service(register.meter.organization, "Отопление"), meter=register.meter)
    assert "несколько шкал" in only_problem(bring("readings", file(row()))).reason
    assert counts(bring("readings", file(row(service="Отопление", value="1")))) == (1, 0, 0, 0)


def test_the_month_is_that_of_the_file_or_of_the_day(bring: Import, register: Register) -> None:
    bring("readings", file(row("01.09.2017", "40"), row("02.09.2017", "41", month="08.2017"), row("10.09.2017", "42")))
    months = Reading.objects.filter(register=register, taken_on__gt=AUGUST_20).order_by("taken_on")
    assert [one.month.month for one in months] == [8, 8, 9]


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (row(number="1"), "Лицевой счет", "нет"),
        (row(serial="0199"), "Заводской номер", "Такого счётчика"),
        (row(serial=""), "Заводской номер", "пустая"),
        (row(service="Газ"), "Услуга", "Такой услуги нет"),
        (row(day="вчера"), "Дата показания", "не дата"),
        (row(value=""), "Показание", "пустая"),
        (row(value="-1"), "Показание", "меньше нуля"),
        (row(value="1e9"), "Показание", "со степенью"),
        (row(value="45О"), "Показание", "буква О"),
        (row(value="123456"), "Показание", "больше, чем помещается"),
        (row(value="38"), "Показание", "меньше прошлого"),
        (row(day="01.10.2017"), "Показание", "ещё не наступило"),
        (row(day="19.08.2017"), "Дата показания", "более позднее"),
        (row(month="лето"), "Период", "не месяц"),
    ],
)
def test_wrong_cells(bring: Import, register: Register, line: str, column: str, reason: str) -> None:
    good = make_register(make_account(register.meter.organization, "700"), serial_number="7")
    before = dump()
    problem = only_problem(bring("readings", file(row(number="700", serial=good.meter.serial_number), line)))
    assert (problem.line, problem.column) == (3, column)
    assert reason in problem.reason
    assert dump() == before


@pytest.mark.parametrize(
    ("stored", "written"), [("22565404", "2.2565404E7"), ("22565404", "2,2565404E+07"), ("05414815", "5414815")]
)
def test_a_number_that_a_spreadsheet_has_spoilt_is_still_the_meter(
    bring: Import, register: Register, stored: str, written: str
) -> None:
    meter = make_register(register.meter.account, serial_number=stored)  # type: ignore[arg-type]  # has an account
    assert counts(bring("readings", file(row(serial=written)))) == (1, 0, 0, 0)
    assert newest(meter).value == 45


def test_a_number_whose_digits_are_lost_or_that_fits_two_meters_is_refused(bring: Import, register: Register) -> None:
    for serial in ("05414815", "005414815"):
        make_register(register.meter.account, serial_number=serial)  # type: ignore[arg-type]  # has an account
    assert "часть цифр потеряна" in only_problem(bring("readings", file(row(serial="2,25654E+07")))).reason
    assert "Такого счётчика" in only_problem(bring("readings", file(row(serial="5414815")))).reason


@pytest.mark.parametrize("day", ["10.09.2017 11:11:11", "2017-09-10T11:11:11", "42988", "10/09/2017", "10.09.17"])
def test_a_day_is_read_as_a_person_or_a_spreadsheet_writes_it(bring: Import, register: Register, day: str) -> None:
    bring("readings", file(row(day)))
    assert newest(register).taken_on == dt.date(2017, 9, 10)


def test_the_same_register_and_day_twice_in_a_file(bring: Import, register: Register) -> None:
    problem = only_problem(bring("readings", file(row(value="45"), row(value="46"))))
    assert (problem.line, "строке 2" in problem.reason) == (3, True)


def test_what_is_counted_or_taken_by_a_controller_stays(bring: Import, register: Register) -> None:
    counted = make_reading(register, "44", dt.date(2017, 9, 10), state=ReadingState.COUNTED)
    assert "уже рассчитано" in only_problem(bring("readings", file(row()))).reason
    Reading.objects.filter(pk=counted.pk).update(state=ReadingState.ACCEPTED, source=ReadingSource.CONTROLLER)
    assert "контролёр" in only_problem(bring("readings", file(row()))).reason


@pytest.mark.parametrize(
    ("setting", "state"),
    [(DoubtfulReadings.ACCEPT, ReadingState.ACCEPTED), (DoubtfulReadings.REVIEW, ReadingState.IN_DOUBT)],
)
def test_a_questioned_value_goes_where_the_setting_says(
    bring: Import, register: Register, organization: ManagingOrganization, setting: str, state: str
) -> None:
    organization.settings.doubtful_readings = setting
    organization.settings.check_rollover = CheckLevel.WARN
    make_reading(register, "99998", dt.date(2017, 9, 1))
    report = bring("readings", file(row(value="3")))
    assert (newest(register).state, newest(register).consumption) == (state, Decimal(5))
    assert len(report.warnings) == 1


def test_of_two_values_written_for_each_other_neither_is_taken(
    bring: Import, register: Register, account: BillingAccount
) -> None:
    hot = make_service(register.meter.organization, "Горячая вода", kind=ServiceKind.HOT_WATER)
    make_reading(make_register(account, hot, serial_number="0199"), "12", AUGUST_20)
    before = dump()
    report = bring("readings", file(row(value="14"), row(value="41", serial="0199")))
    told = [(one.line, one.reason) for one in report.problems]
    assert told == [
        (2, "Похоже, это показание другого счётчика: Горячая вода, №\u00a00199."),
        (3, "Похоже, это показание другого счётчика: Холодная вода, №\u00a00188к."),
    ]
    assert dump() == before
    assert counts(bring("readings", file(row(value="41"), row(value="14", serial="0199")))) == (2, 0, 0, 0)


def test_use_over_several_months_is_measured_by_the_month(bring: Import, register: Register) -> None:
    report = bring("readings", file(row("10.11.2017", "339", month="11.2017")), now=NOVEMBER)
    assert (counts(report), report.warnings) == ((1, 0, 0, 0), [])  # 300 m³ over three months
    report = bring("readings", file(row("11.11.2017", "999", month="11.2017")), now=NOVEMBER)
    assert "одна квартира столько не расходует" in report.warnings[0]


def mark(bring: Import, *rows: str, **options: object) -> Report:
    return bring(ImportKind.COUNTED, file(*rows), **options)


def test_a_mark_turns_a_reading_into_a_counted_one_and_back(bring: Import, register: Register) -> None:
    before = dump()
    report = mark(bring, row("20.08.2017", "39"))
    assert counts(report) == (0, 1, 0, 0)
    assert newest(register).state == ReadingState.COUNTED
    assert mark(bring, row("20.08.2017", "")).outcome == "unchanged"
    roll_back(report)
    assert dump() == before


def test_a_mark_tells_which_bill_has_used_the_reading(bring: Import, register: Register) -> None:
    make_reading(register, "42", dt.date(2017, 8, 25))
    mark(bring, row("20.08.2017", "39"), row("25.08.2017", "42", month="09.2017"))
    marked = Reading.objects.filter(state=ReadingState.COUNTED).order_by("taken_on")
    assert list(marked.values_list("counted_in", flat=True)) == [dt.date(2017, 8, 1), dt.date(2017, 9, 1)]
    assert all(one.counted_at is not None for one in marked)


def test_a_mark_can_be_taken_back_after_a_later_reading(bring: Import, register: Register) -> None:
    report = mark(bring, row("20.08.2017", ""))
    make_reading(register, "45", dt.date(2017, 9, 10), received_at=dt.datetime(2017, 9, 12, tzinfo=dt.UTC))
    roll_back(report)
    assert not Reading.objects.filter(state=ReadingState.COUNTED).exists()


def test_a_mark_names_a_reading_by_its_day_and_only_compares_the_value(bring: Import, register: Register) -> None:
    assert "У нас на этот день 39" in only_problem(mark(bring, row("20.08.2017", "40"))).reason
    assert "нет" in only_problem(mark(bring, row("21.08.2017", "39"))).reason
    Reading.objects.update(state=ReadingState.IN_DOUBT)
    assert "на проверке" in only_problem(mark(bring, row("20.08.2017", "39"))).reason


@pytest.mark.parametrize(("kind", "day"), [("readings", "10.09.2017"), ("counted", "20.08.2017")])
def test_rows_of_a_batch_cost_a_fixed_number_of_queries(
    bring: Import, organization: ManagingOrganization, kind: str, day: str
) -> None:
    for number in range(60):
        register = make_register(make_account(organization, str(1000 + number)), serial_number=str(number))
        make_reading(register, "39", AUGUST_20)
    rows = [row(day, "" if kind == "counted" else "45", number=str(1000 + n), serial=str(n)) for n in range(60)]

    def queries(part: list[str]) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert sum(counts(bring(kind, file(*part)))) == len(part)
        return len(asked)

    assert queries(rows[:5]) == queries(rows[5:]) < 40
