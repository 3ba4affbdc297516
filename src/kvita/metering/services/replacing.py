"""A meter is taken off the wall, and another one is put there: both keep one history."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from kvita.calc.consumption import Consumption, RegisterSpan, consumption_of
from kvita.calc.period import Month
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.core.wording import say_day, say_number
from kvita.metering.enums import LIVE_STATES, ReadingKind, ReadingSource, ReadingState
from kvita.metering.models import Meter, Reading, Register


@dataclass(frozen=True, slots=True)
class NewMeter:
    """What stands on the new device. `opening` are the first values by the id of the old scale; 0 where not named."""

    serial_number: str
    opening: Mapping[int, Decimal]
    digits: int | None = None
    decimals: int | None = None
    seal_number: str = ""
    verified_on: dt.date | None = None
    verification_due_on: dt.date | None = None
    verification_interval_months: int | None = None


@transaction.atomic
def replace_meter(
    *,
    meter_id: int,
    closing: Mapping[int, Decimal],
    new: NewMeter,
    replaced_on: dt.date,
    actor: Actor,
    now: dt.datetime,
) -> Meter:
    """Close a meter with its last values (by scale), open the new one in its place; return the new one.

    What the old meter counted since its last reading is kept with its closing reading, so that nothing is lost. A
    second call with the same serial number returns the new meter as it is. Raises `DomainError`: "meter_unknown",
    "meter_removed", "serial_missing", "closing_missing", "closing_wrong", "date_wrong".
    """
    meter, scales = _locked(meter_id)
    known = Meter.objects.filter(replaces=meter).first()
    if known is not None and known.serial_number == new.serial_number.strip():
        return known
    _remove(meter, scales, closing, replaced_on, now)
    successor = _install(meter, scales, new, replaced_on, now)
    record_audit(
        now=now,
        actor=actor,
        action="metering.replace_meter",
        target=successor,
        organization_id=meter.organization_id,
        changes={"serial_number": [meter.serial_number, successor.serial_number]},
    )
    return successor


@transaction.atomic
def remove_meter(
    *, meter_id: int, closing: Mapping[int, Decimal], removed_on: dt.date, actor: Actor, now: dt.datetime
) -> Meter:
    """Close a meter with its last values without a new one. Raises `DomainError` as `replace_meter`."""
    meter, scales = _locked(meter_id)
    _remove(meter, scales, closing, removed_on, now)
    record_audit(
        now=now,
        actor=actor,
        action="metering.remove_meter",
        target=meter,
        organization_id=meter.organization_id,
        changes={"removed_on": [None, removed_on.isoformat()]},
    )
    return meter


def _locked(meter_id: int) -> tuple[Meter, list["_Scale"]]:
    meters = lock_rows(Meter.objects.all(), [meter_id])
    if not meters:
        raise DomainError("meter_unknown", "Такого счётчика нет. Откройте страницу счётчиков заново.")
    ids = list(Register.objects.filter(meter=meter_id).values_list("pk", flat=True))
    registers = lock_rows(Register.objects.all(), ids)
    live = Reading.objects.filter(register__in=ids, state__in=LIVE_STATES).exclude(kind=ReadingKind.ESTIMATED)
    newest = {reading.register_id: reading for reading in live.order_by("taken_on")}
    return meters[0], [_Scale(row, newest.get(row.pk)) for row in registers]


@dataclass(frozen=True, slots=True)
class _Scale:
    register: Register
    last: Reading | None


def _remove(
    meter: Meter, scales: Sequence[_Scale], closing: Mapping[int, Decimal], day: dt.date, now: dt.datetime
) -> None:
    if meter.removed_on is not None:
        raise DomainError("meter_removed", f"Счётчик № {meter} уже снят {say_day(meter.removed_on)}.")
    Reading.objects.bulk_create(_closing_of(one, closing.get(one.register.pk), day, now) for one in scales)
    meter.removed_on = day
    meter.save(update_fields=["removed_on"])


def _closing_of(scale: _Scale, value: Decimal | None, day: dt.date, now: dt.datetime) -> Reading:
    row, last = scale.register, scale.last
    if value is None:
        raise DomainError("closing_missing", "Впишите последнее показание снятого счётчика.", register=row.pk)
    if last is not None and last.taken_on >= day:
        raise DomainError(
            "date_wrong", f"Показание снято {say_day(last.taken_on)}. Замена не может быть раньше или в тот же день."
        )
    used = None if last is None else consumption_of(RegisterSpan(last.value, value, row.digits))
    if used is not None and not isinstance(used, Consumption):
        before = say_number(used.span.previous)
        told = f"Последнее показание {say_number(value)} не подходит: раньше было {before}. Проверьте цифры."
        raise DomainError("closing_wrong", told, register=row.pk)
    reading = _first_or_last(row, value, day, now, kind=ReadingKind.CLOSING)
    reading.consumption = used.volume if used is not None else None
    return reading


def _install(meter: Meter, scales: Sequence[_Scale], new: NewMeter, day: dt.date, now: dt.datetime) -> Meter:
    serial = new.serial_number.strip()
    if not serial:
        raise DomainError("serial_missing", "Впишите заводской номер нового счётчика.")
    successor = Meter.objects.create(
        organization_id=meter.organization_id,
        scope=meter.scope,
        account_id=meter.account_id,
        building_id=meter.building_id,
        serial_number=serial,
        place=meter.place,
        installed_on=day,
        replaces=meter,
        seal_number=new.seal_number,
        verified_on=new.verified_on,
        verification_due_on=new.verification_due_on,
        verification_interval_months=new.verification_interval_months,
    )
    for old in (scale.register for scale in scales):
        row = Register.objects.create(
            meter=successor,
            service_id=old.service_id,
            name=old.name,
            zone=old.zone,
            digits=new.digits or old.digits,
            decimals=old.decimals if new.decimals is None else new.decimals,
            first_id=old.history_id,
        )
        _first_or_last(row, new.opening.get(old.pk, Decimal(0)), day, now, kind=ReadingKind.OPENING).save()
    return successor


def _first_or_last(row: Register, value: Decimal, day: dt.date, now: dt.datetime, *, kind: ReadingKind) -> Reading:
    return Reading(
        register=row,
        taken_on=day,
        month=Month.of(day).first_day,
        value=value,
        kind=kind,
        source=ReadingSource.OFFICE,
        state=ReadingState.ACCEPTED,
        received_at=now,
    )
