"""The history of a scale: its chart, the months beside norm and last year, and the journal of its readings."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.timezone import localtime

from kvita.billing.models import StatementLine
from kvita.calc.period import Month
from kvita.calc.rounding import round_half_up
from kvita.identity.models import User
from kvita.metering.enums import ReadingAct, ReadingKind, ReadingSource, ReadingState
from kvita.metering.models import Reading
from kvita.metering.selectors import RegisterHistory
from kvita.web.resident.presenters.metering.rows import SOURCES, place_words
from kvita.web.resident.presenters.wording import service_sign
from kvita.web.ui.formatting import human_date, human_time, unit
from kvita.web.ui.use_chart import UseFigures, use_chart

MONTHS_SHOWN: Final = 12
YEAR: Final = 12
STATUSES: Final = {
    ReadingState.ACCEPTED: ("Принято", "good"),
    ReadingState.IN_DOUBT: ("На проверке", "warn"),
    ReadingState.REFUSED: ("Не принято", "bad"),
    ReadingState.WITHDRAWN: ("Отменено", ""),
    ReadingState.SUPERSEDED: ("Заменено", ""),
    ReadingState.COUNTED: ("Рассчитано", "good"),
}
KINDS: Final = {
    ReadingKind.ESTIMATED: "по среднему",
    ReadingKind.OPENING: "при установке счётчика",
    ReadingKind.CLOSING: "при снятии счётчика",
}
ACTS: Final = {
    ReadingAct.ACCEPTED: "проверили и приняли",
    ReadingAct.REFUSED: "проверили и не приняли",
    ReadingAct.WITHDRAWN: "отменили",
    ReadingAct.SUPERSEDED: "заменили новым показанием",
    ReadingAct.PHOTO_ASKED: "попросили фото счётчика",
    ReadingAct.PHOTO_ADDED: "приложили фото",
}
SENT: Final = {
    ReadingSource.CABINET: "в кабинете",
    ReadingSource.OFFICE: "записала организация",
    ReadingSource.PHONE: "по телефону",
    ReadingSource.FILE: "загружено из файла",
    ReadingSource.API: "через приложение",
    ReadingSource.CONTROLLER: "снял контролёр",
}


@dataclass(frozen=True, slots=True)
class UseRow:
    """A month of the table under the chart; `difference` to a year before, in units.

    `is_estimated`: no reading came, the volume is the average.
    """

    month: Month
    volume: Decimal | None
    year_before: Decimal | None
    is_estimated: bool = False

    @property
    def difference(self) -> Decimal | None:
        """How much more than a year before (negative: less)."""
        return None if self.volume is None or self.year_before is None else self.volume - self.year_before


@dataclass(frozen=True, slots=True)
class JournalRow:
    """A reading with its fate. `told` are the lines of the journal, `line` the line of the bill that used it."""

    reading: Reading
    source: str
    status: str
    tone: str
    told: tuple[str, ...]
    line: StatementLine | None
    is_former_meter: bool

    @property
    def line_month(self) -> Month | None:
        """The month of the bill that used the reading."""
        return None if self.line is None else Month.of(self.line.statement.month)

    @property
    def photo_id(self) -> int | None:
        """Id of the newest photo."""
        return getattr(self.reading, "photo_id", None)


def history_context(
    history: RegisterHistory, lines: Mapping[dt.date, StatementLine], *, user: User, today: dt.date
) -> dict[str, Any]:
    """Return what the page of a scale prints; `lines` are those of its service by month."""
    register = history.register
    last = max([Month.of(today).previous, *(one.month for one in history.use), *history.estimated])
    months = list(Month.span(last - (MONTHS_SHOWN - 1), last))
    rows = [_use_row(history, month) for month in months]
    figures = [UseFigures(row.month, row.volume, row.year_before, row.is_estimated) for row in rows]
    own_norm = history.norm if history.sharing == 1 else None  # over one of several meters it says nothing
    name = f"{register.title}, {place_words(register)}"
    return {
        "register": register,
        "sign": service_sign(register.service.kind),
        "name": name,
        "place": place_words(register),
        "norm": history.norm,
        "own_norm": own_norm,
        "sharing": history.sharing,
        "has_estimates": any(row.is_estimated for row in rows),
        "chart": use_chart(figures, norm=own_norm, unit=unit(register.service.unit), title=f"Расход: {name}"),
        "has_use": any(row.volume is not None for row in rows),
        "has_rings": any(row.year_before is not None for row in rows),
        "use_rows": [row for row in reversed(rows) if row.volume is not None or row.year_before is not None],
        "journal": _journal(history, lines, user, today),
    }


def _use_row(history: RegisterHistory, month: Month) -> UseRow:
    known, before = _volume(history, month), _volume(history, month - YEAR)
    average = history.estimated.get(month)
    if known is None and average is not None:
        return UseRow(month, round_half_up(average, 3), before, is_estimated=True)
    return UseRow(month, known, before)


def _volume(history: RegisterHistory, month: Month) -> Decimal | None:
    """Return the volume of a month with as many decimals as a meter shows."""
    found = history.volume(month)
    return None if found is None else round_half_up(found, 3)


def _journal(
    history: RegisterHistory, lines: Mapping[dt.date, StatementLine], user: User, today: dt.date
) -> Sequence[JournalRow]:
    return [_row(one, lines, user, today, current=history.register.pk) for one in history.readings]


def _row(
    reading: Reading, lines: Mapping[dt.date, StatementLine], user: User, today: dt.date, *, current: int
) -> JournalRow:
    status, tone = STATUSES[ReadingState(reading.state)]
    kind = KINDS.get(ReadingKind(reading.kind), "")
    counted = reading.state == ReadingState.COUNTED
    return JournalRow(
        reading=reading,
        source=kind.capitalize() if kind else SOURCES[ReadingSource(reading.source)],
        status=status,
        tone=tone,
        told=tuple(_told(reading, user, today)),
        line=lines.get(reading.counted_in or reading.month) if counted else None,
        is_former_meter=reading.register_id != current,
    )


def _told(reading: Reading, user: User, today: dt.date) -> list[str]:
    how = SENT[ReadingSource(reading.source)]
    who = _who(reading.submitted_by, user)
    confirmed = [one for one in reading.checks if isinstance(one, dict) and one.get("result") == "confirmed"]
    said = [f"{human_time(localtime(reading.received_at), today)}: {how}{f', {who}' if who else ''}"]
    said += [f"Подтверждено: {one['message']}" for one in confirmed if one.get("message")]
    for event in reading.events.all():
        by = _who(event.user, user)
        reason = f" — {event.reason}" if event.reason else ""
        said.append(
            f"{human_time(localtime(event.at), today)}: {ACTS[ReadingAct(event.act)]}{f', {by}' if by else ''}{reason}"
        )
    if reading.counted_at is not None:
        said.append(f"{human_date(localtime(reading.counted_at).date(), today)}: учтено в квитанции")
    return said


def _who(who: User | None, reader: User) -> str:
    """Return who it was without naming anybody: the reader, another of the flat, the staff."""
    if who is None:
        return ""
    if who.pk == reader.pk:
        return "вы"
    return "сотрудник организации" if who.is_staff else "другой пользователь этого счёта"
