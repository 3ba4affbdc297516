"""Meters of rooms: in a flat shared by several accounts each sees its own, and the house counts all of them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError

from kvita.accounts.models import BillingAccount
from kvita.calc.period import Month
from kvita.core.audit import SYSTEM
from kvita.core.errors import DomainError
from kvita.housing.enums import PremiseKind
from kvita.metering.enums import MeterScope
from kvita.metering.models import Meter, Register
from kvita.metering.selectors import account_registers, house_readings, register_history
from kvita.metering.services import NewMeter, NewScale, install_meter, replace_meter, submit_readings
from kvita.tariffs.models import Service
from tests.actors import Cast, client_of, make_cast
from tests.factories import NOW, TODAY, make_account, make_link, make_premise, make_reading, make_register, make_service

pytestmark = pytest.mark.django_db
JULY, AUGUST = dt.date(2017, 7, 31), dt.date(2017, 8, 31)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def water(cast: Cast) -> Service:
    return make_service(cast.organization, "Холодная вода", unit="куб.м")


@pytest.fixture
def rooms(cast: Cast) -> list[BillingAccount]:
    """Two rooms of one flat, in the house of Anna's flat: Anna has the first, Boris the second."""
    house = cast.account.premise.building
    made = [
        make_account(cast.organization, f"88000{n}", premise=make_premise(house, f"17/{n}", kind=PremiseKind.ROOM))
        for n in (1, 2)
    ]
    for user, account in zip((cast.anna, cast.boris), made, strict=True):
        make_link(user, account)
    return made


def install(account: BillingAccount, service: Service, serial: str) -> Meter:
    return install_meter(
        account=account, serial_number=serial, scales=[NewScale(service.pk, Decimal(10))], installed_on=JULY,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip


def test_a_meter_on_the_account_of_a_room_is_a_room_meter_and_its_successor_too(
    cast: Cast, rooms: list[BillingAccount], water: Service
) -> None:
    assert install(cast.account, water, "1").scope == MeterScope.UNIT
    meter = install(rooms[0], water, "2")
    assert meter.scope == MeterScope.ROOM
    successor = replace_meter(
        meter_id=meter.pk, closing={meter.registers.get().pk: Decimal(12)}, new=NewMeter("3", {}), replaced_on=AUGUST,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    assert (successor.scope, successor.account) == (MeterScope.ROOM, rooms[0])


@pytest.mark.parametrize("scope", [MeterScope.ROOM, MeterScope.UNIT])
def test_a_meter_of_a_room_or_a_flat_has_an_account(cast: Cast, scope: MeterScope) -> None:
    with pytest.raises(IntegrityError):
        Meter.objects.create(
            organization=cast.organization, scope=scope, building=cast.account.premise.building, serial_number="1"
        )


def test_each_room_sees_and_reads_its_own_meter_only(cast: Cast, rooms: list[BillingAccount], water: Service) -> None:
    own, other = (install(account, water, f"room-{account.number}").registers.get() for account in rooms)
    seen = account_registers(rooms[0], month=Month.of(TODAY))
    assert [row.register for row in seen] == [own]
    assert register_history(rooms[0], other.pk, today=TODAY) is None
    with pytest.raises(DomainError) as refused:
        submit_readings(account=rooms[0], values={other.pk: "11"}, user=cast.anna, now=NOW, today=TODAY)
    assert refused.value.code == "register_unknown"


def test_the_pages_of_a_room_show_its_meter_to_those_who_have_the_room(
    cast: Cast, rooms: list[BillingAccount], water: Service
) -> None:
    for account in rooms:
        install(account, water, f"room-{account.number}")
    anna = client_of(cast.anna, cast.portal)
    page = anna.get(f"/a/{rooms[0].pk}/meters/").content.decode()
    assert "room-880001" in page
    assert "room-880002" not in page
    assert anna.get(f"/a/{rooms[1].pk}/meters/").status_code == 404


def test_what_is_left_of_the_house_counts_rooms_beside_flats(
    cast: Cast, rooms: list[BillingAccount], water: Service
) -> None:
    meter = Meter.objects.create(
        organization=cast.organization, scope=MeterScope.BUILDING, building=cast.account.premise.building,
        serial_number="0199801",
    )  # fmt: skip
    house = Register.objects.create(meter=meter, service=water)
    for day, value in ((JULY, "1000"), (AUGUST, "1100")):
        make_reading(house, value, day)
    for account, used in ((cast.account, 4), (rooms[0], 3), (rooms[1], 2)):
        scope = MeterScope.UNIT if account is cast.account else MeterScope.ROOM
        make_reading(make_register(account, water, scope=scope), "50", dt.date(2017, 8, 20), consumption=Decimal(used))
    newest = house_readings(cast.account.premise.building_id)[0]
    assert (newest.consumption, newest.flats) == (Decimal(100), Decimal(9))
