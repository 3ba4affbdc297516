"""Stores the two accounts of the manual: what the tables print, and the past that leads to it."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from kvita.billing.enums import PeriodState
from kvita.calc.period import Month
from kvita.calc.rounding import to_units
from kvita.demo.innova2017 import account_551412, account_660020
from kvita.demo.innova2017.tables import Row, day, number, printed_charges, read_table
from kvita.demo.storing.ledger import Ledger, day_text, decimal_text
from kvita.demo.storing.reference import StoredOrganization, store_period
from kvita.demo.storing.sheets import stamp
from kvita.demo.storing.stories import StoryWriter
from kvita.housing.models import Building
from kvita.metering.enums import MeterScope, ReadingKind, ReadingSource, ReadingState, RegisterZone

LAST = account_551412.AUGUST
# Scales of the manual's meters: (service, serial number) is what the file names, the rest of the row is ours.
SCALES = {
    ("Ночное электроснабжение", "02455782"): ("night", "прихожая", RegisterZone.NIGHT),
    ("Электроснабжение", "02455782"): ("day", "прихожая", RegisterZone.DAY),
    ("Подогрев воды", "18851960к"): ("hot kitchen", "кухня", RegisterZone.SINGLE),
    ("Холодная вода", "18851987к"): ("cold kitchen", "кухня", RegisterZone.SINGLE),
    ("Подогрев воды", "18852076"): ("hot bath", "ванная", RegisterZone.SINGLE),
    ("Холодная вода", "18848646"): ("cold bath", "ванная", RegisterZone.SINGLE),
}


def store_printed(ledger: Ledger, organization: StoredOrganization, *, seed: int, now: dt.datetime) -> dict[str, int]:
    """Store accounts 551412 and 660020 with their months of 2015 to 2017; return the ids of the accounts."""
    periods = {
        month.first_day: store_period(organization, month, PeriodState.CLOSED, now).pk
        for month in Month.span(account_551412.FIRST, LAST)
    }
    writer = StoryWriter(ledger, organization, periods, now)
    ids = {row["Платежный код"]: _store_account(ledger, organization, row) for row in read_table("accounts")}
    past = account_551412.live_551412(printed_charges(), seed)
    payments = account_660020.printed_payments(read_table("payments"))
    for bill in past.bills:
        writer.write_bill(ids["551412"], bill)
        for payment in bill.payments:
            writer.write_payment(ids["551412"], payment)
    for bill in account_660020.live_660020(payments, seed):
        writer.write_bill(ids["660020"], bill)
    for payment in payments:
        writer.write_payment(ids["660020"], payment)
    _store_meters(ledger, organization, ids["551412"], past.used)
    return ids


def _store_account(ledger: Ledger, organization: StoredOrganization, row: Row) -> int:
    street, _, house = row["Адрес"].partition(", д. ")
    building = Building.objects.create(
        organization=organization.row,
        city=organization.city,
        street=street.title(),
        number=house,
        total_area=_area(row["Площадь дома (кв.метр)"]),
        heated_area=_area(row["Отапливаемая площадь дома (кв.метр)"]),
        common_area=_area(row["Площадь МОП (кв.метр)"]),
        premises_count=_count(row["Количество квартир"]),
    )
    premise_id = ledger.premises.add(
        building.pk,
        row["Номер квартиры"],
        row["Подъезд"],
        _count(row["Этаж"]),
        _count(row["Количество комнат"]),
        _text(_area(row["Общая площадь (кв.метр)"])),
        _text(_area(row["Отапливаемая площадь (кв.метр)"])),
        _text(_area(row["Жилая площадь (кв.метр)"])),
    )
    return ledger.accounts.add(
        organization.row.pk,
        premise_id,
        row["Платежный код"],
        "",
        row["Платежный код"],
        organization.plan.account_kind.value,
        row["Квартиросъемщик"],
        row["Телефон"],
        _count(row["Количество жильцов"]),
        day_text(account_551412.FIRST.first_day),
        None,
    )


def _store_meters(
    ledger: Ledger, organization: StoredOrganization, account_id: int, used: dict[Month, dict[str, int]]
) -> None:
    service_ids = dict(zip((plan.name for plan in organization.plan.services), organization.service_ids, strict=True))
    meter_ids: dict[str, int] = {}
    for row in read_table("meters"):
        service, serial = row["Услуга"], row["Заводской номер"]
        scale, place, zone = SCALES[service, serial]
        if serial not in meter_ids:
            meter_ids[serial] = _store_meter(ledger, organization, account_id, row, place)
        digits, decimals = (6, 2) if scale in ("day", "night") else (5, 3)
        register_id = ledger.registers.add(meter_ids[serial], service_ids[service], zone.value, digits, decimals, "")
        taken_on = day(row["Дата снятия пред. показания"])
        value = to_units(number(row["Пред. показания"]), 7)
        _store_readings(ledger, register_id, value, taken_on, ((month, by[scale]) for month, by in used.items()))


def _store_meter(ledger: Ledger, organization: StoredOrganization, account_id: int, row: Row, place: str) -> int:
    due = day(row["Дата следующей поверки"])
    years = 6 if row["Услуга"] == "Холодная вода" else 4
    verified = due.replace(year=due.year - years) if due else None
    return ledger.meters.add(
        organization.row.pk,
        MeterScope.UNIT.value,
        account_id,
        None,
        row["Заводской номер"],
        place,
        None,
        day_text(verified) if verified else None,
        day_text(due) if due else None,
        years * 12 if due else None,
    )


def _store_readings(
    ledger: Ledger, register_id: int, value: int, taken_on: dt.date | None, used: Iterable[tuple[Month, int]]
) -> None:
    """Go back from the printed reading: each one before is lower by what was used in between."""
    for month, volume in sorted(used, key=lambda pair: pair[0], reverse=True):
        at = taken_on if month == LAST and taken_on else month.next.first_day
        ledger.readings.add(
            register_id,
            day_text(at),
            day_text(month.first_day),
            decimal_text(value, 7),
            decimal_text(volume, 7),
            ReadingKind.ACTUAL.value,
            ReadingSource.CABINET.value,
            ReadingState.COUNTED.value,
            stamp(dt.datetime.combine(at, dt.time(9), dt.UTC)),
        )
        value -= volume


def _area(text: str) -> Decimal | None:
    return number(text) if text.strip() else None


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _count(text: str) -> int | None:
    return int(text) if text.strip() else None
