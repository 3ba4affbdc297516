"""What prices and norms must obey: two of one tariff, or of one service and house, never hold on the same day."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Protocol, TypeVar

from kvita.calc.ranges import DateRange


class Dated(Protocol):
    """A price or a norm: it says its range of days itself."""

    @property
    def validity(self) -> DateRange: ...


D = TypeVar("D", bound=Dated)


def overlapping_pair(rows: Iterable[D]) -> tuple[D, D] | None:
    """Return the first two rows that hold on a common day, the earlier one first; None when all stand apart."""
    ordered = sorted(rows, key=lambda row: row.validity.valid_from)
    return next(((one, next_one) for one, next_one in pairwise(ordered) if _meet(one, next_one)), None)


def _meet(one: Dated, other: Dated) -> bool:
    return one.validity.overlaps(other.validity)
