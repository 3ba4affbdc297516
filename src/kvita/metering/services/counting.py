"""What a bill has used: the end of a month for readings."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from kvita.core.errors import DomainError
from kvita.core.locks import lock_all, lock_rows
from kvita.core.wording import counted
from kvita.metering.enums import ReadingKind, ReadingState
from kvita.metering.models import Reading, Register


@transaction.atomic
def count_readings(*, organization_id: int, month: dt.date, now: dt.datetime) -> int:
    """Mark what the bills of a month (its first day) have used as COUNTED, and remember the month; return how many.

    That is every accepted reading for this month or an earlier one that no bill has used yet: what came too late for
    its own month is counted in the next. A reading in doubt waits. The second call for a month finds nothing.
    Readings that arrive at the same moment are taken as long as they have been stored before the last look.

    Raises `DomainError` "readings_in_doubt" where the organisation's settings let no month be counted while readings
    of it are being checked.
    """
    _refuse_while_in_doubt(organization_id, month)
    waiting = Reading.objects.filter(
        register__in=_registers(organization_id),
        month__lte=month,
        state=ReadingState.ACCEPTED,
        kind__in=(ReadingKind.ACTUAL, ReadingKind.CLOSING, ReadingKind.OPENING),
    )
    lock_all(Register.objects.filter(pk__in=waiting.values("register")))
    total = 0
    while count := _mark(waiting, month=month, now=now):
        total += count
    return total


@transaction.atomic
def count_chosen_readings(*, reading_ids: Iterable[int], month: dt.date, now: dt.datetime) -> int:
    """Mark these readings, as an accounting program names them; ones that are not accepted stay as they are."""
    ids = list(reading_ids)
    lock_rows(Register.objects.all(), Reading.objects.filter(pk__in=ids).values_list("register_id", flat=True))
    chosen = Reading.objects.filter(pk__in=ids, state=ReadingState.ACCEPTED)
    return _mark(chosen, month=month, now=now)


@transaction.atomic
def uncount_readings(*, organization_id: int, month: dt.date) -> int:
    """Take the marks of a month back when its bills are withdrawn; return how many readings are accepted again."""
    marked = Reading.objects.filter(
        register__in=_registers(organization_id), counted_in=month, state=ReadingState.COUNTED
    )
    lock_all(Register.objects.filter(pk__in=marked.values("register")))
    return marked.update(state=ReadingState.ACCEPTED, counted_in=None, counted_at=None)


def _registers(organization_id: int) -> QuerySet[Register]:
    """Return the registers as a subquery, so that the UPDATE has no join.

    With a join Django updates by a list of ids, and PostgreSQL would not look again at the state of a row that
    somebody has superseded in the meantime.
    """
    return Register.objects.filter(meter__organization=organization_id)


def _refuse_while_in_doubt(organization_id: int, month: dt.date) -> None:
    doubtful = Reading.objects.filter(
        register__meter__organization=organization_id,
        register__meter__organization__settings__doubt_holds_month=True,
        month__lte=month,
        state=ReadingState.IN_DOUBT,
    ).count()
    if doubtful:
        told = counted(doubtful, "показание", "показания", "показаний")
        raise DomainError(
            "readings_in_doubt",
            f"На проверке {told} за этот месяц или раньше. Примите их или отклоните в разделе «Показания».",
            count=doubtful,
        )


def _mark(readings: QuerySet[Reading], *, month: dt.date, now: dt.datetime) -> int:
    return readings.update(state=ReadingState.COUNTED, counted_in=month, counted_at=now)
