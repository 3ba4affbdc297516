"""From cells to a register, a day and a value."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kvita.calc.period import Month
from kvita.exchange.kinds.columns import CODE, NUMBER
from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.kinds.finding import AccountFinder, account_key
from kvita.exchange.kinds.rows import Row
from kvita.exchange.kinds.service_names import Services
from kvita.exchange.readers import Column
from kvita.exchange.values.dates import parse_day, parse_month
from kvita.exchange.values.numbers import parse_reading
from kvita.exchange.values.texts import parse_serial
from kvita.metering.models import Register

COLUMNS: Final = (
    CODE,
    NUMBER,
    Column("service", "Услуга", ("Наименование услуги", "Вид услуги")),
    Column("serial", "Заводской номер", ("Номер счетчика", "Серийный номер", "№ счетчика"), required=True),
    Column(
        "taken_on", "Дата показания", ("Дата снятия", "Дата снятия текущ. показания", "Дата"), required=True
    ),
    Column("value", "Показание", ("Текущее показание", "Показания", "Текущ. показания", "Значение")),
    Column("month", "Период", ("Месяц", "Расчетный период")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A row that can be read: `value` is None where the file leaves it out, `month` where it is told by the day."""

    row: Row
    register: Register
    taken_on: dt.date
    value: Decimal | None
    month: Month | None

    @property
    def key(self) -> str:
        """What names a reading: the register and the day, never the value."""
        return f"{self.register.pk}|{self.taken_on}"


class RowReader:
    """Reads rows of one file: accounts, then meters of these accounts, in a fixed number of queries a batch."""

    def __init__(self, context: ImportContext) -> None:
        self._organization_id = context.organization.pk
        self._month = Month.of(context.options.month) if context.options.month else None
        self._finder = AccountFinder(context.organization.pk, account_key(context.layout))
        self._services = Services(context)

    def read(self, batch: Sequence[Row]) -> list[ReadingRow]:
        """Return the rows that can be read; the others have problems."""
        accounts = self._finder.find(batch)
        registers = self._registers(accounts.values())
        found = []
        for row in batch:
            account_id = accounts.get("".join(row.text_of(self._finder.key).split()))
            register = self._register(row, registers.get(account_id, {}) if account_id else None)
            taken_on = row.require("taken_on", parse_day)
            value = row.read("value", parse_reading)
            month = row.read("month", parse_month) or self._month
            if register is not None and taken_on is not None and not row.problems:
                found.append(ReadingRow(row, register, taken_on, value, month))
        return found

    def _registers(self, account_ids: Iterable[int]) -> dict[int, dict[str, list[Register]]]:
        """Return the registers of these accounts by serial number, those in use before those of removed meters."""
        rows = (
            Register.objects.filter(meter__organization=self._organization_id, meter__account__in=set(account_ids))
            .select_related("meter", "service")
            .order_by("pk")
        )
        found: dict[int, dict[str, list[Register]]] = {}
        for register in rows:
            by_serial = found.setdefault(register.meter.account_id or 0, {})
            by_serial.setdefault(register.meter.serial_number, []).append(register)
        return found

    def _register(self, row: Row, known: Mapping[str, list[Register]] | None) -> Register | None:
        """Return the scale that the row names. `known` is None when the account was not found: that is told already."""
        service = row.read("service", self._services.find)
        serial = row.require("serial", parse_serial)
        if known is None or serial is None or (service is None and row.problems):
            return None
        same = [one for one in _of_serial(serial, known) if service is None or one.service_id == service.pk]
        in_use = [one for one in same if one.meter.removed_on is None]
        chosen = in_use or same[-1:]
        if len(chosen) == 1:
            return chosen[0]
        if chosen:
            names = ", ".join(f"«{one.service.name}»" for one in chosen)
            row.refuse("serial", f"У счётчика несколько шкал: {names}.", "Добавьте в файл столбец «Услуга».")
        else:
            listed = ", ".join(sorted(known)[:5])
            remedy = f"На этом счёте есть: {listed}." if listed else "Сначала загрузите счётчики."
            row.refuse("serial", "Такого счётчика на этом лицевом счёте нет.", remedy)
        return None


def _of_serial(serial: str, known: Mapping[str, list[Register]]) -> list[Register]:
    """Return the scales of this number, else those of the only one that differs by zeros which a spreadsheet ate."""
    if serial in known:
        return known[serial]
    bare = serial.lstrip("0")
    same = [number for number in known if bare and number.lstrip("0") == bare]
    return known[same[0]] if len(same) == 1 else []
