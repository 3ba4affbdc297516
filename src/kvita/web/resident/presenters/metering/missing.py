"""Readings that have not come, and what is charged instead (п. 59, 60 of the rules 354)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kvita.calc.monthly_use import EstimateBasis
from kvita.calc.rounding import round_half_up
from kvita.metering.selectors import RegisterMonth
from kvita.web.ui.formatting import NBSP, month_name, unit, volume


@dataclass(frozen=True, slots=True)
class MissingReading:
    """A scale without a reading: its name, and the words of what is charged instead."""

    item: RegisterMonth
    instead: str

    @property
    def sentence(self) -> str:
        """The whole in one line, for the page of the closed window."""
        serial, month = self.item.register.meter.serial_number, month_name(self.item.month)
        return f"По счётчику №{NBSP}{serial} показания не пришли: за {month} начислим {self.instead}."


def missing_readings(items: Iterable[RegisterMonth]) -> list[MissingReading]:
    """Return the scales without a reading of their month."""
    return [MissingReading(item, charged_instead(item)) for item in items if not item.is_submitted]


def charged_instead(item: RegisterMonth) -> str:
    """Return «по среднему — 3 м³», or «по нормативу — 12,6 м³ на всех проживающих»."""
    estimate = item.estimate
    if estimate.volume is None:
        return "по нормативу"
    if estimate.basis is EstimateBasis.AVERAGE:
        return f"по среднему — {_amount(item, estimate.volume)}"
    return f"по нормативу — {_amount(item, estimate.volume)} на всех проживающих"


def is_late(missing: Iterable[MissingReading]) -> bool:
    """Tell whether one of them would have an average, but readings lack for too many months (п. 60)."""
    return any(row.item.usual is not None and row.item.estimate.basis is EstimateBasis.NORM for row in missing)


def _amount(item: RegisterMonth, value: Decimal) -> str:
    return f"{volume(round_half_up(value))}{NBSP}{unit(item.register.service.unit)}".rstrip(NBSP)
