"""Reads of prices and norms."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F, OuterRef, Q, Subquery

from kvita.tariffs.models import Norm, Rate


def rates_on(service_ids: Iterable[int], day: dt.date) -> dict[int, list[Rate]]:
    """Return the prices of each service that hold on this day, with their acts; one query.

    A service has several where the tariff has zones or steps. Keys are services; those without a price are left out.
    """
    rates = (
        Rate.objects.filter(tariff__service_id__in=list(service_ids), valid_from__lte=day)
        .filter(Q(valid_to=None) | Q(valid_to__gt=day))
        .select_related("tariff")
        .order_by("tariff_id", "valid_from")
    )
    found: dict[int, list[Rate]] = {}
    for rate in rates:
        found.setdefault(rate.tariff.service_id, []).append(rate)
    return found


def norms_on(service_ids: Iterable[int], *, building_id: int, day: dt.date) -> dict[int, Decimal]:
    """Return the norm of one resident by service on this day in a house; one query. Without a norm: left out."""
    norms = (
        Norm.objects.filter(service__in=list(service_ids), valid_from__lte=day)
        .filter(Q(valid_to=None) | Q(valid_to__gt=day))
        .filter(Q(building=None) | Q(building=building_id))
        .order_by(F("building").asc(nulls_first=True))
    )
    return dict(norms.values_list("service_id", "amount"))


def norm_of(*, service: str, building: str, day: dt.date) -> Subquery:
    """Return the norm of one resident on this day for rows that name the service and the house by these lookups.

    The norm of the house goes before the general one; NULL where there is none.
    """
    norms = (
        Norm.objects.filter(service=OuterRef(service), valid_from__lte=day)
        .filter(Q(valid_to=None) | Q(valid_to__gt=day))
        .filter(Q(building=None) | Q(building=OuterRef(building)))
        .order_by(F("building").desc(nulls_last=True), "-valid_from")
    )
    return Subquery(norms.values("amount")[:1])
