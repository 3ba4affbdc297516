"""Stores readings of known registers, judged by the same checks as those that residents send."""

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar, Final

from kvita.core.wording import say_day, say_number
from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.kinds.readings.known import KnownReadings, Place, in_order
from kvita.exchange.kinds.readings.pairing import swapped_rows
from kvita.exchange.kinds.readings.parsing import COLUMNS, ReadingRow, RowReader
from kvita.exchange.kinds.rows import Row, batches_of
from kvita.exchange.kinds.seen import Seen, SeenKeys
from kvita.exchange.readers import Chunk, Column
from kvita.housing.enums import CheckLevel, DoubtfulReadings
from kvita.metering.enums import ReadingSource, ReadingState
from kvita.metering.models import Reading
from kvita.metering.policies.checks import Finding, find_problems
from kvita.metering.policies.undo import may_replace
from kvita.metering.services import supersede_readings

_MEND: Final = "Сверьте показание и дату со счётчиком."
_EXCHANGE: Final = "Поменяйте показания этой пары местами. Если они верны, загрузите их двумя файлами."
_REPLACED: Final = "Заменено показанием из файла"


class ReadingsImporter:
    """Imports readings: a fixed number of queries for a thousand rows."""

    columns: ClassVar[tuple[Column, ...]] = COLUMNS

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._reader = RowReader(context)
        self._seen = SeenKeys("readings")
        self._accounts = SeenKeys("accounts")

    def take(self, chunk: Chunk) -> None:
        """Store the readings of the chunk."""
        for batch in batches_of(chunk, self._context):
            self._take(batch)

    def finish(self) -> None:
        """Nothing needs the whole file."""

    def _take(self, batch: Sequence[Row]) -> None:
        rows = self._without_duplicates(self._reader.read(batch))
        self._context.report.accounts += self._accounts.count_new(str(row.register.meter.account_id) for row in rows)
        writing = _Writing(self._context, rows)
        for row in in_order(rows):
            writing.take(row)
        writing.store()
        for one in batch:
            self._context.report.problems.add_row(one.problems)

    def _without_duplicates(self, rows: Sequence[ReadingRow]) -> list[ReadingRow]:
        """Refuse a row that names the same register and day a second time."""
        before = self._seen.recall(sorted({row.key for row in rows}))
        new: dict[str, Seen] = {}
        good: list[ReadingRow] = []
        for row in rows:
            if (first := before.get(row.key) or new.get(row.key)) is not None:
                row.row.refuse(
                    "taken_on", f"Этот же счётчик и день уже есть в строке {first.line}.", "Оставьте одну строку."
                )
                continue
            new[row.key] = Seen(row.row.line)
            good.append(row)
        self._seen.remember(new)
        return good


class _Writing:
    """Compares the rows of a batch with the database and writes the differences."""

    def __init__(self, context: ImportContext, rows: Sequence[ReadingRow]) -> None:
        self._context = context
        self._settings = context.organization.settings
        self._known = KnownReadings(context, rows)
        self._swapped = swapped_rows(rows, self._known)
        self._new: list[Reading] = []
        self._replaced: list[int] = []

    def take(self, row: ReadingRow) -> None:
        """Note what this row changes, or why it cannot be taken."""
        counts, place = self._context.report.counts, self._known.place_of(row)
        if row.value is None:
            row.row.refuse("value", "Ячейка пустая.", "Впишите показание или удалите строку.")
            return
        if place.same_day is not None and place.same_day.value == row.value:
            counts.unchanged += 1
            return
        candidate = self._known.candidate(row, row.value)
        findings = find_problems(candidate, self._settings)
        if row.key in self._swapped:
            row.row.refuse("value", self._swapped[row.key], _EXCHANGE)
        else:
            self._refuse(row, place, findings)
        if row.row.problems:
            return
        counts.new += place.same_day is None
        counts.changed += place.same_day is not None
        if place.same_day is not None:
            self._replaced.append(place.same_day.pk)
        reading = self._make(row, row.value, candidate.volume, findings)
        self._new.append(reading)
        self._known.add(reading)

    def store(self) -> None:
        """Write the readings: old values step aside first, for one register has one live value a day."""
        self._context.journal.keep(Reading, self._replaced)
        supersede_readings(reading_ids=self._replaced, reason=_REPLACED)
        created = Reading.objects.bulk_create(self._new, batch_size=1_000)
        self._context.journal.created(Reading, [reading.pk for reading in created])

    @staticmethod
    def _refuse(row: ReadingRow, place: Place, findings: Sequence[Finding]) -> None:
        """Note why the row cannot be taken, if anything stands in its way."""
        same = place.same_day
        if same is not None and same.state == ReadingState.COUNTED:
            row.row.refuse(
                "value", f"Показание {say_number(same.value)} на этот день уже рассчитано.",
                "Измените не показание, а начисление: перерасчётом в открытом месяце.",
            )  # fmt: skip
        elif place.is_past and place.newest is not None:
            row.row.refuse(
                "taken_on", f"Уже есть более позднее показание: на {say_day(place.newest.taken_on)}.",
                "Изменить можно только последнее показание счётчика.",
            )  # fmt: skip
        elif same is not None and not may_replace(same.source, ReadingSource.FILE):
            row.row.refuse(
                "value", f"На этот день показание {say_number(same.value)} снял контролёр.",
                "Показание из файла его не заменяет.",
            )  # fmt: skip
        for finding in findings:
            if finding.level is CheckLevel.REFUSE and not row.row.problems:
                row.row.refuse("value", finding.message, _MEND)

    def _make(self, row: ReadingRow, value: Decimal, volume: Decimal | None, findings: Sequence[Finding]) -> Reading:
        is_reviewed = self._settings.doubtful_readings == DoubtfulReadings.REVIEW
        in_doubt = is_reviewed and any(not one.is_notice for one in findings)
        for finding in findings:
            self._context.report.warn(
                f"Строка {row.row.line}, счётчик {row.register.meter.serial_number}: {finding.message}"
                + (" Показание пойдёт на проверку." if in_doubt else "")
            )
        return Reading(
            register=row.register,
            taken_on=row.taken_on,
            month=self._known.month_of(row),
            value=value,
            consumption=volume,
            source=ReadingSource.FILE,
            state=ReadingState.IN_DOUBT if in_doubt else ReadingState.ACCEPTED,
            checks=[
                {
                    "check": one.check,
                    "level": one.level.value,
                    "result": "told" if one.is_notice else "confirmed",
                    "message": one.message,
                }
                for one in findings
            ],
            received_at=self._context.now,
        )
