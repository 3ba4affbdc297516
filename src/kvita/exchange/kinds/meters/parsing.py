"""From cells to a meter, its register and up to two readings."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kvita.exchange.kinds.columns import CODE, NUMBER, SERVICE
from kvita.exchange.kinds.rows import Row
from kvita.exchange.kinds.service_names import Services
from kvita.exchange.readers import Column
from kvita.exchange.values.dates import parse_day
from kvita.exchange.values.numbers import parse_quantity, parse_reading
from kvita.exchange.values.texts import parse_serial
from kvita.tariffs.models import Service

COLUMNS: Final = (
    CODE,
    NUMBER,
    SERVICE,
    Column("serial", "Заводской номер", ("Номер счетчика", "Серийный номер", "№ счетчика"), required=True),
    Column("place", "Место установки", ("Место",)),
    Column("verified_on", "Дата поверки", ("Поверен", "Дата последней поверки")),
    Column("verification_due_on", "Дата следующей поверки", ("Следующая поверка", "Поверка до")),
    Column("previous_on", "Дата снятия пред. показания", ("Дата предыдущего показания", "Дата пред. показания")),
    Column("previous", "Пред. показания", ("Предыдущее показание", "Предыдущие показания", "Пред. показание")),
    Column("current_on", "Дата снятия текущ. показания", ("Дата текущего показания", "Дата показания", "Дата")),
    Column("current", "Текущее показание", ("Текущ. показания", "Показание", "Показания", "Текущие показания")),
    Column("consumption", "Расход", ("Потребление",)),
)


@dataclass(frozen=True, slots=True)
class FileReading:
    """A value at the end of a day. `column` is where it stands in the file."""

    column: str
    taken_on: dt.date
    value: Decimal
    consumption: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A row that can be read."""

    row: Row
    account_id: int
    service: Service
    serial: str
    place: str
    verified_on: dt.date | None
    verification_due_on: dt.date | None
    readings: tuple[FileReading, ...]

    @property
    def meter_key(self) -> tuple[int, str]:
        """What names a meter: the account and the serial number."""
        return self.account_id, self.serial


def parse_row(row: Row, account_id: int | None, services: Services) -> MeterRow | None:
    """Return what the row says, or None when a cell is wrong (then the row has problems)."""
    service = row.require("service", services.find)
    serial = row.require("serial", parse_serial)
    place = row.read_text("place", longest=60)
    verified_on = row.read("verified_on", parse_day)
    due_on = row.read("verification_due_on", parse_day)
    readings = _readings(row)
    if row.problems or account_id is None or service is None or serial is None:
        return None
    return MeterRow(row, account_id, service, serial, place, verified_on, due_on, readings)


def _readings(row: Row) -> tuple[FileReading, ...]:
    previous = _reading(row, "previous", None)
    consumption = row.read("consumption", parse_quantity)
    current = _reading(row, "current", consumption)
    if previous and current and current.taken_on <= previous.taken_on:
        row.refuse("current_on", "Текущее показание снято не позже предыдущего.", "Проверьте обе даты.")
    if previous and current and consumption is not None and consumption != current.value - previous.value:
        row.refuse(
            "consumption", f"Расход не равен разности показаний: {current.value} − {previous.value}.",
            "Исправьте показание или расход; если счётчик прошёл через ноль, оставьте расход пустым.",
        )  # fmt: skip
    return tuple(one for one in (previous, current) if one)


def _reading(row: Row, key: str, consumption: Decimal | None) -> FileReading | None:
    value, day = row.read(key, parse_reading), row.read(f"{key}_on", parse_day)
    if value is not None and day is None and not row.problems:
        row.refuse(f"{key}_on", "Есть показание, но не указано, когда его сняли.", "Впишите дату, например 01.09.2017.")
    if value is None or day is None:
        return None  # a date without a value: the reading is still to be taken
    return FileReading(key, day, value, consumption)
