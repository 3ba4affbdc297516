"""Reads of the inside of statements: lines, shares of common-house meters, adjustments.

The caller has the statement from `statements_of` or `newest_statements`, so it is one that residents may see.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from kvita.billing.enums import VISIBLE_STATES, VolumeSource
from kvita.billing.models import Adjustment, CommonMeterShare, LinePart, Statement, StatementLine
from kvita.calc.period import Month

SHARE_FIELDS = (
    "id", "building_volume", "units_volume", "remainder_volume", "basis_total", "basis_share", "share_volume",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineWithShare:
    """A line with its service, its components and, where there is one, its share of the common-house meter."""

    line: StatementLine
    share: CommonMeterShare | None
    parts: tuple[LinePart, ...] = ()


def lines_with_shares(statements: Iterable[Statement]) -> dict[int, list[LineWithShare]]:
    """Return the lines of each statement in the order of the bill; one query for all, two where lines have components.

    Services and suppliers are selected. Keys are the statements' ids; a statement without lines has an empty list.
    """
    found: dict[int, list[LineWithShare]] = {statement.pk: [] for statement in statements}
    shares = FilteredRelation(
        "statement__common_meter_shares", condition=Q(statement__common_meter_shares__service=F("service"))
    )
    lines = (
        StatementLine.objects.filter(statement_id__in=found)
        .annotate(share=shares)
        .annotate(**{f"share_{name}": F(f"share__{name}") for name in SHARE_FIELDS})
        .annotate(
            has_parts=Exists(LinePart.objects.filter(statement=OuterRef("statement"), service=OuterRef("service")))
        )
        .select_related("service__supplier")
        .order_by("statement_id", "position", "pk")
    )
    parts = _parts({line.statement_id for line in lines if line.has_parts})
    for line in lines:
        own = tuple(parts.get((line.statement_id, line.service_id), ()))
        found[line.statement_id].append(LineWithShare(line, _share(line), own))
    return found


def adjustments_of(statement: Statement) -> dict[int, list[Adjustment]]:
    """Return the recalculations of a statement by service, oldest corrected month first; one query."""
    found: dict[int, list[Adjustment]] = {}
    for adjustment in Adjustment.objects.filter(statement=statement).order_by("corrected_month", "pk"):
        found.setdefault(adjustment.service_id, []).append(adjustment)
    return found


def lines_of_service(account_id: int, service_id: int) -> dict[dt.date, StatementLine]:
    """Return the published lines of a service of an account by month, for the readings they used; one query."""
    lines = StatementLine.objects.filter(
        service=service_id,
        statement__account=account_id,
        statement__is_current=True,
        statement__period__state__in=VISIBLE_STATES,
    )
    return {line.statement.month: line for line in lines.select_related("statement")}


def charged_by(account_id: int, month: Month) -> dict[int, VolumeSource] | None:
    """Return by what the volume of each service was charged in a published month; None while it is not; one query."""
    lines = StatementLine.objects.filter(
        statement__account=account_id,
        statement__month=month.first_day,
        statement__is_current=True,
        statement__period__state__in=VISIBLE_STATES,
    ).values_list("service_id", "volume_source")
    return {service_id: VolumeSource(source) for service_id, source in lines} or None


def shares_of_account(account_id: int, *, months: Iterable[dt.date]) -> dict[tuple[int, dt.date], CommonMeterShare]:
    """Return how common-house meters were shared out to an account, by service and month, as published; one query."""
    shares = CommonMeterShare.objects.filter(
        statement__account=account_id,
        statement__month__in=list(months),
        statement__is_current=True,
        statement__period__state__in=VISIBLE_STATES,
    )
    return {(one.service_id, one.statement.month): one for one in shares.select_related("statement")}


def _parts(statement_ids: set[int]) -> dict[tuple[int, int], list[LinePart]]:
    """Return the components by statement and service, in their order; no query where no statement has any."""
    found: dict[tuple[int, int], list[LinePart]] = {}
    if statement_ids:
        for part in LinePart.objects.filter(statement_id__in=statement_ids).order_by("position", "pk"):
            found.setdefault((part.statement_id, part.service_id), []).append(part)
    return found


def _share(line: StatementLine) -> CommonMeterShare | None:
    values: dict[str, Any] = {name: getattr(line, f"share_{name}") for name in SHARE_FIELDS}
    if values["id"] is None:
        return None
    return CommonMeterShare(statement_id=line.statement_id, service_id=line.service_id, **values)
