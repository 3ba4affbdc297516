"""Readings that have not come, and what is charged instead (п. 59, 60 of the rules 354)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kvita.billing.enums import VolumeSource
from kvita.calc.monthly_use import EstimateBasis
from kvita.calc.rounding import round_half_up
from kvita.metering.selectors import RegisterMonth
from kvita.web.ui.formatting import NBSP, month_name, unit, volume


@dataclass(frozen=True, slots=True)
class MissingReading:
    """A scale without a reading, or all those of a service that share the one norm of the flat.

    `instead` are the words of what is charged; `is_past`: the month has been charged already.
    """

    items: tuple[RegisterMonth, ...]
    instead: str
    is_past: bool = False

    @property
    def item(self) -> RegisterMonth:
        """The scale, or the first of them."""
        return self.items[0]

    @property
    def serials(self) -> str:
        """Numbers of the meters: «№ 18848646, № 18851987к»."""
        return ", ".join(dict.fromkeys(f"№{NBSP}{item.register.meter.serial_number}" for item in self.items))

    @property
    def sentence(self) -> str:
        """The whole in one line, for the page of the closed window."""
        verb = "начислили" if self.is_past else "начислим"
        meters = "счётчикам" if len(self.items) > 1 else "счётчику"
        return (
            f"По {meters} {self.serials} показания не пришли: за {month_name(self.item.month)} {verb} {self.instead}."
        )


def missing_readings(
    items: Iterable[RegisterMonth], billed: Mapping[int, VolumeSource] | None = None
) -> list[MissingReading]:
    """Return the scales without a reading of their month.

    `billed` says by what each service was charged; None while the month is not charged yet. The norm is one for the
    flat, however many meters of a service there are, so it is told once for all of them.
    """
    missing = [item for item in items if not item.is_submitted]
    if billed is not None:
        return [MissingReading((item,), _was_charged(item, billed), is_past=True) for item in missing]
    groups: dict[tuple[int, int], list[RegisterMonth]] = {}
    for item in missing:
        by_norm = item.estimate.basis is EstimateBasis.NORM and item.estimate.volume is not None
        groups.setdefault((item.register.service_id, 0 if by_norm else item.register.pk), []).append(item)
    return [MissingReading(tuple(group), charged_instead(group[0], len(group))) for group in groups.values()]


def _was_charged(item: RegisterMonth, billed: Mapping[int, VolumeSource]) -> str:
    """Return what was charged: an average that stands in the books of the meter, or what the line of the bill names."""
    if item.current is not None and item.consumption is not None:
        return f"по среднему — {_amount(item, item.consumption)}"
    source = billed.get(item.register.service_id, VolumeSource.UNKNOWN)
    words = {VolumeSource.AVERAGE: "по среднему", VolumeSource.NORM: "по нормативу"}
    return words.get(source, "без этого показания")


def charged_instead(item: RegisterMonth, scales: int = 1) -> str:
    """Return «по среднему — 3 м³», or «по нормативу — 12,6 м³ на всех проживающих», for several `scales` together."""
    estimate = item.estimate
    if estimate.volume is None:
        return "по нормативу"
    if estimate.basis is EstimateBasis.AVERAGE:
        return f"по среднему — {_amount(item, estimate.volume)}"
    together = ", на эти счётчики вместе" if scales > 1 else ""
    return f"по нормативу — {_amount(item, estimate.volume)} на всех проживающих{together}"


def is_late(missing: Iterable[MissingReading]) -> bool:
    """Tell whether one of them would have an average, but readings lack for too many months (п. 60)."""
    return any(row.item.usual is not None and row.item.estimate.basis is EstimateBasis.NORM for row in missing)


def _amount(item: RegisterMonth, value: Decimal) -> str:
    return f"{volume(round_half_up(value))}{NBSP}{unit(item.register.service.unit)}".rstrip(NBSP)
