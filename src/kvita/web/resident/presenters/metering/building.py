"""Common-house meters: what the house used, what all flats used, what is left."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kvita.billing.models import CommonMeterShare
from kvita.calc.period import Month
from kvita.calc.rounding import round_half_up
from kvita.metering.models import Register
from kvita.metering.selectors import HouseReading
from kvita.web.resident.presenters.metering.rows import place_words
from kvita.web.resident.presenters.wording import service_sign


@dataclass(frozen=True, slots=True)
class HouseMonth:
    """A month of a common-house meter, to three decimals.

    `flats` and `left` are None where nothing is known of the flats. `own_share` is what of the rest fell to this
    account, where the bill says it.
    """

    item: HouseReading
    used: Decimal | None
    flats: Decimal | None
    left: Decimal | None
    own_share: Decimal | None

    @property
    def month(self) -> Month:
        """The month for which the reading counts."""
        return Month.of(self.item.reading.month)


@dataclass(frozen=True, slots=True)
class HouseMeter:
    """A common-house meter with its months, newest first."""

    register: Register
    months: tuple[HouseMonth, ...]

    @property
    def sign(self) -> tuple[str, str]:
        """Colour and drawing of the resource."""
        return service_sign(self.register.service.kind)

    @property
    def place(self) -> str:
        """Serial number and place: «№ 0199801, щитовая»."""
        return ", ".join(filter(None, (place_words(self.register), self.register.meter.place)))


def building_context(
    readings: Sequence[HouseReading],
    shares: Mapping[tuple[int, dt.date], CommonMeterShare],
    *,
    shown: int | None = None,
) -> dict[str, Any]:
    """Return what the page prints: of each meter the newest `shown` months, all of them where it is None.

    What the bill says of a month goes before what the readings add up to.
    """
    rows: dict[int, list[HouseMonth]] = {}
    registers: dict[int, Register] = {}
    for item in readings:
        registers[item.register.pk] = item.register
        share = shares.get((item.register.service_id, item.reading.month))
        rows.setdefault(item.register.pk, []).append(_month(item, share))
    return {
        "meters": [HouseMeter(registers[pk], tuple(months[:shown])) for pk, months in rows.items()],
        "has_more": shown is not None and any(len(months) > shown for months in rows.values()),
    }


def _month(item: HouseReading, share: CommonMeterShare | None) -> HouseMonth:
    used, flats = item.consumption, item.flats
    left = None if used is None or flats is None else used - flats
    own = None
    if share is not None:
        flats, left, own = share.units_volume, share.remainder_volume, share.share_volume
    return HouseMonth(item, *(None if value is None else round_half_up(value, 3) for value in (used, flats, left, own)))
