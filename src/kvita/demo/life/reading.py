"""The readings of a month: sent, or forgotten and then estimated; what was used without meters."""

from dataclasses import dataclass, field
from typing import Final

from kvita.calc.period import Month
from kvita.demo.chance import Chance
from kvita.demo.life import seasons
from kvita.demo.life.bill import Read
from kvita.demo.life.homes import Household
from kvita.demo.life.meters import STEP, Scale, use_of_month
from kvita.metering.enums import ReadingKind, ReadingSource, ReadingState

SOURCES: Final = (ReadingSource.CABINET,) * 6 + (ReadingSource.PHONE,) * 2 + (ReadingSource.OFFICE, ReadingSource.FILE)
WATER: Final = ("cold", "hot")
FORGOTTEN_PERCENT: Final = 4
OVERESTIMATED_PERCENT: Final = 70


@dataclass(slots=True)
class MonthOfUse:
    """What a household used, in 0.001 of the unit.

    `counted` is what is billed by resource, with meters only; `real` what was used, for the meter of the house.
    `overestimated` is by how much the estimate of the month before was too high, by resource.
    """

    counted: dict[str, int] = field(default_factory=dict)
    real: dict[str, int] = field(default_factory=dict)
    reads: list[Read] = field(default_factory=list)
    is_estimated: bool = False
    overestimated: dict[str, int] = field(default_factory=dict)


def read_month(
    household: Household, before: MonthOfUse, month: Month, window: tuple[int, int], chance: Chance
) -> MonthOfUse:
    """Let a household use and read for a month. A forgotten reading is estimated, and set right a month later."""
    use = MonthOfUse()
    source = chance.one_of(SOURCES)
    day = month.first_day.replace(day=chance.between(*window))
    use.is_estimated = bool(before.reads) and not before.is_estimated and chance.percent(FORGOTTEN_PERCENT)
    correcting = before.is_estimated and chance.percent(OVERESTIMATED_PERCENT)
    over_percent = chance.between(8, 30)
    drawn: dict[str, int] = {}
    for meter_number, card in enumerate(household.meters):
        for scale_number, scale in enumerate(card.scales):
            if scale.resource not in drawn:
                drawn[scale.resource] = _use(household, scale.resource, month, chance)
            used = _part(drawn[scale.resource], scale)
            read = Read(meter_number, scale_number, day, month, 0, used, source=source)
            if use.is_estimated and scale.resource in WATER:
                read.consumption, read.taken_on = _average(scale), month.last_day
                read.kind, read.source = ReadingKind.ESTIMATED, ReadingSource.OFFICE
            elif correcting and scale.resource in WATER:
                over = _estimate_of(before, meter_number, scale_number) * over_percent // 100
                scale.value -= over
                use.overestimated[scale.resource] = use.overestimated.get(scale.resource, 0) + over
            scale.value += read.consumption
            read.value = scale.value
            scale.history = [*scale.history[-5:], read.consumption]
            use.counted[scale.resource] = use.counted.get(scale.resource, 0) + read.consumption
            use.reads.append(read)
    use.real = use.counted or {name: _use(household, name, month, chance) for name in ("day",)}
    if use.overestimated:
        for read in before.reads:
            if read.kind is ReadingKind.ESTIMATED:
                read.state = ReadingState.SUPERSEDED
    return use


def _use(household: Household, resource: str, month: Month, chance: Chance) -> int:
    table = seasons.POWER if resource in ("day", "night") else seasons.WATER
    return use_of_month(chance, resource, household.residents, household.thrift, seasons.of_month(table, month))


def _part(used: int, scale: Scale) -> int:
    step = STEP.get(scale.resource, 1)
    return used * scale.part // 100 // step * step


def _average(scale: Scale) -> int:
    return sum(scale.history) // len(scale.history)


def _estimate_of(before: MonthOfUse, meter: int, scale: int) -> int:
    for read in before.reads:
        if (read.meter, read.scale, read.kind) == (meter, scale, ReadingKind.ESTIMATED):
            return read.consumption
    return 0
