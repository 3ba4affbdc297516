"""«Как посчитано»: how far the volume and the rate of a line explain its charge, and nothing more than is known.

The organisation counts, Kvita checks: a formula is shown as an equation only where it really gives the charge.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kvita.billing.enums import VolumeSource
from kvita.billing.models import Statement, StatementLine
from kvita.calc.charge import charge_amount
from kvita.calc.money import Money
from kvita.tariffs.enums import ServiceKind
from kvita.web.ui.formatting import counted, unit

# Bills print volumes with two decimals, so the true one may differ by half of the last digit.
_PRINTED_PLACES = 2
_AREA = "м²"
_SOURCES = {
    VolumeSource.METER: "Объём — по показаниям вашего счётчика.",
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
    SUM_ONLY = "SUM_ONLY"  # the organisation gave no volume or no rate
    NOTHING = "NOTHING"  # nothing was charged


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of a charge; `product` is volume × rate where both are known."""

    match: Match
    product: Money | None
    difference: Money | None
    volume_note: str
    source: str

    @property
    def has_formula(self) -> bool:
        """Whether volume × rate is worth printing."""
        return self.product is not None and self.match is not Match.NOTHING


def explain(line: StatementLine, statement: Statement, *, total_area: Decimal | None) -> Explanation:
    """Compare the charge of a line with its volume and rate; `total_area` is that of the premise."""
    source = _source(line, statement, total_area) if line.volume else ""
    if not line.charged:
        return Explanation(Match.NOTHING, None, None, "", "")
    if not line.volume or not line.rate:
        return Explanation(Match.SUM_ONLY, None, None, "", source)
    product = _product(line.volume, line.rate)
    if product is None:
        return Explanation(Match.DIFFERENT, None, None, "", source)
    match = Match.EXACT if product == line.charged else Match.DIFFERENT
    if match is Match.DIFFERENT and _rounding_explains(line):
        match = Match.ROUNDED
    note = "площадь" if unit(line.unit) == _AREA else "объём"
    return Explanation(match, product, line.charged - product, note, source)


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


def _source(line: StatementLine, statement: Statement, total_area: Decimal | None) -> str:
    source = VolumeSource(line.volume_source)
    if source is VolumeSource.NORM and statement.residents_count:
        people = counted(statement.residents_count, "человека", "человек", "человек")
        return f"Объём — по нормативу на {people}, потому что счётчика нет."
    if source is not VolumeSource.UNKNOWN:
        return _SOURCES[source]
    if line.service.kind == ServiceKind.PENALTY:
        return ""
    if unit(line.unit) == _AREA and total_area is not None and total_area == line.volume:
        return "Объём — это общая площадь вашего помещения."
    return "Откуда взят объём, организация не сообщила."
