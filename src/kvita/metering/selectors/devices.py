"""Meters as the office sees them: those of an account, in use and removed, each with its scales."""

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet

from kvita.accounts.models import BillingAccount
from kvita.metering.enums import LIVE_STATES, ReadingKind
from kvita.metering.models import Meter, Reading, Register
from kvita.tariffs.enums import ServiceKind
from kvita.tariffs.models import Service

_METERED = (
    *(ServiceKind.COLD_WATER, ServiceKind.HOT_WATER, ServiceKind.WATER_HEATING, ServiceKind.ELECTRICITY),
    *(ServiceKind.ELECTRICITY_NIGHT, ServiceKind.GAS, ServiceKind.HEATING),
)
_MOST_READINGS = 24


def meters_of(account: BillingAccount) -> list[Meter]:
    """Return the meters of an account, those in use first; two queries."""
    meters = _with_scales(Meter.objects.filter(account=account)).order_by("serial_number", "pk")
    return sorted(meters, key=lambda meter: meter.removed_on is not None)


def find_meter(meter_id: int, *, organization_ids: Sequence[int]) -> Meter | None:
    """Return a flat's meter of these organisations with its account and scales, or None."""
    meters = _with_scales(Meter.objects.filter(organization__in=list(organization_ids), account__isnull=False))
    return meters.select_related("account__premise__building", "organization", "replaces").filter(pk=meter_id).first()


def readings_of(meter: Meter) -> list[Reading]:
    """Return the newest readings of a meter, whatever became of them; one query."""
    rows = Reading.objects.filter(register__meter=meter).select_related("register__service", "submitted_by")
    return list(rows.order_by("-taken_on", "-pk")[:_MOST_READINGS])


def last_values(meter: Meter) -> dict[int, Reading]:
    """Return the newest reading that was really taken of each scale; one query."""
    rows = Reading.objects.filter(register__meter=meter, state__in=LIVE_STATES).exclude(kind=ReadingKind.ESTIMATED)
    return {one.register_id: one for one in rows.order_by("taken_on")}


def services_to_meter(organization_id: int) -> list[Service]:
    """Return the services of an organisation that a meter can count; one query."""
    rows = Service.objects.filter(organization=organization_id, is_active=True, kind__in=_METERED)
    return list(rows.order_by("position", "name"))


def _with_scales(meters: QuerySet[Meter]) -> QuerySet[Meter]:
    scales = Register.objects.select_related("service").order_by("service__position", "pk")
    return meters.prefetch_related(Prefetch("registers", scales))
