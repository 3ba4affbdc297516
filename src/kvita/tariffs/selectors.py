"""Reads of prices."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from kvita.tariffs.models import Rate


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
