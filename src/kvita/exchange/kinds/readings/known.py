"""What is known of the registers of a batch before its rows are stored, kept up to date while they are judged."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kvita.calc.period import Month
from kvita.core.wording import say_unit
from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.kinds.readings.parsing import ReadingRow
from kvita.metering.enums import LIVE_STATES, ReadingKind, ReadingState
from kvita.metering.models import Reading
from kvita.metering.policies.checks import Candidate
from kvita.metering.policies.windows import window_at
from kvita.metering.selectors.recent import recent_readings
from kvita.tariffs.enums import ServiceKind


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading stands among those of its register: the one of the same day, and the newest of all."""

    same_day: Reading | None
    newest: Reading | None

    @property
    def is_past(self) -> bool:
        """True when a later reading stands already: only the newest of a register may change."""
        return self.newest is not None and self.same_day is not self.newest


class KnownReadings:
    """Live readings by register, newest first; one query for a batch."""

    def __init__(self, context: ImportContext, rows: Sequence[ReadingRow]) -> None:
        self._settings = context.organization.settings
        self._today = context.now.astimezone(zoneinfo.ZoneInfo(context.organization.time_zone)).date()
        until = max([self._today, *(row.taken_on for row in rows)])
        found = recent_readings([row.register.pk for row in rows], month=Month.of(until).next)
        self._live = {key: [one for one in readings if one.state in LIVE_STATES] for key, readings in found.items()}

    def place_of(self, row: ReadingRow) -> Place:
        """Return what stands on the day of the row and after it."""
        live = self._live.get(row.register.pk, [])
        same_day = next((one for one in live if one.taken_on == row.taken_on), None)
        newest = live[0] if live and live[0].taken_on >= row.taken_on else None
        return Place(same_day, newest)

    def candidate(self, row: ReadingRow, value: Decimal) -> Candidate:
        """Return what the checks of metering look at."""
        before = self._before(row)
        taken = [one for one in before if one.kind != ReadingKind.ESTIMATED and one.state != ReadingState.IN_DOUBT]
        previous = taken[0] if taken else None
        return Candidate(
            value=value,
            taken_on=row.taken_on,
            today=self._today,
            digits=row.register.digits,
            unit=say_unit(row.register.service.unit),
            previous=previous.value if previous else None,
            previous_on=previous.taken_on if previous else None,
            months=1 if previous is None else max(1, Month.of(self.month_of(row)) - Month.of(previous.month)),
            history=tuple(one.consumption for one in before if one.consumption is not None),
            removed_on=row.register.meter.removed_on,
            is_gas=row.register.service.kind == ServiceKind.GAS,
            excess_factor=self._settings.excess_factor,
        )

    def month_of(self, row: ReadingRow) -> dt.date:
        """Return the month a reading counts for: the file's word, the window of its day, or the month it ends."""
        if row.month is not None:
            return row.month.first_day
        day = row.taken_on
        window = window_at(day, from_day=self._settings.reading_window_from, to_day=self._settings.reading_window_to)
        if day in window:
            return window.month.first_day
        return Month.of(day - dt.timedelta(days=1)).first_day if day.day == 1 else day.replace(day=1)

    def add(self, reading: Reading) -> None:
        """Take a reading of the file into account for the rows after it; it steps in for one of the same day."""
        live = self._live.setdefault(reading.register_id, [])
        live[:] = [reading, *(one for one in live if one.taken_on != reading.taken_on)]

    def _before(self, row: ReadingRow) -> list[Reading]:
        return [one for one in self._live.get(row.register.pk, ()) if one.taken_on < row.taken_on]


def in_order(rows: Iterable[ReadingRow]) -> list[ReadingRow]:
    """Return rows by day, so that several readings of one register follow one another whatever the file does."""
    return sorted(rows, key=lambda row: (row.taken_on, row.row.line))
