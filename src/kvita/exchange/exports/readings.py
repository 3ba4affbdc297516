"""Readings of a period, as an export needs them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from kvita.metering.enums import ReadingKind, ReadingState
from kvita.metering.models import Reading

_STANDING = (ReadingState.ACCEPTED, ReadingState.COUNTED)
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class ReadingsQuery:
    """Which readings: of an organisation, for months (first days, both included), of one house or all.

    `with_doubtful` adds those that are still being checked; refused, replaced and withdrawn ones never go out.
    """

    organization_id: int
    first_month: dt.date
    last_month: dt.date
    building_id: int | None = None
    with_doubtful: bool = False


def readings_to_export(query: ReadingsQuery) -> Iterator[Reading]:
    """Yield the readings by house, flat and meter, each with `previous_on` and `previous_value` of the one before."""
    states = [*_STANDING, ReadingState.IN_DOUBT] if query.with_doubtful else list(_STANDING)
    earlier = Reading.objects.filter(
        register=OuterRef("register"), taken_on__lt=OuterRef("taken_on"), state__in=_STANDING
    ).exclude(kind=ReadingKind.ESTIMATED)
    newest = earlier.order_by("-taken_on")
    rows = Reading.objects.filter(
        register__meter__organization=query.organization_id,
        register__meter__account__isnull=False,
        month__range=(query.first_month, query.last_month),
        state__in=states,
    )
    if query.building_id is not None:
        rows = rows.filter(register__meter__account__premise__building=query.building_id)
    rows = rows.annotate(
        previous_on=Subquery(newest.values("taken_on")[:1]), previous_value=Subquery(newest.values("value")[:1])
    )
    return (
        rows.select_related("register__service", "register__meter__account__premise__building")
        .select_related("register__meter__organization")
        .order_by(
            "register__meter__account__premise__building__street",
            "register__meter__account__premise__building__number",
            "register__meter__account__number",
            "register__meter__account__letter_index",
            "register",
            "taken_on",
        )
        .iterator(chunk_size=_CHUNK)
    )
