"""Meters as the pages print them: the rows of the form by place, the table of a month, what the warnings say."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from kvita.accounts.models import BillingAccount
from kvita.billing.documents import settled_words
from kvita.billing.selectors import MeterUse
from kvita.identity.models import User
from kvita.metering.enums import ReadingKind, ReadingSource, ReadingState, RegisterZone
from kvita.metering.models import Meter, Reading, Register
from kvita.metering.policies.undo import can_withdraw
from kvita.metering.policies.windows import SubmissionWindow
from kvita.metering.selectors import RegisterMonth
from kvita.metering.services import Fate, ReadingOutcome
from kvita.tariffs.enums import ServiceKind
from kvita.web.resident.presenters.metering.intake import window_words
from kvita.web.resident.presenters.wording import service_sign
from kvita.web.ui.formatting import MONTHS_SHORT, NBSP, counted, human_date, measured, unit, volume

FAMILIES: Final = {
    ServiceKind.ELECTRICITY: "Электричество",
    ServiceKind.ELECTRICITY_NIGHT: "Электричество",
    ServiceKind.COLD_WATER: "Вода",
    ServiceKind.HOT_WATER: "Вода",
    ServiceKind.WATER_HEATING: "Вода",
    ServiceKind.DRAINAGE: "Вода",
    ServiceKind.GAS: "Газ",
    ServiceKind.HEATING: "Отопление",
}
SOURCES: Final = {
    ReadingSource.CABINET: "Кабинет",
    ReadingSource.OFFICE: "Офис",
    ReadingSource.PHONE: "Диспетчер",
    ReadingSource.FILE: "Из файла",
    ReadingSource.API: "Приложение",
    ReadingSource.CONTROLLER: "Контролёр",
}
NOT_SENT: Final = ("Не передано", "")
STATUSES: Final = {
    ReadingState.ACCEPTED: ("Принято", "good"),
    ReadingState.IN_DOUBT: ("На проверке", "warn"),
    ReadingState.REFUSED: ("Не принято", "bad"),
    ReadingState.COUNTED: ("Рассчитано", "good"),
}


@dataclass(frozen=True, slots=True)
class Verification:
    """What is told of the verification of a meter, and what follows from it, which the first row says for all."""

    told: str
    then: str
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A row of the form: what was, what stands now, what became of it. `verdict` with its `tone` and `sentence`.

    `closed` says when the window of this very meter opens, where it is not open now; `photo_problem`, why a photo was
    not taken.
    """

    item: RegisterMonth
    value: str
    tone: str
    verdict: str
    sentence: str
    asks_confirmation: bool
    can_undo: bool
    verification: Verification | None = None
    closed: str = ""
    photo_problem: str = ""

    @property
    def key(self) -> str:
        """Name and id of the input."""
        return field_name(self.item.register.pk)

    @property
    def sign(self) -> tuple[str, str]:
        """Colour and drawing of the resource."""
        return service_sign(self.item.register.service.kind)

    @property
    def place(self) -> str:
        """Serial number and time zone of the scale: «№ 02455782, ночь»."""
        return place_words(self.item.register)

    @property
    def photo_key(self) -> str:
        """Name and id of the input of the photo."""
        return photo_name(self.item.register.pk)

    @property
    def wants_photo(self) -> bool:
        """True when staff have asked for a photo of the dial."""
        return self.item.current is not None and self.item.current.photo_asked_at is not None

    @property
    def was(self) -> Decimal | None:
        """Value of the previous reading."""
        return self.item.previous.value if self.item.previous is not None else None

    @property
    def was_on(self) -> dt.date | None:
        """Day of the previous reading."""
        return self.item.previous.taken_on if self.item.previous is not None else None

    @property
    def is_counted(self) -> bool:
        """True when the bill has used the reading, so that it cannot change."""
        return self.item.current is not None and self.item.current.state == ReadingState.COUNTED


@dataclass(frozen=True, slots=True)
class MeterGroup:
    """Rows of one place, under one heading."""

    title: str
    rows: tuple[MeterRow, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table «Приборы учёта», readings with four decimals."""

    item: RegisterMonth
    shown: Reading | None
    source: str
    status: str
    tone: str

    @property
    def is_estimated(self) -> bool:
        """True when the numbers are an average, not a reading."""
        return self.shown is not None and self.shown.kind == ReadingKind.ESTIMATED

    @property
    def note(self) -> str:
        """Why the use is not the difference of both readings; empty where it is."""
        used, month = self.item.consumption, self.item.month
        return "" if used is None else settled_words(MeterUse(self.item, used), month)

    @property
    def zone(self) -> str:
        """Time zone of the scale, where the meter has several."""
        return zone_word(self.item.register)

    @property
    def verification(self) -> str:
        """Day of the next verification."""
        due = self.item.register.meter.verification_due_on
        return _short(due) if due is not None else "Не указана"

    @property
    def previous(self) -> Decimal | None:
        """Value of the previous reading."""
        return self.item.previous.value if self.item.previous is not None else None

    @property
    def previous_on(self) -> str:
        """Day of the previous reading."""
        return _short(self.item.previous.taken_on) if self.item.previous is not None else "—"

    @property
    def shown_on(self) -> str:
        """Day of the reading of this month."""
        return _short(self.shown.taken_on) if self.shown is not None else "—"


def field_name(register_id: int) -> str:
    """Return the name of the input of a register."""
    return f"m{register_id}"


def photo_name(register_id: int) -> str:
    """Return the name of the input of a photo of this register."""
    return f"p{register_id}"


def zone_word(register: Register) -> str:
    """Return «день», «ночь», «пик»; nothing for a meter of one scale."""
    zone = RegisterZone(register.zone)
    return "" if zone is RegisterZone.SINGLE else str(zone.label)


def place_words(register: Register) -> str:
    """Return serial number and time zone of a scale: «№ 02455782, ночь»."""
    return ", ".join(filter(None, (f"№{NBSP}{register.meter.serial_number}", zone_word(register))))


@dataclass(frozen=True, slots=True)
class FormState:
    """What the rows of the form depend on beside the readings: who looks and when, what was just sent."""

    account: BillingAccount
    user: User
    today: dt.date
    takes_later: bool = False
    outcomes: Mapping[int, ReadingOutcome] = field(default_factory=dict)
    photo_problems: Mapping[int, str] = field(default_factory=dict)


def meter_groups(items: Iterable[tuple[RegisterMonth, SubmissionWindow]], state: FormState) -> list[MeterGroup]:
    """Return the rows of the form by resource and place, in the order of the bill."""
    items, places = list(items), defaultdict[str, list[MeterRow]](list)
    warned = {item.register.meter_id for item, _ in items if _is_told_of_verification(item, state)}
    said: set[str] = set()
    notice = dt.timedelta(days=state.account.organization.settings.verification_notice_days)
    for item, window in items:
        row = _form_row(item, window, state)
        meter = item.register.meter
        if meter.pk not in warned:  # once a meter, however many scales it has
            found = verification_of(meter, state.today, notice=notice)
            if found is not None:
                row = replace(row, verification=replace(found, is_first=found.then not in said))
                said.add(found.then)
            warned.add(meter.pk)
        is_closed = state.today not in window and not state.takes_later
        closed = f"Приём по этому счётчику — {window_words(window, state.today)}" if is_closed else ""
        problem = state.photo_problems.get(item.register.pk, "")
        places[_place(item)].append(replace(row, closed=closed, photo_problem=problem))
    return [MeterGroup(title, tuple(rows)) for title, rows in places.items()]


def _is_told_of_verification(item: RegisterMonth, state: FormState) -> bool:
    """True where the reading was kept out for it, so that its row says so already."""
    outcome = state.outcomes.get(item.register.pk)
    return outcome is not None and any(one.check == "verification" for one in outcome.doubts)


def table_rows(items: Sequence[RegisterMonth]) -> list[TableRow]:
    """Return the rows of the table of a month."""
    return [_table_row(item) for item in items]


def _place(item: RegisterMonth) -> str:
    family = FAMILIES.get(ServiceKind(item.register.service.kind), item.register.title)
    place = item.register.meter.place.strip()
    return f"{family}, {place}" if place else family


def _form_row(item: RegisterMonth, window: SubmissionWindow, state: FormState) -> MeterRow:
    current, outcome = item.current, state.outcomes.get(item.register.pk)
    if outcome is not None and not outcome.is_stored:
        is_doubted = outcome.fate is Fate.DOUBTED
        return MeterRow(
            item=item,
            value=outcome.raw,
            tone="warn" if is_doubted else "bad",
            verdict="Проверьте." if is_doubted else "Не принято.",
            sentence=outcome.message,
            asks_confirmation=outcome.asks_confirmation,
            can_undo=False,
        )
    if current is None or current.kind == ReadingKind.ESTIMATED:
        return MeterRow(item, "", "", "", "", asks_confirmation=False, can_undo=False)
    word, tone = STATUSES[ReadingState(current.state)]
    settings = state.account.organization.settings
    return MeterRow(
        item=item,
        value="" if current.state == ReadingState.REFUSED else volume(current.value),
        tone=tone,
        verdict=f"{word}.",
        sentence=current.reason or _used(item, current, state.today),
        asks_confirmation=False,
        can_undo=can_withdraw(current, settings=settings, user=state.user, today=state.today, window=window),
    )


def _used(item: RegisterMonth, current: Reading, today: dt.date) -> str:
    how = f"{SOURCES[ReadingSource(current.source)]}, {human_date(current.taken_on, today)}"
    used = item.consumption
    return how if used is None else f"Расход {_volume_of(item, used)}. {how}"


def _volume_of(item: RegisterMonth, used: Decimal) -> str:
    return f"{measured(used, item.register.service.unit)}{NBSP}{unit(item.register.service.unit)}".rstrip()


def _table_row(item: RegisterMonth) -> TableRow:
    current = item.current
    if current is None:
        return TableRow(item, None, "", *NOT_SENT)
    if current.kind == ReadingKind.ESTIMATED:
        return TableRow(item, current, "Не передано", "По среднему", "warn")
    word, tone = STATUSES[ReadingState(current.state)]
    return TableRow(item, current, SOURCES[ReadingSource(current.source)], word, tone)


def verification_of(meter: Meter, today: dt.date, *, notice: dt.timedelta) -> Verification | None:
    """Return what is said when the verification of a meter runs out within `notice`, or has run out."""
    due = meter.verification_due_on
    if due is None or due - today > notice:
        return None
    if due < today:
        return Verification(
            f"была нужна до {human_date(due, today)}.",
            "Пока её нет, начислять могут по нормативу, а не по показаниям.",
        )
    return Verification(
        f"— до {human_date(due, today)}, осталось {_time_left(due, today)}.", "Потом начислим по нормативу."
    )


def verification_warning(meter: Meter, today: dt.date, *, notice: dt.timedelta) -> str:
    """Return the same in whole sentences that name the meter; nothing where all is well."""
    found = verification_of(meter, today, notice=notice)
    return "" if found is None else f"Поверка счётчика №{NBSP}{meter.serial_number} {found.told} {found.then}"


def _short(day: dt.date) -> str:
    return f"{day.day}{NBSP}{MONTHS_SHORT[day.month - 1]}{NBSP}{day.year}"


def _time_left(due: dt.date, today: dt.date) -> str:
    days = (due - today).days
    forms = ("день", "дня", "дней") if days <= 60 else ("месяц", "месяца", "месяцев")
    return counted(days if days <= 60 else days // 30, *forms)
