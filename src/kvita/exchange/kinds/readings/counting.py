"""Marks of readings that a bill has used: the answer of the billing program."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import ClassVar

from kvita.core.wording import say_day, say_number
from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.kinds.readings.parsing import COLUMNS, ReadingRow, RowReader
from kvita.exchange.kinds.rows import Row, batches_of
from kvita.exchange.kinds.seen import SeenKeys
from kvita.exchange.readers import Chunk, Column
from kvita.metering.enums import LIVE_STATES, ReadingState
from kvita.metering.models import Reading
from kvita.metering.services import count_chosen_readings, readings_changed


class CountedImporter:
    """Marks readings as counted. A row names a reading by register and day; its value is only compared."""

    columns: ClassVar[tuple[Column, ...]] = COLUMNS

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        context.hold_months()
        self._reader = RowReader(context)
        self._accounts = SeenKeys("accounts")

    def take(self, chunk: Chunk) -> None:
        """Mark the readings of the chunk."""
        for batch in batches_of(chunk, self._context):
            self._take(batch)

    def finish(self) -> None:
        """Nothing needs the whole file."""

    def _take(self, batch: Sequence[Row]) -> None:
        rows = self._reader.read(batch)
        self._context.report.accounts += self._accounts.count_new(str(row.register.meter.account_id) for row in rows)
        stored = Reading.objects.filter(
            register__in={row.register.pk for row in rows},
            taken_on__in={row.taken_on for row in rows},
            state__in=LIVE_STATES,
        )
        by_key = {f"{one.register_id}|{one.taken_on}": one for one in stored}
        marked: dict[int, dt.date] = {}
        counts = self._context.report.counts
        for row in rows:
            reading = by_key.get(row.key)
            self._check(row, reading)
            if reading is None or row.row.problems:
                continue
            is_new = reading.state != ReadingState.COUNTED and reading.pk not in marked
            counts.changed += is_new
            counts.unchanged += not is_new
            if is_new:
                marked[reading.pk] = row.month.first_day if row.month else reading.month
        self._context.journal.keep(Reading, marked)
        self._mark(marked)
        for one in batch:
            self._context.report.problems.add_row(one.problems)

    def _mark(self, marked: Mapping[int, dt.date]) -> None:
        for month in sorted(set(marked.values())):
            mine = [key for key, value in marked.items() if value == month]
            if count_chosen_readings(reading_ids=mine, month=month, now=self._context.now) != len(mine):
                raise readings_changed()

    @staticmethod
    def _check(row: ReadingRow, reading: Reading | None) -> None:
        if reading is None:
            row.row.refuse(
                "taken_on", f"Показания на {say_day(row.taken_on)} нет.", "Сверьте дату или загрузите показание."
            )
        elif reading.state == ReadingState.IN_DOUBT:
            row.row.refuse("taken_on", "Показание ещё на проверке.", "Сначала примите его или откажите.")
        elif row.value is not None and row.value != reading.value:
            row.row.refuse(
                "value", f"У нас на этот день {say_number(reading.value)}.", "Сверьте, какое показание рассчитано."
            )
