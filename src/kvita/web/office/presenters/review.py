"""The review of readings as its page prints it: chips of reasons, rows with a spark of six months, what was decided."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kvita.metering.enums import ReadingSource
from kvita.metering.models import Reading
from kvita.metering.selectors.review import ReviewRow
from kvita.metering.services import ReviewOutcome
from kvita.web.resident.presenters.wording import service_sign
from kvita.web.ui.formatting import MONTHS_SHORT, NBSP, counted, volume

SPARK_MONTHS: Final = 6
SPARK_HEIGHT: Final = 36
REASON_NAMES: Final = {
    "decrease": "Меньше прошлого",
    "excess": "Скачок",
    "zero_months": "Долго ноль",
    "verification": "Поверка истекла",
    "rollover": "Через ноль",
    "swap": "Перепутаны",
    "capacity": "Лишняя цифра",
    "date": "Дата",
    "meter_closed": "Счётчик снят",
    "counted": "Месяц рассчитан",
}
ACCEPTED: Final = "accepted"
# Reasons that are offered when a reading is refused: the resident reads them as they are.
REFUSAL_REASONS: Final = (
    "Похоже, лишняя цифра. Передайте число до запятой, как на счётчике.",
    "Показание меньше прошлого. Проверьте цифры и передайте ещё раз.",
    "Показание сильно отличается от обычного. Передайте ещё раз и приложите фото.",
    "Вышел срок поверки счётчика. Начислим по среднему, пока его не поверят.",
)
_SOURCES: Final = {
    ReadingSource.CABINET: "кабинет",
    ReadingSource.OFFICE: "офис",
    ReadingSource.PHONE: "телефон",
    ReadingSource.FILE: "файл",
    ReadingSource.API: "приложение",
    ReadingSource.CONTROLLER: "контролёр",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter by reason with its count."""

    key: str
    label: str
    count: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class SparkBar:
    """A bar of the spark, in pixels; the last one is the reading in question."""

    x: str
    y: str
    height: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A row of the table."""

    row: ReviewRow
    bars: tuple[SparkBar, ...]
    spark_words: str

    @property
    def reading(self) -> Reading:
        """The reading in question."""
        return self.row.reading

    @property
    def sign(self) -> tuple[str, str]:
        """Colour and drawing of the resource."""
        return service_sign(self.reading.register.service.kind)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """What each check that found something is called, and its sentence."""
        return [(REASON_NAMES.get(name, name), sentence) for name, _, sentence in self.row.reasons]

    @property
    def came(self) -> str:
        """How and when it came: «кабинет, 11 сен»."""
        return f"{source_word(self.reading)}, {self.reading.taken_on.day}{NBSP}{_short(self.reading.taken_on.month)}"

    @property
    def was(self) -> Decimal | None:
        """The value before."""
        return self.row.around.previous.value if self.row.around.previous else None

    @property
    def used(self) -> Decimal | None:
        """What was used, or by how much the value is lower than the one before."""
        if self.reading.consumption is not None:
            return self.reading.consumption
        return self.reading.value - self.was if self.was is not None else None

    @property
    def tone(self) -> str:
        """`bad` where the value cannot be right, else `warn`."""
        return "bad" if self.used is not None and self.used < 0 else "warn"

    @property
    def name(self) -> str:
        """What tells the controls of this row apart from those of the others."""
        account = self.reading.register.meter.account
        number = account.full_number if account else ""
        return f"{number}, {self.reading.register.service.name}, {self.reading.register.meter.serial_number}"


def source_word(reading: Reading) -> str:
    """Return how a reading came, in one word."""
    return _SOURCES[ReadingSource(reading.source)]


def chips_of(counts: Counter[str], *, current: str) -> list[Chip]:
    """Return the chips: all, each reason that is there, accepted ones."""
    named = [(name, label) for name, label in REASON_NAMES.items() if counts[name] or name == current]
    chips = [Chip("", "Все", counts[""], not current)]
    chips += [Chip(name, label, counts[name], name == current) for name, label in named]
    return [*chips, Chip(ACCEPTED, "Принятые", None, current == ACCEPTED)]


def lines_of(rows: Iterable[ReviewRow]) -> list[ReviewLine]:
    """Return the rows with their sparks."""
    return [_line(row) for row in rows]


def _line(row: ReviewRow) -> ReviewLine:
    before = list(row.around.history[: SPARK_MONTHS - 1])[::-1]
    volumes = [*before, max(row.reading.consumption or Decimal(0), Decimal(0))]
    top = max(volumes) or Decimal(1)
    bars = []
    for place, value in enumerate(volumes, start=SPARK_MONTHS - len(volumes)):
        height = max(Decimal(2), value * (SPARK_HEIGHT - 2) / top)
        is_last = place == SPARK_MONTHS - 1
        bars.append(SparkBar(f"{1.5 + 18 * place:g}", f"{SPARK_HEIGHT - height:.1f}", f"{height:.1f}", is_last))
    return ReviewLine(row, tuple(bars), f"Расход по месяцам: {', '.join(volume(value) for value in volumes)}")


def told(outcome: ReviewOutcome, *, done: str) -> list[tuple[str, str]]:
    """Return what a decision did as (level, sentence): `done` is a word like «Принято»."""
    sentences = []
    if outcome.done:
        count = counted(len(outcome.done), "показание", "показания", "показаний")
        sentences.append(("success", f"{done}: {count}."))
    for reading, why in outcome.left[:5]:
        sentences.append(("warning", f"Не изменили {reading.register.meter.serial_number}: {why}."))
    if not sentences:
        sentences.append(("info", "Ничего не изменилось: всё уже так и есть."))
    return sentences


def houses_and_services(rows: Sequence[tuple[int, str]]) -> Mapping[int, str]:
    """Return choices of a filter by id, in their order."""
    return dict(rows)


def _short(month: int) -> str:
    return MONTHS_SHORT[month - 1]
