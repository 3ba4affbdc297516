"""Meters: named by account, serial number and service; readings by register and day, never by value."""

import datetime as dt
from decimal import Decimal

import pytest

from kvita.accounts.models import BillingAccount
from kvita.housing.enums import PremiseKind
from kvita.metering.enums import MeterScope, ReadingState
from kvita.metering.models import Meter, Reading, Register
from kvita.tariffs.models import Service
from tests.exchange.samples import Import, counts, dump, only_problem, roll_back
from tests.factories import make_reading, make_register

pytestmark = pytest.mark.usefixtures("account", "services")

HEADER = (
    "Платежный код;Услуга;Заводской номер;Дата следующей поверки;Дата снятия пред. показания;Пред. показания;"
    "Дата снятия текущ. показания;Текущее показание;Расход"
)
READING = {"previous_on": "1 сен 2017", "previous": "39.0000"}


def row(serial: str = "0188к", service: str = "Холодная вода", code: str = "551412", **cells: str) -> str:
    values = {"due": "", "previous_on": "", "previous": "", "current_on": "", "current": "", "used": ""} | cells
    return ";".join([code, service, serial, *values.values()])


def meters(*rows: str) -> str:
    return "\n".join([HEADER, *rows, ""])


def test_current_reading_with_consumption(bring: Import) -> None:
    both = row(**READING, current_on="20.09.2017", current="42,5", used="3,5")
    bring("meters", meters(both), month=dt.date(2017, 9, 1))
    previous, current = Reading.objects.order_by("taken_on")
    assert (previous.month, previous.consumption) == (dt.date(2017, 8, 1), None)
    assert (current.month, current.value, current.consumption) == (dt.date(2017, 9, 1), Decimal("42.5"), Decimal("3.5"))


def test_the_same_value_on_another_day_is_another_reading(bring: Import) -> None:
    bring("meters", meters(row(**READING)))
    report = bring("meters", meters(row(previous_on="01.10.2017", previous="39")))
    assert (counts(report), Reading.objects.count(), Meter.objects.count()) == ((1, 0, 0, 0), 2, 1)


def test_another_value_on_the_same_day_supersedes_and_keeps_the_old_one(bring: Import) -> None:
    bring("meters", meters(row(**READING)))
    before = dump()
    report = bring("meters", meters(row(previous_on="01.09.2017", previous="40")))
    assert counts(report) == (0, 1, 0, 0)
    old, new = Reading.objects.order_by("pk")
    assert (old.value, old.state) == (Decimal(39), ReadingState.SUPERSEDED.value)
    assert (new.value, new.state) == (Decimal(40), ReadingState.ACCEPTED.value)
    assert bring("meters", meters(row(previous_on="01.09.2017", previous="40"))).outcome == "unchanged"
    roll_back(report)
    assert dump() == before


def test_a_counted_reading_is_not_changed(bring: Import, account: BillingAccount) -> None:
    register = make_register(account, Service.objects.get(name="Холодная вода"), serial_number="0188к")
    make_reading(register, "39", dt.date(2017, 9, 1), state=ReadingState.COUNTED)
    problem = only_problem(bring("meters", meters(row(previous_on="01.09.2017", previous="40"))))
    assert "уже рассчитано" in problem.reason
    assert bring("meters", meters(row(**READING))).outcome == "unchanged"


def test_two_scales_of_one_device_and_two_devices_of_one_service(bring: Import) -> None:
    rows = (row("02455782"), row("02455782", "Отопление"), row("02455783"), row("2455782"))
    report = bring("meters", meters(*rows))
    assert (counts(report), Meter.objects.count(), Register.objects.count()) == ((4, 0, 0, 0), 3, 4)


def test_the_date_of_verification_is_filled_in_and_not_erased(bring: Import) -> None:
    bring("meters", meters(row(due="25 янв 2021")))
    before = dump()
    assert bring("meters", meters(row())).outcome == "unchanged"
    report = bring("meters", meters(row(due="25.01.2023")))
    assert (counts(report), Meter.objects.get().verification_due_on) == ((0, 1, 0, 0), dt.date(2023, 1, 25))
    roll_back(report)
    assert dump() == before


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (row(code="1"), "Платежный код", "нет"),
        (row(service="Газ"), "Услуга", "Такой услуги нет"),
        (row(""), "Заводской номер", "пустая"),
        (row(due="когда-нибудь"), "Дата следующей поверки", "не дата"),
        (row(previous="39"), "Дата снятия пред. показания", "когда его сняли"),
        (row(previous_on="01.09.2017", previous="-1"), "Пред. показания", "меньше нуля"),
        (row(previous_on="01.09.2017", previous="1e400"), "Пред. показания", "со степенью"),
        (row(**READING, current_on="31.08.2017", current="40"), "Дата снятия текущ. показания", "не позже"),
        (row(**READING, current_on="30.09.2017", current="40", used="2"), "Расход", "не равен разности"),
    ],
)
def test_wrong_cells(bring: Import, line: str, column: str, reason: str) -> None:
    before = dump()
    problem = only_problem(bring("meters", meters(row("77"), line)))
    assert (problem.line, problem.column) == (3, column)
    assert reason in problem.reason
    assert dump() == before


def test_duplicates_and_contradictions_inside_a_file(bring: Import) -> None:
    twice = only_problem(bring("meters", meters(row(**READING), row(previous_on="01.09.2017", previous="40"))))
    assert (twice.line, "строке 2" in twice.reason) == (3, True)
    other = only_problem(bring("meters", meters(row(due="01.01.2021"), row(service="Отопление", due="01.01.2022"))))
    assert (other.line, "выше сказано другое" in other.reason) == (3, True)


def test_a_history_of_readings_of_one_register(bring: Import) -> None:
    rows = [row(previous_on=f"01.{month:02d}.2017", previous=str(month)) for month in range(1, 10)]
    assert counts(bring("meters", meters(*rows))) == (9, 0, 0, 0)
    assert Register.objects.get().readings.count() == 9


def test_a_meter_on_the_account_of_a_room_comes_in_as_a_room_meter(bring: Import, account: BillingAccount) -> None:
    account.premise.kind = PremiseKind.ROOM
    account.premise.save()
    bring("meters", meters(row(**READING)))
    assert Meter.objects.get().scope == MeterScope.ROOM
