"""The tables of the bill, section by section."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from kvita.billing.documents.volumes import say_metered, settled_words
from kvita.billing.models import Adjustment, LinePart, Statement, StatementLine
from kvita.billing.selectors import LineWithShare, MeteredVolume, MeterUse
from kvita.calc.balance import standing
from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.calc.rounding import round_half_up
from kvita.documents.bill import AdjustmentLine, BillTotals, ChargeLine, Column, MeterReadingLine, ReferenceLine
from kvita.metering.enums import ReadingKind, RegisterZone
from kvita.metering.models import Reading
from kvita.metering.selectors import RegisterMonth


def charge_lines(
    items: Iterable[LineWithShare], *, netted: bool, metered: Mapping[int, MeteredVolume]
) -> tuple[ChargeLine, ...]:
    """Return section 3. Without netting an overpaid service asks for nothing and lends its credit to no other.

    `metered` are the meters behind the volumes, by service: told where a line takes more than those of its own.
    """
    return tuple(
        ChargeLine(
            name=line.service.name,
            volume=line.volume or None,
            common_volume=line.common_volume,
            unit=line.unit,
            rate=line.rate or None,
            charged=line.charged,
            adjusted=line.adjusted,
            shortfall_days=line.shortfall_days,
            shortfall=line.shortfall,
            opening=line.opening,
            paid=line.paid,
            closing=line.closing,
            payable=standing(line.closing, netting=netted),
            within_norm=line.social_norm_amount,
            benefit=line.benefit,
            multiplier=line.multiplier,
            excess=line.excess,
            note=_volume_note(line, metered.get(line.service_id)),
            parts=tuple(map(_part_line, parts)),
            not_applicable=said_by_parts(line, parts),
        )
        for line, parts in ((item.line, item.parts) for item in items)
    )


def said_by_parts(line: StatementLine, parts: Sequence[LinePart]) -> frozenset[Column]:
    """Return the figures of a line that stand in its components instead."""
    figures = {Column.VOLUME: line.volume, Column.RATE: line.rate}
    return frozenset(column for column, figure in figures.items() if parts and not figure)


# A component has no balance of its own: it is owed and paid with its line.
_NOT_OF_PARTS: Final = frozenset({Column.OPENING, Column.PAID, Column.BENEFIT, Column.PAYABLE})


def _part_line(part: LinePart) -> ChargeLine:
    return ChargeLine(
        name=part.name,
        volume=part.volume or None,
        unit=part.unit,
        rate=part.rate or None,
        charged=part.charged,
        adjusted=part.adjusted,
        shortfall=part.shortfall,
        within_norm=part.social_norm_amount,
        not_applicable=_NOT_OF_PARTS,
    )


def totals(statement: Statement, payable: Money) -> BillTotals:
    """Return the sums of section 3."""
    return BillTotals(
        charged=statement.charged,
        adjusted=statement.adjusted,
        shortfall=statement.shortfall,
        opening=statement.opening,
        paid=statement.paid,
        closing=statement.closing,
        payable=payable,
    )


def reading_lines(items: Iterable[RegisterMonth], month: Month) -> tuple[MeterReadingLine, ...]:
    """Return section 2: the readings of the month, or the last known ones."""
    return tuple(_reading_line(item, month) for item in items)


def _volume_note(line: StatementLine, metered: MeteredVolume | None) -> str:
    if metered is None or (len(metered.groups) == 1 and metered.ratio is None):
        return ""
    return say_metered(metered, line)


def reference_lines(
    items: Iterable[LineWithShare], norms: Mapping[int, Decimal], house: Iterable[RegisterMonth]
) -> tuple[ReferenceLine, ...]:
    """Return section 4 as far as known: norms of a person, common-house meters and how they were shared out.

    `norms` by service, `house` are the scales of the house with their readings of the month.
    """
    meters = {item.register.service_id: item for item in house}
    found = (_reference_line(item, norms, meters) for item in items)
    return tuple(line for line in found if line is not None)


def _reference_line(
    item: LineWithShare, norms: Mapping[int, Decimal], meters: Mapping[int, RegisterMonth]
) -> ReferenceLine | None:
    service, share = item.line.service, item.share
    norm, meter = norms.get(service.pk), meters.get(service.pk)
    if norm is None and share is None and meter is None:
        return None
    return ReferenceLine(
        service=service.name,
        unit=service.unit,
        norm=norm,
        building_previous=meter.previous.value if meter is not None and meter.previous is not None else None,
        building_current=meter.current.value if meter is not None and meter.current is not None else None,
        premises_volume=share.units_volume if share is not None else None,
        common_volume=share.remainder_volume if share is not None else None,
        account_share=share.share_volume if share is not None else None,
    )


def adjustment_lines(
    adjustments: Mapping[int, Sequence[Adjustment]], names: Mapping[int, str]
) -> tuple[AdjustmentLine, ...]:
    """Return section 6: each recalculation with its reason and the month it corrects."""
    return tuple(
        AdjustmentLine(
            service=names.get(service_id, ""),
            amount=row.amount,
            reason=row.note or row.get_reason_display(),
            period=Month.of(row.corrected_month),
            base=row.base,
            corrected=row.corrected,
        )
        for service_id, rows in adjustments.items()
        for row in rows
    )


def _reading_line(item: RegisterMonth, month: Month) -> MeterReadingLine:
    register = item.register
    zone = RegisterZone(register.zone)
    current = item.current if item.consumption is not None or item.is_submitted else None
    return MeterReadingLine(
        service=register.title if zone is RegisterZone.SINGLE else f"{register.title}, {zone.label}",
        serial=register.meter.serial_number,
        place=register.meter.place,
        previous=_shown(item.previous),
        previous_on=item.previous.taken_on if item.previous else None,
        current=_shown(current),
        current_on=current.taken_on if current else None,
        consumption=item.consumption,
        unit=register.service.unit,
        note=_reading_note(item, current, month),
    )


def _reading_note(item: RegisterMonth, current: Reading | None, month: Month) -> str:
    """Say what the three figures of a row do not: an average, or why the difference is not what was charged."""
    if current is None or item.consumption is None:
        return ""
    if current.kind == ReadingKind.ESTIMATED:
        return "по среднему"
    return settled_words(MeterUse(item, item.consumption), month)


def _shown(reading: Reading | None) -> Decimal | None:
    """Four decimals, as the cabinet's detailed table."""
    return None if reading is None else round_half_up(reading.value, 4)
