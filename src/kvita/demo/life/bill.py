"""What a month leaves behind for one account: lines, corrections, payments, readings, shares. Whole numbers only.

Money is in kopecks, volumes in 0.0000001 of the unit, rates in 0.000001 of a rouble, readings in 0.001 of the unit.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from kvita.billing.enums import AdjustmentReason, VolumeSource
from kvita.calc.period import Month
from kvita.metering.enums import ReadingKind, ReadingSource, ReadingState

VOLUME: Final = 10**7
RATE: Final = 10**6
_HALF: Final = 5 * 10**10
_KOPECK: Final = 10**11  # VOLUME × RATE / 100


def charge_of(volume: int, rate: int) -> int:
    """Return volume times rate in kopecks, rounded half up once (the same as calc's `charge_amount`)."""
    return (volume * rate + _HALF) // _KOPECK


@dataclass(frozen=True, slots=True)
class Part:
    """What a component of a service took and cost."""

    volume: int
    rate: int

    @property
    def charged(self) -> int:
        """In kopecks."""
        return charge_of(self.volume, self.rate)


def parts_of(volume: int, terms: Sequence[tuple[int, int]]) -> tuple[Part, ...]:
    """Share a volume out to the components of a service; `terms` are how much a unit takes of each, and its rate."""
    return tuple(Part(volume * factor // VOLUME, rate) for factor, rate in terms)


@dataclass(slots=True)
class Line:
    """One service of a bill; `service` is its number in the plan."""

    service: int
    opening: int
    charged: int = 0
    adjusted: int = 0
    shortfall: int = 0
    paid: int = 0
    volume: int = 0
    rate: int = 0
    source: VolumeSource = VolumeSource.UNKNOWN
    shortfall_hours: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def closing(self) -> int:
        """The balance after the month."""
        return self.opening + self.charged + self.adjusted - self.shortfall - self.paid


@dataclass(frozen=True, slots=True)
class Correction:
    """A recalculation with its reason; what was charged and what it became where both are known."""

    service: int
    month: Month
    amount: int
    reason: AdjustmentReason
    note: str
    base: int | None = None
    corrected: int | None = None

    @classmethod
    def between(
        cls, service: int, month: Month, charges: tuple[int, int], reason: AdjustmentReason, note: str
    ) -> "Correction":
        """Return the correction of a charge: `charges` are what it was and what it becomes."""
        base, corrected = charges
        return cls(service, month, corrected - base, reason, note, base, corrected)


@dataclass(frozen=True, slots=True)
class Pay:
    """Money received."""

    amount: int
    paid_on: dt.date
    posted_on: dt.date
    accounting_month: Month
    for_month: Month
    place: str


@dataclass(slots=True)
class Read:
    """A reading of one scale: which meter of the flat, which scale of it."""

    meter: int
    scale: int
    taken_on: dt.date
    month: Month
    value: int
    consumption: int
    kind: ReadingKind = ReadingKind.ACTUAL
    source: ReadingSource = ReadingSource.CABINET
    state: ReadingState = ReadingState.COUNTED


@dataclass(frozen=True, slots=True)
class Share:
    """How the common meter was shared out to this flat; areas in 0.01 m²."""

    service: int
    building: int
    units: int
    remainder: int
    basis_total: int
    basis_share: int
    share: int


@dataclass(slots=True)
class Bill:
    """A month of one account."""

    month: Month
    residents: int
    lines: list[Line] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    payments: list[Pay] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)

    @property
    def arrears(self) -> int:
        """The services in debt."""
        return sum(max(0, line.closing) for line in self.lines)

    @property
    def closing(self) -> int:
        """The balance of all services."""
        return sum(line.closing for line in self.lines)
