"""A meter comes to a flat, and its verification is written down. Replacing and removing stand in `replacing`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import transaction

from kvita.accounts.models import BillingAccount
from kvita.calc.period import Month
from kvita.core.audit import Actor, record_audit
from kvita.core.errors import DomainError
from kvita.core.locks import lock_rows
from kvita.metering.enums import ReadingKind, ReadingSource, RegisterZone, scope_of_premise
from kvita.metering.models import Meter, Reading, Register
from kvita.tariffs.models import Service

MOST_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class NewScale:
    """A scale of a meter that is installed: what it measures, and its first value."""

    service_id: int
    opening: Decimal
    zone: RegisterZone = RegisterZone.SINGLE
    digits: int = 5
    decimals: int = 3


@transaction.atomic
def install_meter(
    *,
    account: BillingAccount,
    serial_number: str,
    scales: Sequence[NewScale],
    installed_on: dt.date,
    place: str = "",
    seal_number: str = "",
    verification_due_on: dt.date | None = None,
    actor: Actor,
    now: dt.datetime,
) -> Meter:
    """Put a meter with its first values on an account. A second call with the same numbers returns the meter as it is.

    Raises `DomainError`: "serial_missing", "scale_missing", "service_unknown", "digits_wrong", "serial_taken".
    """
    serial = " ".join(serial_number.split())[:40]
    _check(account, serial, scales)
    lock_rows(BillingAccount.objects.all(), [account.pk])
    standing = Meter.objects.filter(account=account, serial_number=serial, removed_on=None).first()
    if standing is not None:
        same = {(row.service_id, row.zone) for row in standing.registers.all()}
        if same == {(one.service_id, one.zone.value) for one in scales} and standing.installed_on == installed_on:
            return standing
        raise DomainError("serial_taken", f"Счётчик № {serial} на этом счёте уже есть.")
    meter = Meter.objects.create(
        organization_id=account.organization_id,
        scope=scope_of_premise(account.premise.kind),
        account=account,
        serial_number=serial,
        place=place.strip()[:60],
        installed_on=installed_on,
        seal_number=seal_number.strip()[:40],
        verification_due_on=verification_due_on,
    )
    for scale in scales:
        _add_scale(meter, scale, installed_on, now)
    record_audit(
        now=now,
        actor=actor,
        action="metering.install_meter",
        target=meter,
        organization_id=account.organization_id,
        changes={"serial_number": [None, serial], "installed_on": [None, installed_on.isoformat()]},
    )
    return meter


@transaction.atomic
def record_verification(
    *, meter_id: int, verified_on: dt.date, due_on: dt.date, actor: Actor, now: dt.datetime
) -> Meter:
    """Write down that a meter was verified and until when. Raises `DomainError`: "meter_unknown", "date_wrong"."""
    meters = lock_rows(Meter.objects.all(), [meter_id])
    if not meters:
        raise DomainError("meter_unknown", "Такого счётчика нет. Откройте страницу счётчиков заново.")
    if due_on <= verified_on:
        raise DomainError("date_wrong", "Следующая поверка должна быть позже этой.")
    (meter,) = meters
    changes = {
        name: [str(getattr(meter, name)) if getattr(meter, name) else None, value.isoformat()]
        for name, value in (("verified_on", verified_on), ("verification_due_on", due_on))
        if getattr(meter, name) != value
    }
    if not changes:
        return meter
    meter.verified_on, meter.verification_due_on = verified_on, due_on
    meter.save(update_fields=["verified_on", "verification_due_on"])
    record_audit(
        now=now,
        actor=actor,
        action="metering.record_verification",
        target=meter,
        organization_id=meter.organization_id,
        changes=changes,
    )
    return meter


def _check(account: BillingAccount, serial: str, scales: Sequence[NewScale]) -> None:
    if not serial:
        raise DomainError("serial_missing", "Впишите заводской номер счётчика.")
    if not scales:
        raise DomainError("scale_missing", "Выберите услугу, которую считает счётчик.")
    wanted = {one.service_id for one in scales}
    if Service.objects.filter(organization=account.organization_id, pk__in=wanted).count() != len(wanted):
        raise DomainError("service_unknown", "Такой услуги у организации нет.")
    for one in scales:
        if not 1 <= one.digits <= MOST_DIGITS or one.opening >= Decimal(10**one.digits):
            raise DomainError("digits_wrong", "Показание не помещается на счётчике: проверьте число цифр до запятой.")


def _add_scale(meter: Meter, scale: NewScale, day: dt.date, now: dt.datetime) -> None:
    register = Register.objects.create(
        meter=meter, service_id=scale.service_id, zone=scale.zone, digits=scale.digits, decimals=scale.decimals
    )
    Reading.objects.create(
        register=register,
        taken_on=day,
        month=Month.of(day).first_day,
        value=scale.opening,
        kind=ReadingKind.OPENING,
        source=ReadingSource.OFFICE,
        received_at=now,
    )
