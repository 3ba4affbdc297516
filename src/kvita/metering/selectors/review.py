"""What waits for a decision of staff: doubtful readings with their reasons and what is known around them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from kvita.calc.period import Month
from kvita.housing.models import Building
from kvita.metering.enums import ReadingKind, ReadingState
from kvita.metering.models import Reading, ReadingPhoto
from kvita.metering.selectors.registers import RegisterMonth, register_months
from kvita.tariffs.models import Service


@dataclass(frozen=True, slots=True)
class ReviewQuery:
    """Which readings: of these organisations, narrowed down by house, service, source and reason (name of a check).

    With `accepted_in` the accepted readings of that month, which may still be refused, instead of the doubtful ones.
    """

    organization_ids: Sequence[int]
    reason: str = ""
    building_id: int | None = None
    service_id: int | None = None
    source: str = ""
    accepted_in: Month | None = None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A reading with what was known of its register before."""

    reading: Reading
    around: RegisterMonth

    @property
    def reasons(self) -> list[tuple[str, str, str]]:
        """Names, levels and sentences of the checks that found something."""
        return [
            (str(one.get("check", "")), str(one.get("level", "")), str(one["message"]))
            for one in self.reading.checks
            if one.get("message")
        ]


def doubtful_count(organization_ids: Sequence[int]) -> int:
    """Return how many readings of these organisations wait; one query."""
    return _rows(ReviewQuery(organization_ids)).count()


def reason_counts(query: ReviewQuery) -> Counter[str]:
    """Return how many doubtful readings each check has brought, and under "" how many there are; one query."""
    counts: Counter[str] = Counter()
    for checks in _rows(replace(query, accepted_in=None)).values_list("checks", flat=True):
        counts[""] += 1
        counts.update(_names(checks))
    return counts


def reading_ids_to_review(query: ReviewQuery) -> Sequence[int]:
    """Return the readings in the order in which they came, oldest first (accepted ones: newest first); one query."""
    rows = _rows(query)
    if query.accepted_in is not None:
        return list(rows.order_by("-received_at", "-pk").values_list("pk", flat=True))
    found = rows.order_by("received_at", "pk").values_list("pk", "checks")
    return [pk for pk, checks in found if not query.reason or query.reason in _names(checks)]


def review_rows(reading_ids: Sequence[int], *, organization_ids: Sequence[int]) -> list[ReviewRow]:
    """Return these readings, in this order, with their registers' past; a fixed number of queries."""
    readings = Reading.objects.filter(
        pk__in=reading_ids, register__meter__organization__in=list(organization_ids)
    ).select_related("register__service", "register__meter__account__premise__building", "submitted_by")
    by_id = {one.pk: one for one in readings.prefetch_related("photos")}
    rows = [by_id[pk] for pk in reading_ids if pk in by_id]
    months = {one.register_id: Month.of(one.month) for one in sorted(rows, key=lambda one: one.month)}
    registers = {one.register_id: one.register for one in rows}
    around = {one.register.pk: one for one in register_months(registers.values(), month=months)}
    return [ReviewRow(one, around[one.register_id]) for one in rows]


def find_reading(reading_id: int, *, organization_ids: Sequence[int]) -> Reading | None:
    """Return a reading of these organisations with all that its journal shows, or None."""
    rows = Reading.objects.filter(register__meter__organization__in=list(organization_ids))
    return (
        rows.select_related(
            "register__service", "register__meter__account__premise__building", "register__meter__organization",
            "submitted_by",
        )
        .prefetch_related("events__user", "photos__uploaded_by")
        .filter(pk=reading_id)
        .first()
    )  # fmt: skip


def find_photo(photo_id: int, *, organization_ids: Sequence[int]) -> ReadingPhoto | None:
    """Return the photo of a dial of these organisations, or None."""
    photos = ReadingPhoto.objects.filter(reading__register__meter__organization__in=list(organization_ids))
    return photos.filter(pk=photo_id).first()


def houses_in_review(organization_ids: Sequence[int]) -> list[Building]:
    """Return the houses of these organisations, for a filter; one query."""
    return list(Building.objects.filter(organization__in=list(organization_ids)).order_by("street", "number"))


def services_in_review(organization_ids: Sequence[int]) -> list[Service]:
    """Return the services that have meters, for a filter; one query."""
    metered = Service.objects.filter(organization__in=list(organization_ids), registers__isnull=False)
    return list(metered.distinct().order_by("position", "name"))


def _rows(query: ReviewQuery) -> QuerySet[Reading]:
    rows = Reading.objects.filter(register__meter__organization__in=list(query.organization_ids))
    if query.accepted_in is None:
        rows = rows.filter(state=ReadingState.IN_DOUBT)
    else:
        rows = rows.filter(state=ReadingState.ACCEPTED, month=query.accepted_in.first_day, kind=ReadingKind.ACTUAL)
    if query.building_id is not None:
        rows = rows.filter(register__meter__account__premise__building=query.building_id)
    if query.service_id is not None:
        rows = rows.filter(register__service=query.service_id)
    return rows.filter(source=query.source) if query.source else rows


def _names(checks: Sequence[Mapping[str, Any]]) -> set[str]:
    return {str(one.get("check", "")) for one in checks if one.get("message")}
