"""Meters and their registers: found by account and serial number, created, filled in."""

from collections.abc import Sequence
from typing import Any

from kvita.accounts.models import BillingAccount
from kvita.exchange.kinds.context import ImportContext
from kvita.exchange.kinds.meters.parsing import MeterRow
from kvita.metering.enums import RegisterZone, scope_of_premise
from kvita.metering.models import Meter, Register
from kvita.tariffs.enums import ServiceKind

MeterKey = tuple[int, str]
RegisterKey = tuple[int, int]


class Devices:
    """The meters and registers that a batch of rows names; creates those not stored yet."""

    def __init__(self, context: ImportContext, rows: Sequence[MeterRow]) -> None:
        self._context = context
        self._fates: dict[RegisterKey, str] = {}
        self._meters = self._stored_meters(rows)
        self._create_meters(rows)
        self._registers = {
            (register.meter_id, register.service_id): register
            for register in Register.objects.filter(meter__in=self._meters.values())
        }
        self._create_registers(rows)
        self._update_meters(rows)

    def register_of(self, row: MeterRow) -> Register:
        """Return the register of the row."""
        return self._registers[self._register_key(row)]

    def fate_of(self, row: MeterRow) -> str:
        """Return "new", "changed" or "unchanged" for the meter with its register."""
        return self._fates.get(self._register_key(row), "unchanged")

    def _register_key(self, row: MeterRow) -> RegisterKey:
        return self._meters[row.meter_key].pk, row.service.pk

    def _stored_meters(self, rows: Sequence[MeterRow]) -> dict[MeterKey, Meter]:
        stored = Meter.objects.filter(
            organization=self._context.organization,
            account__in={row.account_id for row in rows},
            serial_number__in={row.serial for row in rows},
        )
        # A meter removed and put back under its number: the one in use counts.
        ordered = sorted(stored, key=lambda meter: (meter.removed_on is None, meter.pk))
        return {(meter.account_id or 0, meter.serial_number): meter for meter in ordered}

    def _create_meters(self, rows: Sequence[MeterRow]) -> None:
        unknown = [row for row in rows if row.meter_key not in self._meters]
        accounts = BillingAccount.objects.filter(pk__in={row.account_id for row in unknown})
        kinds = dict(accounts.values_list("pk", "premise__kind")) if unknown else {}
        new: dict[MeterKey, Meter] = {}
        for row in unknown:
            if row.meter_key not in new:
                scope = scope_of_premise(kinds[row.account_id])
                new[row.meter_key] = Meter(
                    organization=self._context.organization, scope=scope, account_id=row.account_id,
                    serial_number=row.serial, **{"place": "", **_known(row)},
                )  # fmt: skip
        stored = Meter.objects.bulk_create(new.values(), batch_size=1_000)
        self._context.journal.created(Meter, [meter.pk for meter in stored])
        self._context.report.created.update({"счётчиков": len(stored)} if stored else {})
        self._meters |= dict(zip(new, stored, strict=True))

    def _create_registers(self, rows: Sequence[MeterRow]) -> None:
        two_tariff = {row.meter_key for row in rows if row.service.kind == ServiceKind.ELECTRICITY_NIGHT}
        new: dict[RegisterKey, Register] = {}
        for row in rows:
            key = self._register_key(row)
            if key not in self._registers and key not in new:
                zone = _zone(row, is_two_tariff=row.meter_key in two_tariff)
                new[key] = Register(meter_id=key[0], service=row.service, zone=zone)
        stored = Register.objects.bulk_create(new.values(), batch_size=1_000)
        self._context.journal.created(Register, [register.pk for register in stored])
        self._registers |= dict(zip(new, stored, strict=True))
        self._fates |= dict.fromkeys(new, "new")

    def _update_meters(self, rows: Sequence[MeterRow]) -> None:
        changed: dict[int, Meter] = {}
        said: dict[tuple[int, str], Any] = {}
        for row in rows:
            meter, known = self._meters[row.meter_key], _known(row)
            if any(said.get((meter.pk, name), value) != value for name, value in known.items()):
                row.row.refuse("serial", "Об этом счётчике выше сказано другое.", "Исправьте одну из строк.")
                continue
            said |= {(meter.pk, name): value for name, value in known.items()}
            difference = {name: value for name, value in known.items() if getattr(meter, name) != value}
            for name, value in difference.items():
                setattr(meter, name, value)
            if difference:
                changed[meter.pk] = meter
                self._fates.setdefault(self._register_key(row), "changed")
        self._context.journal.keep(Meter, changed)
        Meter.objects.bulk_update(changed.values(), ["place", "verified_on", "verification_due_on"], batch_size=500)


def _known(row: MeterRow) -> dict[str, Any]:
    values = {"place": row.place, "verified_on": row.verified_on, "verification_due_on": row.verification_due_on}
    return {name: value for name, value in values.items() if value}


def _zone(row: MeterRow, *, is_two_tariff: bool) -> RegisterZone:
    """Return the zone of a new register: a night service has the night scale, and its neighbour the day scale."""
    if row.service.kind == ServiceKind.ELECTRICITY_NIGHT:
        return RegisterZone.NIGHT
    return RegisterZone.DAY if is_two_tariff else RegisterZone.SINGLE
