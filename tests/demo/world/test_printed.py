"""The two accounts of the manual: every printed figure, and a past that leads to it."""

import csv
import datetime as dt
from decimal import Decimal
from importlib.resources import files

import pytest

from kvita.accounts.models import BillingAccount
from kvita.billing.enums import VISIBLE_STATES, VolumeSource
from kvita.billing.models import Adjustment, Statement, StatementLine
from kvita.calc.money import Money
from kvita.calc.rounding import round_half_up
from kvita.demo.innova2017.tables import day, hidden_volume, kopecks, number
from kvita.metering.models import Reading, Register
from kvita.payments.models import Payment
from kvita.payments.selectors import amount_due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

MONTHS = 1

AUGUST = dt.date(2017, 8, 1)


def account(code: str) -> BillingAccount:
    return BillingAccount.objects.select_related("organization__settings", "premise__building").get(
        organization__slug="solnechny", payment_code=code
    )


def test_august_2017_is_the_newest_month_with_all_that_the_manual_prints() -> None:
    newest = Statement.objects.filter(account=account("551412"), period__state__in=VISIBLE_STATES).latest("month")
    assert newest.month == AUGUST
    text = (files("kvita.demo") / "data/innova-2017-08/charges.csv").read_text(encoding="cp1251")
    printed = list(csv.DictReader(text.splitlines(), delimiter=";"))
    lines = list(newest.lines.select_related("service").order_by("position"))
    assert len(lines) == len(printed) == 13
    shown = [
        {
            "Платежный код": "551412",
            "Период": "08.2017",
            "Услуга": line.service.name,
            "Тариф": _comma(line.rate),
            "Ед.измер": line.unit,
            "Расход": _comma(line.volume),
            "Оплачено": _comma(line.paid.rubles),
            "Вх.сальдо": _comma(line.opening.rubles),
            "Начислено": _comma(line.charged.rubles),
            "Перерасчет": _comma(line.adjusted.rubles),
            "Недоставка": _comma(line.shortfall.rubles),
            "Исх.сальдо": _comma(line.closing.rubles),
            "Коплате": _comma(max(Money.ZERO, line.closing).rubles),
        }
        for line in lines
    ]
    # The manual prints a volume of 1,00 of a service without a price; a statement keeps it.
    assert shown == printed


def _comma(value: Decimal) -> str:
    return str(round_half_up(value)).replace(".", ",")


def test_what_is_to_be_paid_is_what_the_manual_says() -> None:
    assert amount_due(account("551412")).due == Money.from_rubles("1537.15")
    assert amount_due(account("660020")).due == Money.from_rubles("5900.08")


def test_the_hidden_digits_make_the_printed_charge() -> None:
    volumes = {
        line.service.name: line.volume
        for line in StatementLine.objects.filter(
            statement__account=account("551412"), statement__month=AUGUST
        ).select_related("service")
    }
    assert volumes["Холодная вода"] == volumes["Водоотведение"] == Decimal("10.418")
    assert volumes["Подогрев воды"] == Decimal("4.06552")
    assert hidden_volume(Decimal("54.12"), Decimal("2.49"), 134_77) == Decimal("54.123")
    with pytest.raises(ValueError, match="no volume"):
        hidden_volume(Decimal("10.00"), Decimal("18.84"), 196_28)


def test_the_past_is_two_years_and_ends_where_august_begins() -> None:
    statements = Statement.objects.filter(account=account("551412")).order_by("month")
    assert (statements.count(), statements[0].month) == (24, dt.date(2015, 9, 1))
    july = StatementLine.objects.filter(statement__account=account("551412"), statement__month=dt.date(2017, 7, 1))
    assert july.filter(volume_source=VolumeSource.AVERAGE, service__name="Холодная вода").exists()
    notes = Adjustment.objects.filter(statement__account=account("551412"), statement__month=AUGUST)
    assert notes.count() == 6
    assert any("горячей воды не было" in adjustment.note for adjustment in notes)


def test_six_scales_show_the_printed_readings() -> None:
    text = (files("kvita.demo") / "data/innova-2017-08/meters.csv").read_text(encoding="utf-8-sig")
    printed = {
        (row["Услуга"], row["Заводской номер"]): (
            day(row["Дата следующей поверки"]),
            day(row["Дата снятия пред. показания"]),
            number(row["Пред. показания"]),
        )
        for row in csv.DictReader(text.splitlines(), delimiter=";")
    }
    registers = Register.objects.filter(meter__account=account("551412")).select_related("meter", "service")
    shown = {}
    for register in registers:
        newest = Reading.objects.filter(register=register).latest("taken_on")
        key = (register.service.name, register.meter.serial_number)
        shown[key] = (register.meter.verification_due_on, newest.taken_on, newest.value)
    assert shown == printed
    assert len(shown) == 6
    assert registers.values("meter").distinct().count() == 5


def test_the_scales_counted_the_billed_volumes_of_august() -> None:
    used = {
        name: sum(
            (
                reading.consumption or Decimal(0)
                for reading in Reading.objects.filter(
                    register__meter__account=account("551412"), register__service__name=name, month=AUGUST
                )
            ),
            Decimal(0),
        )
        for name in ("Холодная вода", "Подогрев воды", "Электроснабжение", "Ночное электроснабжение")
    }
    assert used["Холодная вода"] + used["Подогрев воды"] == Decimal("10.418")
    assert used["Подогрев воды"] == Decimal("4.06552")
    assert used["Электроснабжение"] == Decimal("153.982")
    assert used["Ночное электроснабжение"] == Decimal("54.123")


def test_four_payments_make_the_printed_total() -> None:
    text = (files("kvita.demo") / "data/innova-2017-08/payments.csv").read_text(encoding="utf-8")
    printed = [
        (
            day(row["Расчетный месяц"]),
            day(row["Дата платежа"]),
            day(row["Дата учёта"]),
            day(row["За какой месяц оплачено"]),
            row["Место платежа"],
            kopecks(row["Сумма платежа"]),
        )
        for row in csv.DictReader(text.splitlines())
    ]
    shown = [
        (one.accounting_month, one.paid_on, one.posted_on, one.for_month, one.place, one.amount.kopecks)
        for one in Payment.objects.filter(account=account("660020")).order_by("-paid_on")
    ]
    assert shown == printed
    assert sum(row[-1] for row in shown) == 29_596_01


def test_the_card_of_the_account_is_the_printed_one() -> None:
    printed = account("551412")
    premise, building = printed.premise, printed.premise.building
    assert printed.holder_name == "ХАСАНОВА ЖИЗЕЛЬ ИЛЬДАРОВНА"
    assert (premise.number, premise.entrance, premise.floor, premise.rooms_count) == ("16", "5", 1, 2)
    assert (premise.total_area, premise.heated_area, premise.living_area) == tuple(
        map(Decimal, ("74.80", "74.80", "36.10"))
    )
    assert (building.total_area, building.heated_area, building.common_area) == tuple(
        map(Decimal, ("27753.40", "23932.00", "3048.30"))
    )
    assert building.premises_count is None
    assert account("660020").premise.total_area is None
