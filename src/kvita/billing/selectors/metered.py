"""Which meters gave the volume of a line: told only where their consumptions really sum up to it.

The organisation counts and does not say from which meters. Here the sum is tried: the meters of the service itself,
then, for water, all water, the hot or the cold alone; for heat in water, a fixed share of a unit of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final

from kvita.accounts.models import BillingAccount
from kvita.billing.models import StatementLine
from kvita.calc.consumption import VOLUME_PLACES, Consumption, RegisterSpan, consumption_of
from kvita.calc.period import Month
from kvita.calc.rounding import EXACT, round_half_up
from kvita.metering.enums import ReadingKind
from kvita.metering.models import Reading
from kvita.metering.selectors import RegisterMonth, account_registers
from kvita.tariffs.enums import ServiceKind

_COLD: Final = frozenset({ServiceKind.COLD_WATER})
_HOT: Final = frozenset({ServiceKind.HOT_WATER, ServiceKind.WATER_HEATING})
_WATER: Final = frozenset({*_COLD, *_HOT, ServiceKind.DRAINAGE})
_PRINTED_PLACES: Final = 2  # bills print volumes with two decimals
_RATIO_PLACES: Final = 6


class Flow(Enum):
    """What a group of meters counts."""

    OWN = "OWN"
    COLD = "COLD"
    HOT = "HOT"
    OTHER_WATER = "OTHER_WATER"  # water counted by a meter of which the bill knows the drainage only


@dataclass(frozen=True, slots=True)
class MeterUse:
    """What one scale gave to a volume: `used` between two readings, which are None where a meter was not read.

    `settled` is the part of the difference of the readings that earlier months have charged already, by the average.
    """

    register_month: RegisterMonth
    used: Decimal

    @property
    def was(self) -> Reading | None:
        """The reading before; None where the month was charged by the average."""
        return None if self.is_estimated else self.register_month.previous

    @property
    def now(self) -> Reading | None:
        """The reading of the month; None where it was charged by the average."""
        return None if self.is_estimated else self.register_month.current

    @property
    def is_estimated(self) -> bool:
        """Whether no reading came and the average stands for it."""
        current = self.register_month.current
        return current is not None and current.kind == ReadingKind.ESTIMATED

    @property
    def settled(self) -> Decimal:
        """What of the difference of both readings is not of this month; zero where they differ by what was used."""
        return settled_before(self.register_month) or Decimal(0)


@dataclass(frozen=True, slots=True)
class MeterGroup:
    """Meters of one flow and what they counted together."""

    flow: Flow
    uses: tuple[MeterUse, ...]

    @property
    def volume(self) -> Decimal:
        """The sum of what they counted."""
        return _sum(use.used for use in self.uses)


@dataclass(frozen=True, slots=True)
class MeteredVolume:
    """The meters behind the volume of a line: the sum of the groups, times `ratio` where there is one.

    `ratio` is what one counted unit takes of another one: 0.0594 Gcal to heat a cubic meter.
    """

    groups: tuple[MeterGroup, ...]
    ratio: Decimal | None = None

    @property
    def counted(self) -> Decimal:
        """What all the meters counted."""
        return _sum(group.volume for group in self.groups)


def metered_volumes(account: BillingAccount, month: Month, lines: Iterable[StatementLine]) -> dict[int, MeteredVolume]:
    """Return the meters behind the volumes of lines, by service; two queries, three after a replacement."""
    return match_volumes(lines, account_registers(account, month=month))


def match_volumes(lines: Iterable[StatementLine], registers: Sequence[RegisterMonth]) -> dict[int, MeteredVolume]:
    """Return the meters behind each line whose volume they explain, by service; lines have their service selected."""
    uses = [MeterUse(one, used) for one in registers if (used := one.consumption) is not None]
    found = {line.service_id: _metered(line, uses) for line in lines if line.volume and uses}
    return {service: metered for service, metered in found.items() if metered is not None}


def settled_before(item: RegisterMonth) -> Decimal | None:
    """Return the part of the difference of two readings that is not of this month; None where one is not known.

    Above zero: months without a reading, charged by the average, lie between them.
    """
    previous, current, used = item.previous, item.current, item.consumption
    if previous is None or current is None or used is None or current.kind == ReadingKind.ESTIMATED:
        return None
    whole = consumption_of(RegisterSpan(previous.value, current.value, item.register.digits))
    return whole.volume - used if isinstance(whole, Consumption) else None


def _metered(line: StatementLine, uses: Sequence[MeterUse]) -> MeteredVolume | None:
    for groups in _candidates(line, uses):
        found = MeteredVolume(groups)
        if _is_printed(found.counted, line.volume):
            return found
    return _by_ratio(line, uses)


def _candidates(line: StatementLine, uses: Sequence[MeterUse]) -> Iterator[tuple[MeterGroup, ...]]:
    own = tuple(use for use in uses if use.register_month.register.service_id == line.service_id)
    cold, hot = _of_kinds(uses, _COLD), _of_kinds(uses, _HOT)
    if own:
        flow = Flow.COLD if own == cold else Flow.HOT if own == hot else Flow.OWN
        yield (MeterGroup(flow, own),)
    if line.service.kind in _WATER:
        other = _of_kinds(uses, frozenset({ServiceKind.DRAINAGE}))
        parts = (MeterGroup(Flow.COLD, cold), MeterGroup(Flow.HOT, hot), MeterGroup(Flow.OTHER_WATER, other))
        yield tuple(group for group in parts if group.uses)
        if hot:
            yield (MeterGroup(Flow.HOT, hot),)
        if cold:
            yield (MeterGroup(Flow.COLD, cold),)


def _of_kinds(uses: Iterable[MeterUse], kinds: frozenset[ServiceKind]) -> tuple[MeterUse, ...]:
    return tuple(use for use in uses if use.register_month.register.service.kind in kinds)


def _by_ratio(line: StatementLine, uses: Sequence[MeterUse]) -> MeteredVolume | None:
    """Heat for water: so much of it for each cubic meter that the hot meters counted."""
    hot = _of_kinds(uses, _HOT)
    if line.service.kind != ServiceKind.WATER_HEATING or not hot:
        return None
    group = MeterGroup(Flow.HOT, hot)
    ratio = ratio_of(line.volume, group.volume)
    return MeteredVolume((group,), ratio) if ratio is not None else None


def ratio_of(volume: Decimal, units: Decimal) -> Decimal | None:
    """Return the shortest number that, times the units, makes the volume (to 7 decimals); None where there is none."""
    if units <= 0:
        return None
    for places in range(_RATIO_PLACES + 1):
        ratio = round_half_up(volume / units, places)
        # Whatever is cut off beyond the seventh decimal is less than a bill can hold.
        if ratio and abs(EXACT.multiply(ratio, units) - volume) < Decimal(1).scaleb(-VOLUME_PLACES):
            return ratio
    return None


def _is_printed(counted: Decimal, volume: Decimal) -> bool:
    """Tell whether the volume is what was counted, or the same printed shorter."""
    places = max(_PRINTED_PLACES, -int(volume.normalize().as_tuple().exponent))
    return round_half_up(counted, places) == volume


def _sum(volumes: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for volume in volumes:
        total = EXACT.add(total, volume)
    return total
