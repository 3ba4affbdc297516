"""A meter is replaced: nothing is lost in between, and both keep one history."""

import datetime as dt
from decimal import Decimal

import pytest

from kvita.core.audit import SYSTEM
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from kvita.metering.enums import ReadingKind, RegisterZone
from kvita.metering.models import Meter, Register
from kvita.metering.selectors import account_registers, registers_by_window
from kvita.metering.services import Fate, NewMeter, remove_meter, replace_meter, submit_readings
from tests.factories import NOW, TODAY, make_account, make_organization, make_reading, make_register, make_service

pytestmark = pytest.mark.django_db

THE_FIFTH = dt.date(2017, 9, 5)


@pytest.fixture
def register() -> Register:
    register = make_register(make_account(make_organization()), place="кухня")
    for month, value in enumerate(("45", "48", "51", "54"), start=5):
        make_reading(register, value, dt.date(2017, month, 20))
    return register


def replace(register: Register, closing: str, serial: str = "77700", day: dt.date = THE_FIFTH) -> Meter:
    return replace_meter(
        meter_id=register.meter_id,
        closing={register.pk: Decimal(closing)},
        new=NewMeter(serial, {register.pk: Decimal("0.5")}, verification_due_on=dt.date(2023, 9, 5)),
        replaced_on=day,
        actor=SYSTEM,
        now=NOW,
    )


def test_old_and_new_meter_keep_one_history(register: Register) -> None:
    account = register.meter.account
    assert account is not None
    new = replace(register, "55").registers.get()

    assert (new.first_id, new.meter.place, new.meter.installed_on) == (register.pk, "кухня", THE_FIFTH)
    ((row, _),) = registers_by_window(account, today=TODAY)
    assert (row.register.pk, row.history) == (new.pk, (Decimal(3),) * 3)
    assert row.previous is not None
    assert (row.previous.kind, row.previous.value) == (ReadingKind.OPENING, Decimal("0.5"))
    (outcome,) = submit_readings(account=account, values={new.pk: "2,5"}, user=None, now=NOW, today=TODAY)
    assert (outcome.fate, outcome.consumption) == (Fate.ACCEPTED, Decimal(2))

    used = {row.register.pk: row.consumption for row in account_registers(account, month=row.month)}
    assert used == {register.pk: 1, new.pk: 2}
    assert AuditEntry.objects.get().action == "metering.replace_meter"


def test_a_second_press_puts_no_second_meter_on_the_wall(register: Register) -> None:
    assert replace(register, "55") == replace(register, "55")
    assert Meter.objects.count() == 2


def test_all_scales_go_over(register: Register) -> None:
    account = register.meter.account
    assert account is not None
    service = make_service(account.organization, "Электроснабжение")
    day = make_register(account, service, zone=RegisterZone.DAY)
    night = make_register(account, service, meter=day.meter, zone=RegisterZone.NIGHT)
    new = replace_meter(
        meter_id=day.meter_id,
        closing={day.pk: Decimal(10), night.pk: Decimal(20)},
        new=NewMeter("02455782", {}),
        replaced_on=THE_FIFTH,
        actor=SYSTEM,
        now=NOW,
    )
    assert [(row.zone, row.first_id) for row in new.registers.order_by("pk")] == [("DAY", day.pk), ("NIGHT", night.pk)]


@pytest.mark.parametrize(
    ("closing", "serial", "day", "code"),
    [
        ("50", "77700", THE_FIFTH, "closing_wrong"),
        ("55", "  ", THE_FIFTH, "serial_missing"),
        ("55", "77700", dt.date(2017, 8, 20), "date_wrong"),
    ],
)
def test_what_cannot_be_is_refused(register: Register, closing: str, serial: str, day: dt.date, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        replace(register, closing, serial, day)
    assert caught.value.code == code
    assert Meter.objects.get().removed_on is None
    assert register.readings.count() == 4


def test_a_meter_is_removed_with_its_last_value(register: Register) -> None:
    closing = {register.pk: Decimal(56)}
    remove_meter(meter_id=register.meter_id, closing=closing, removed_on=THE_FIFTH, actor=SYSTEM, now=NOW)
    assert register.readings.get(kind=ReadingKind.CLOSING).consumption == 2
    with pytest.raises(DomainError, match="уже снят"):
        remove_meter(meter_id=register.meter_id, closing=closing, removed_on=THE_FIFTH, actor=SYSTEM, now=NOW)
