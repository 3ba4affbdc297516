"""Stores meters, registers and readings."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.kinds.finding import AccountFinder, account_key
from kvita.exchange.kinds.meters.devices import Devices
from kvita.exchange.kinds.meters.parsing import COLUMNS, FileReading, MeterRow, parse_row
from kvita.exchange.kinds.rows import Row, batches_of
from kvita.exchange.kinds.seen import Seen, SeenKeys
from kvita.exchange.kinds.service_names import Services
from kvita.exchange.readers import Chunk, Column
from kvita.metering.enums import LIVE_STATES, ReadingSource, ReadingState
from kvita.metering.models import Reading, Register
from kvita.metering.services import supersede_readings

ReadingKey = tuple[int, dt.date]


class MetersImporter:
    """Imports meters. A reading is named by its register and day, never by its value."""

    columns: ClassVar[tuple[Column, ...]] = COLUMNS

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._finder = AccountFinder(context.organization.pk, account_key(context.layout))
        self._services = Services(context)
        self._seen = SeenKeys("readings")
        self._accounts = SeenKeys("accounts")

    def take(self, chunk: Chunk) -> None:
        """Store the meters and readings of the chunk."""
        for batch in batches_of(chunk, self._context):
            self._take(batch)

    def finish(self) -> None:
        """Nothing needs the whole file."""

    def _take(self, batch: Sequence[Row]) -> None:
        accounts = self._finder.find(batch)
        parsed = [
            parse_row(row, accounts.get("".join(row.text_of(self._finder.key).split())), self._services)
            for row in batch
        ]
        rows = self._without_duplicates([row for row in parsed if row is not None])
        devices = Devices(self._context, rows)
        readings = _Readings(self._context, [(row, devices.register_of(row)) for row in rows])
        counts = self._context.report.counts
        for row in rows:
            fate = {devices.fate_of(row), *(readings.take(row, devices.register_of(row), one) for one in row.readings)}
            if not row.row.problems:
                counts.new += "new" in fate
                counts.changed += "changed" in fate and "new" not in fate
                counts.unchanged += fate == {"unchanged"}
        readings.store()
        for one in batch:
            self._context.report.problems.add_row(one.problems)

    def _without_duplicates(self, rows: Sequence[MeterRow]) -> list[MeterRow]:
        """Refuse a row that gives the same reading, or the same meter without readings, a second time."""
        before = self._seen.recall(sorted({key for row in rows for key in _names(row)}))
        accounts = sorted({str(row.account_id) for row in rows})
        fresh = set(accounts) - set(self._accounts.recall(accounts))
        self._accounts.remember({key: Seen(0) for key in fresh})
        self._context.report.accounts += len(fresh)
        good: list[MeterRow] = []
        new: dict[str, Seen] = {}
        for row in rows:
            twice = [before[key].line for key in _names(row) if key in before]
            if twice:
                row.row.refuse("serial", f"То же показание уже есть в строке {twice[0]}.", "Оставьте одну строку.")
                continue
            new |= {key: Seen(row.row.line) for key in _names(row)}
            before |= new
            good.append(row)
        self._seen.remember(new)
        return good


def _names(row: MeterRow) -> list[str]:
    register = f"{row.account_id}|{row.serial}|{row.service.pk}"
    return [f"{register}|{reading.taken_on}" for reading in row.readings] or [register]


class _Readings:
    """Compares the readings of a batch with the database and writes the differences."""

    def __init__(self, context: ImportContext, rows: Sequence[tuple[MeterRow, Register]]) -> None:
        self._context = context
        registers = {register.pk for _, register in rows}
        days = {reading.taken_on for row, _ in rows for reading in row.readings}
        stored = Reading.objects.filter(register__in=registers, taken_on__in=days, state__in=LIVE_STATES)
        self._stored: dict[ReadingKey, Reading] = {(one.register_id, one.taken_on): one for one in stored}
        self._new: list[Reading] = []
        self._superseded: list[Reading] = []

    def take(self, row: MeterRow, register: Register, reading: FileReading) -> str:
        """Note what this reading changes: "new", "changed" (the old value is kept as superseded) or "unchanged"."""
        stored = self._stored.get((register.pk, reading.taken_on))
        if stored is not None and stored.value == reading.value:
            return "unchanged"
        if stored is not None and stored.state == ReadingState.COUNTED:
            row.row.refuse(
                reading.column, f"Показание {stored.value} на этот день уже рассчитано.",
                "Измените не показание, а начисление: перерасчётом в открытом месяце.",
            )  # fmt: skip
            return "unchanged"
        if stored is not None:
            self._superseded.append(stored)
        self._new.append(self._make(register, reading))
        return "new" if stored is None else "changed"

    def store(self) -> None:
        """Write the readings: old values step aside first, for one register has one live value a day."""
        old = [reading.pk for reading in self._superseded]
        self._context.journal.keep(Reading, old)
        supersede_readings(reading_ids=old, reason="Заменено показанием из файла")
        created = Reading.objects.bulk_create(self._new, batch_size=1_000)
        self._context.journal.created(Reading, [reading.pk for reading in created])

    def _make(self, register: Register, reading: FileReading) -> Reading:
        values: dict[str, Any] = {"consumption": reading.consumption} if reading.column == "current" else {}
        return Reading(
            register=register, taken_on=reading.taken_on, month=self._month(reading), value=reading.value,
            source=ReadingSource.FILE, received_at=self._context.now, **values,
        )  # fmt: skip

    def _month(self, reading: FileReading) -> dt.date:
        """Return the month a reading counts for: one taken on the first day closes the month before."""
        if reading.column == "current" and self._context.options.month:
            return self._context.options.month
        day = reading.taken_on
        return (day - dt.timedelta(days=1)).replace(day=1) if day.day == 1 else day.replace(day=1)
