"""What is swept away regularly: nothing personal is kept longer than it is needed (152-ФЗ, art. 5 part 7)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from kvita.identity.services import purge_codes, purge_throttles, purge_unconfirmed


@dataclass(frozen=True, slots=True)
class Swept:
    """How many rows of each kind went."""

    registrations: int
    codes: int
    counters: int


def sweep(*, now: dt.datetime, unconfirmed_for: dt.timedelta, keep: Collection[int] = ()) -> Swept:
    """Delete registrations that nobody confirmed for so long, codes a month after their end, and finished counters."""
    return Swept(
        registrations=purge_unconfirmed(now=now, older_than=unconfirmed_for, keep=keep),
        codes=purge_codes(now=now),
        counters=purge_throttles(now=now),
    )
