"""The newest readings of registers, with those of the meters that they replaced."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Case, F, Q, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from kvita.calc.period import Month
from kvita.metering.enums import LIVE_STATES, ReadingState
from kvita.metering.models import Reading, Register

READINGS_KEPT = 14  # a year of readings for the average, and this month's


def readings_before(asked: Mapping[int, Month]) -> dict[int, list[Reading]]:
    """Return the newest readings of each register up to and with its month, newest first; one query.

    Live ones of all months, and refused ones of the asked month.
    """
    by_month: dict[Month, list[int]] = defaultdict(list)
    for register_id, month in asked.items():
        by_month[month].append(register_id)
    wanted = Q(pk__in=[])
    for month, ids in by_month.items():
        known = Q(state__in=LIVE_STATES) | Q(state=ReadingState.REFUSED, month=month.first_day)
        wanted |= Q(known, register__in=ids, month__lte=month.first_day)
    refused = Case(When(state=ReadingState.REFUSED, then=Value(1)), default=Value(0))
    place = Window(
        RowNumber(),
        partition_by=[F("register_id"), refused],
        order_by=[F("taken_on").desc(), F("received_at").desc(), F("id").desc()],
    )
    rows = Reading.objects.filter(wanted).annotate(place=place).filter(place__lte=READINGS_KEPT)
    found: dict[int, list[Reading]] = defaultdict(list)
    for reading in rows.order_by("register_id", "-taken_on", "-received_at", "-pk"):
        found[reading.register_id].append(reading)
    return found


def recent_readings(register_ids: Sequence[int], *, month: Month) -> dict[int, list[Reading]]:
    """Return the same where all registers are asked for one month; one query."""
    return readings_before(dict.fromkeys(register_ids, month))


def replaced_registers(registers: Iterable[Register]) -> dict[int, list[int]]:
    """Return for each register the ids of the older scales of its history; a query only where there are such."""
    rows = list(registers)
    histories = {row.first_id for row in rows if row.first_id is not None}
    if not histories:
        return {}
    chained = Register.objects.filter(Q(pk__in=histories) | Q(first__in=histories))
    members: dict[int, list[int]] = defaultdict(list)
    for pk, history in chained.annotate(history=Coalesce("first", "pk")).values_list("pk", "history"):
        members[history].append(pk)
    return {row.pk: [pk for pk in members[row.history_id] if pk < row.pk] for row in rows if row.first_id is not None}
