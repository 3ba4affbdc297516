"""The columns of an export of readings. Their titles are those that the import of readings understands."""

import datetime as dt
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kvita.accounts.models import BillingAccount
from kvita.metering.models import Reading

Cell = str | Decimal | dt.date | None


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column: its key in the program, its title in the file, what stands in it for a reading."""

    key: str
    title: str
    cell: Callable[[Any], Cell]


def _account(reading: Any) -> BillingAccount:
    account: BillingAccount = reading.register.meter.account  # only meters of accounts are exported
    return account


def _month(day: dt.date | None) -> str:
    return f"{day:%m.%Y}" if day else ""


def _received(reading: Reading) -> dt.date:
    zone = zoneinfo.ZoneInfo(reading.register.meter.organization.time_zone)
    return reading.received_at.astimezone(zone).date()


_COLUMNS: Final = (
    ExportColumn("number", "Лицевой счет", lambda it: _account(it).full_number),
    ExportColumn("code", "Платежный код", lambda it: _account(it).payment_code),
    ExportColumn("address", "Адрес", lambda it: _account(it).premise.building.address),
    ExportColumn("flat", "Номер квартиры", lambda it: _account(it).premise.number),
    ExportColumn("holder", "Квартиросъемщик", lambda it: _account(it).holder_name),
    ExportColumn("service", "Услуга", lambda it: it.register.service.name),
    ExportColumn("unit", "Ед.измер", lambda it: it.register.service.unit),
    ExportColumn("serial", "Заводской номер", lambda it: it.register.meter.serial_number),
    ExportColumn("place", "Место установки", lambda it: it.register.meter.place),
    ExportColumn("previous_on", "Дата снятия пред. показания", lambda it: it.previous_on),
    ExportColumn("previous", "Пред. показания", lambda it: it.previous_value),
    ExportColumn("taken_on", "Дата показания", lambda it: it.taken_on),
    ExportColumn("value", "Показание", lambda it: it.value),
    ExportColumn("consumption", "Расход", lambda it: it.consumption),
    ExportColumn("month", "Период", lambda it: _month(it.month)),
    ExportColumn("state", "Статус ввода", lambda it: it.get_state_display()),
    ExportColumn("source", "Статус показания", lambda it: it.get_source_display()),
    ExportColumn("reason", "Причина", lambda it: it.reason),
    ExportColumn("received_on", "Получено", _received),
    ExportColumn("due", "Дата следующей поверки", lambda it: it.register.meter.verification_due_on),
)
READING_COLUMNS: Final = {column.key: column for column in _COLUMNS}
DEFAULT_COLUMNS: Final = ("number", "address", "flat", "service", "serial", "taken_on", "value", "consumption", "month")
