"""What the forms about meters say, as the services take it. Each wrong field is a `DomainError` with its sentence."""

import datetime as dt
from decimal import Decimal

from django.http import QueryDict

from kvita.core.errors import DomainError
from kvita.metering.enums import RegisterZone
from kvita.metering.models import Meter
from kvita.metering.policies.values import ValueProblem, read_value
from kvita.metering.services import NewMeter, NewScale
from kvita.web.office.parsing import day_of, number_of


def needed_day(form: QueryDict, name: str, otherwise: str) -> dt.date:
    """Return a day that must be there. Raises `DomainError`: "day_wrong", "day_missing"."""
    day = day_of(form.get(name, "")[:20])
    if day is None:
        raise DomainError("day_missing", otherwise)
    return day


def new_scales(form: QueryDict) -> list[NewScale]:
    """Return the scales of a new meter: one service, or day and night of two services."""
    digits = number_of(form.get("digits")) or 5
    scales = []
    night = number_of(form.get("night_service"))
    if (service := number_of(form.get("service"))) is not None:
        zone = RegisterZone.DAY if night is not None else RegisterZone.SINGLE
        scales.append(NewScale(service, _value(form.get("opening", "")) or Decimal(0), zone, digits))
    if night is not None:
        scales.append(NewScale(night, _value(form.get("night_opening", "")) or Decimal(0), RegisterZone.NIGHT, digits))
    return scales


def closing_values(form: QueryDict, meter: Meter) -> dict[int, Decimal]:
    """Return the last values of the scales of a meter, those that were typed."""
    found = {row.pk: _value(form.get(f"closing_{row.pk}", "")) for row in meter.registers.all()}
    return {key: value for key, value in found.items() if value is not None}


def new_meter(form: QueryDict, old: Meter) -> NewMeter:
    """Return what stands on the device that comes in place of another."""
    opening = {row.pk: _value(form.get(f"opening_{row.pk}", "")) or Decimal(0) for row in old.registers.all()}
    return NewMeter(
        serial_number=form.get("serial", "")[:40],
        opening=opening,
        seal_number=form.get("seal", "").strip()[:40],
        verification_due_on=day_of(form.get("due_on", "")[:20]),
    )


def _value(text: str) -> Decimal | None:
    value = read_value(text[:40])
    if isinstance(value, ValueProblem):
        raise DomainError("value_wrong", value.value)
    return value
