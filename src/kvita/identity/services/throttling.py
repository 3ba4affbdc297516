"""Counting of tries: one statement of SQL a step, exact however many processes try at once."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection, models, transaction

from kvita.core.errors import DomainError
from kvita.core.wording import counted
from kvita.identity.enums import ThrottleScope
from kvita.identity.models import Throttle


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within so much time; the window opens with the first try."""

    count: int
    window: dt.timedelta


MINUTE: Final = dt.timedelta(minutes=1)
HOUR: Final = dt.timedelta(hours=1)
FEWEST: Final = 3
LONGEST_WAIT: Final = 4 * HOUR


def worn(*, limit: Limit, failures: int) -> Limit:
    """Return what is left of a limit after so many failures of a day: half the tries in twice the time, lock by lock.

    10 in 15 minutes become 5 in 30 minutes, 3 in an hour, in two hours, in four. A person who mistypes meets the first
    one; who goes on guessing waits ever longer. Nobody is kept waiting within a request: the refusal says until when.
    """
    while failures >= limit.count and limit.window < LONGEST_WAIT:
        failures -= limit.count
        limit = Limit(max(FEWEST, limit.count // 2), min(LONGEST_WAIT, limit.window * 2))
    return limit


def tries_of_day(*, limit: Limit) -> int:
    """Return how many failures `worn` lets through within a day to who never stops."""
    failures, passed = 0, dt.timedelta()
    while passed < 24 * HOUR:
        now = worn(limit=limit, failures=failures)
        failures, passed = failures + now.count, passed + now.window
    return failures


# One statement looks at all keys and counts them all, or counts none where one of them is locked already. Rows are
# locked in the order given, which is sorted, so two requests never wait in a ring.
_COUNT_UP: Final = """
WITH tries (scope, key, "count", "limit", window_started_at, window_ends_at) AS (VALUES {rows})
INSERT INTO identity_throttle (scope, key, "count", "limit", window_started_at, window_ends_at)
SELECT scope, key, "count", "limit", window_started_at, window_ends_at FROM tries
WHERE NOT EXISTS (
  SELECT 1 FROM identity_throttle AS before JOIN tries AS one ON before.scope = one.scope AND before.key = one.key
  WHERE before."count" > one."limit" AND before.window_ends_at > one.window_started_at)
ORDER BY key
ON CONFLICT (scope, key) DO UPDATE SET
  "count" = CASE WHEN identity_throttle.window_ends_at <= excluded.window_started_at
                 THEN 1 ELSE identity_throttle."count" + 1 END,
  window_started_at = CASE WHEN identity_throttle.window_ends_at <= excluded.window_started_at
                 THEN excluded.window_started_at ELSE identity_throttle.window_started_at END,
  window_ends_at = CASE WHEN identity_throttle.window_ends_at <= excluded.window_started_at
                 THEN excluded.window_ends_at ELSE identity_throttle.window_ends_at END,
  "limit" = excluded."limit"
RETURNING key, "count", "limit", window_ends_at
"""


def hit(*, scope: ThrottleScope, limits: Mapping[str, Limit], now: dt.datetime, otherwise: str = "") -> None:
    """Count one try for each key ("ip:…", "user:…") and refuse it when one of them is past its limit.

    Call it before the try and outside of a transaction, so that the count stays whatever becomes of the try; take it
    back with `forgive` when the try succeeded. Tries while locked are not counted: they do not make the lock longer,
    use up nobody else's tries, and write nothing.

    Raises:
        DomainError: "locked" with `until` (aware) and `seconds`; the message says how long, and then `otherwise`.
        RuntimeError: inside a transaction.
    """
    with transaction.atomic(durable=True):
        until = count_up(scope=scope, limits=limits, now=now)
    if until is not None:
        raise locked(until=until, now=now, otherwise=otherwise)


def count_up(*, scope: ThrottleScope, limits: Mapping[str, Limit], now: dt.datetime) -> dt.datetime | None:
    """Count one try for each key in the caller's transaction; return until when it is locked, None when it is not."""
    if not limits:
        return None
    values: list[str | int | dt.datetime] = []
    for key, limit in sorted(limits.items()):
        values += [scope.value, key[:200], 1, limit.count, _stored(now), _stored(now + limit.window)]
    statement = _COUNT_UP.format(rows=", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(limits)))
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    if not rows:  # one is locked; where the lock was lifted since, the try is counted after all
        return _locked_until(scope, limits, now) or count_up(scope=scope, limits=limits, now=now)
    ends = [_loaded(ends_at) for _, count, limit, ends_at in rows if count > limit]
    return max(ends, default=None)


def forgive(*, scope: ThrottleScope, keys: Iterable[str], now: dt.datetime, wholly: Iterable[str] = ()) -> None:
    """Take back one try of `keys`, and all tries of `wholly`: what succeeded was no guess."""
    by_one, to_nought = [key[:200] for key in keys], [key[:200] for key in wholly]
    counters = Throttle.objects.filter(scope=scope, window_ends_at__gt=now, count__gt=0)
    nought = models.When(key__in=to_nought, then=0)
    if by_one or to_nought:
        counters.filter(key__in=[*by_one, *to_nought]).update(
            count=models.Case(*[nought] * bool(to_nought), default=models.F("count") - 1)
        )


def locked(*, until: dt.datetime, now: dt.datetime, otherwise: str = "") -> DomainError:
    """Return the refusal that says how long the lock lasts and how to get in otherwise."""
    seconds = max(1, int((until - now).total_seconds()))
    message = f"Слишком много попыток. Попробуйте снова через {wait_in_words(seconds=seconds)}."
    return DomainError("locked", f"{message} {otherwise}".strip(), until=until, seconds=seconds)


def wait_in_words(*, seconds: int) -> str:
    """Return «40 секунд», «15 минут», «2 часа», rounded up: a person must not come too early."""
    if seconds <= 90:
        return counted(seconds, "секунду", "секунды", "секунд")
    minutes = -(-seconds // 60)
    if minutes <= 90:
        return counted(minutes, "минуту", "минуты", "минут")
    return counted(-(-minutes // 60), "час", "часа", "часов")


def purge_throttles(*, now: dt.datetime) -> int:
    """Delete the counters whose window has ended; return how many."""
    return Throttle.objects.filter(window_ends_at__lte=now).delete()[0]


def _locked_until(scope: ThrottleScope, limits: Mapping[str, Limit], now: dt.datetime) -> dt.datetime | None:
    """Return until when one of the keys is locked already, None when there are tries left."""
    counts = {key[:200]: limit.count for key, limit in limits.items()}
    counters = Throttle.objects.filter(scope=scope, key__in=counts, window_ends_at__gt=now)
    rows = counters.values_list("key", "count", "window_ends_at")
    return max((ends_at for key, count, ends_at in rows if count > counts[key]), default=None)


def _stored(moment: dt.datetime) -> str | dt.datetime:
    value: str | dt.datetime | None = connection.ops.adapt_datetimefield_value(moment)
    return moment if value is None else value


def _loaded(value: object) -> dt.datetime:
    if isinstance(value, str):  # SQLite keeps UTC as text
        value = dt.datetime.fromisoformat(value)
    if not isinstance(value, dt.datetime):
        raise TypeError(f"no time: {value!r}")
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)
