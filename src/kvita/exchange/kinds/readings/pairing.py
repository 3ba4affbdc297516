"""Rows of a file whose values seem to have been written for each other's scale: neither of the two is taken."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from kvita.exchange.kinds.readings.known import KnownReadings
from kvita.exchange.kinds.readings.parsing import ReadingRow
from kvita.metering.policies.swaps import Typed, say_swapped, swapped_pairs


def swapped_rows(rows: Iterable[ReadingRow], known: KnownReadings) -> dict[str, str]:
    """Return what is told of each such row, by its key; a pair is of one account and one day."""
    flats: dict[tuple[int | None, dt.date], list[ReadingRow]] = defaultdict(list)
    for row in rows:
        flats[row.register.meter.account_id, row.taken_on].append(row)
    found: dict[str, str] = {}
    for mine in flats.values():
        keys = {row.register.pk: row.key for row in mine}
        typed = {
            row.register.pk: Typed(row.value, previous)
            for row in mine
            if row.value is not None and (previous := known.candidate(row, row.value).previous) is not None
        }
        for one, other in swapped_pairs([row.register for row in mine], typed):
            found |= {keys[one.pk]: say_swapped(one, other), keys[other.pk]: say_swapped(other, one)}
    return found
