"""The page of a phone call: the scales of one account, what was typed, what came of it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kvita.metering.enums import RegisterZone
from kvita.metering.selectors import RegisterMonth
from kvita.metering.services import Fate, ReadingOutcome
from kvita.web.resident.presenters.metering.rows import verification_warning
from kvita.web.resident.presenters.wording import service_sign
from kvita.web.ui.formatting import NBSP, counted, volume


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """A scale with its field: `value` as typed or as stored, `sentence` of what is wrong or asked.

    `warning` is about the meter.
    """

    item: RegisterMonth
    value: str
    sentence: str = ""
    tone: str = ""
    asks: bool = False
    warning: str = ""

    @property
    def key(self) -> str:
        """Name and id of the input."""
        return f"m{self.item.register.pk}"

    @property
    def sign(self) -> tuple[str, str]:
        """Colour and drawing of the resource."""
        return service_sign(self.item.register.service.kind)

    @property
    def place(self) -> str:
        """Serial number, zone and place: «№ 02455782, ночь, кухня»."""
        register = self.item.register
        zone = "" if register.zone == RegisterZone.SINGLE else str(RegisterZone(register.zone).label)
        return ", ".join(filter(None, (f"№{NBSP}{register.meter.serial_number}", zone, register.meter.place)))

    @property
    def was(self) -> Decimal | None:
        """The value before."""
        return self.item.previous.value if self.item.previous else None


def phone_rows(
    items: Iterable[RegisterMonth], *, today: dt.date, typed: Mapping[int, str], outcomes: Sequence[ReadingOutcome] = ()
) -> list[PhoneRow]:
    """Return the rows of the form: what was typed and not stored stays, with the reason.

    That a verification has run out is told once a meter.
    """
    by_register, warned, rows = {one.register_id: one for one in outcomes}, set[int](), []
    for item in items:
        row = _row(item, by_register.get(item.register.pk), typed.get(item.register.pk))
        if item.register.meter_id not in warned:
            row = replace(row, warning=verification_warning(item.register.meter, today, notice=dt.timedelta(-1)))
            warned.add(item.register.meter_id)
        rows.append(row)
    return rows


def _row(item: RegisterMonth, outcome: ReadingOutcome | None, typed: str | None) -> PhoneRow:
    stored = volume(item.current.value) if item.is_submitted and item.current is not None else ""
    if outcome is None:
        return PhoneRow(item, stored if typed is None else typed, "Уже есть в базе" if stored else "", "")
    if outcome.is_stored:
        return PhoneRow(item, stored or outcome.raw, "Записано", "good")
    if outcome.fate is Fate.DOUBTED:
        return PhoneRow(item, outcome.raw, outcome.message, "warn", asks=outcome.asks_confirmation)
    return PhoneRow(item, outcome.raw, outcome.message, "bad")


def saved_words(number: str, outcomes: Sequence[ReadingOutcome]) -> str:
    """Return what is told after the last value of a flat is stored."""
    return f"{number}: записано {counted(len(outcomes), 'показание', 'показания', 'показаний')}. Следующий."
