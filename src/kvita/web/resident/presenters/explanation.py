"""«Как посчитано»: how far the volume and the rate of a line explain its charge, and nothing more than is known.

The organisation counts, Kvita checks: a formula is shown as an equation only where it really gives the charge.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kvita.billing.documents import dial_words, quantity_words, say_area, say_metered, say_norm, settled_words
from kvita.billing.enums import VolumeSource
from kvita.billing.models import Statement, StatementLine
from kvita.billing.selectors import MeteredVolume, MeterUse
from kvita.calc.charge import charge_amount
from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.tariffs.enums import ServiceKind
from kvita.web.ui.formatting import counted, human_date, unit

# Bills print volumes with two decimals, so the true one may differ by half of the last digit.
_PRINTED_PLACES = 2
_AREA = "м²"
_SOURCES = {
    VolumeSource.METER: "Объём — по показаниям ваших счётчиков. Из каких показаний, организация не сообщила.",
    VolumeSource.AVERAGE: "Объём — по среднему за прошлые месяцы: показаний за этот месяц не было.",
    VolumeSource.NORM: "Объём — по нормативу, потому что счётчика нет.",
    VolumeSource.AREA: "Объём — это площадь помещения.",
    VolumeSource.BUILDING_METER: "Объём — доля вашего помещения от общедомового счётчика.",
    VolumeSource.CONTRACT: "Объём — по договору.",
}


class Match(Enum):
    """How volume × rate stands to the charge."""

    EXACT = "EXACT"
    ROUNDED = "ROUNDED"  # the printed volume is rounded: within its half digit the product gives the charge
    DIFFERENT = "DIFFERENT"
    PARTS = "PARTS"  # the sum is that of the components of the line
    SUM_ONLY = "SUM_ONLY"  # the organisation gave no volume or no rate
    NOTHING = "NOTHING"  # nothing was charged


@dataclass(frozen=True, slots=True)
class MeterWords:
    """A meter behind a volume: «Горячая вода, № 18851960к, ванная», its two readings and what was used."""

    name: str
    readings: str
    used: str
    note: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of a charge; `product` is volume × rate where both are known."""

    match: Match
    product: Money | None
    difference: Money | None
    volume_note: str
    source: str
    meters: tuple[MeterWords, ...] = ()

    @property
    def has_formula(self) -> bool:
        """Whether volume × rate is worth printing."""
        return self.product is not None and self.match is not Match.NOTHING


def explain(
    line: StatementLine,
    statement: Statement,
    *,
    total_area: Decimal | None,
    metered: MeteredVolume | None = None,
    has_parts: bool = False,
) -> Explanation:
    """Compare the charge of a line with its volume and rate; `total_area` is that of the premise."""
    source = _source(line, statement, total_area, metered) if line.volume else ""
    meters = _meters(metered, Month.of(statement.month)) if metered is not None and line.volume else ()
    if not line.charged:
        return Explanation(Match.NOTHING, None, None, "", "")
    if not line.volume or not line.rate:
        return Explanation(Match.PARTS if has_parts else Match.SUM_ONLY, None, None, "", source, meters)
    product = _product(line.volume, line.rate)
    if product is None:
        return Explanation(Match.DIFFERENT, None, None, "", source, meters)
    match = Match.EXACT if product == line.charged else Match.DIFFERENT
    if match is Match.DIFFERENT and _rounding_explains(line):
        match = Match.ROUNDED
    note = "площадь" if unit(line.unit) == _AREA else "объём"
    return Explanation(match, product, line.charged - product, note, source, meters)


def _rounding_explains(line: StatementLine) -> bool:
    places = max(_PRINTED_PLACES, -int(line.volume.normalize().as_tuple().exponent))
    half = Decimal(5).scaleb(-places - 1)
    edges = [_product(line.volume + shift, line.rate) for shift in (-half, half)]
    known = [edge for edge in edges if edge is not None]
    return len(known) == len(edges) and min(known) <= line.charged <= max(known)


def _product(volume: Decimal, rate: Decimal) -> Money | None:
    """Volume × rate, or None for values that no bill has (finer or larger than the tables of calc hold)."""
    try:
        return charge_amount(volume, rate)
    except ValueError:
        return None


def _source(
    line: StatementLine, statement: Statement, total_area: Decimal | None, metered: MeteredVolume | None
) -> str:
    source = VolumeSource(line.volume_source)
    if metered is not None:
        whole = "вся вода: " if len(metered.groups) > 1 and metered.ratio is None else ""
        return f"Объём — {whole}{say_metered(metered, line)}."
    return _unmetered(line, source, statement, total_area)


def _unmetered(line: StatementLine, source: VolumeSource, statement: Statement, total_area: Decimal | None) -> str:
    if source is VolumeSource.NORM and statement.residents_count:
        people = counted(statement.residents_count, "человека", "человек", "человек")
        norm = say_norm(line, statement.residents_count)
        end = f": {norm}" if norm else f" на {people}"
        return f"Объём — по нормативу{end}. Счётчика нет."
    if source is VolumeSource.BUILDING_METER and (norm := say_area(line, total_area)):
        return f"{_SOURCES[source]} {norm}."
    if source is not VolumeSource.UNKNOWN:
        return _SOURCES[source]
    return _unknown(line, total_area)


def _unknown(line: StatementLine, total_area: Decimal | None) -> str:
    if line.service.kind == ServiceKind.PENALTY:
        return ""
    if unit(line.unit) == _AREA and total_area is not None and total_area == line.volume:
        return "Объём — это общая площадь вашего помещения."
    return "Откуда взят объём, организация не сообщила."


def _meters(metered: MeteredVolume, month: Month) -> tuple[MeterWords, ...]:
    return tuple(_meter(use, month) for group in metered.groups for use in group.uses)


def _meter(use: MeterUse, month: Month) -> MeterWords:
    register = use.register_month.register
    place = f", {register.meter.place}" if register.meter.place else ""
    said = []
    for word, reading in (("было", use.was), ("стало", use.now)):
        if reading is not None:
            day = human_date(reading.taken_on, month.first_day)
            said.append(f"{word} {dial_words(reading.value, register.decimals)} на {day}")
    return MeterWords(
        name=f"{register.title}, № {register.meter.serial_number}{place}",
        readings=", ".join(said) if said else "показания не было, взяли среднее",
        used=quantity_words(use.used, register.service.unit),
        note=settled_words(use, month),
    )
