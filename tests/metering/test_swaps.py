"""Values that fit each other's scale: neither is kept until the sender has answered, whoever sends them."""

import datetime as dt
from typing import Any

import pytest

from kvita.accounts.models import BillingAccount
from kvita.housing.enums import CheckLevel, DoubtfulReadings
from kvita.metering.enums import ReadingSource, RegisterZone
from kvita.metering.models import Reading, Register
from kvita.metering.services import Fate, ReadingOutcome, submit_many, submit_readings
from kvita.tariffs.enums import ServiceKind
from tests.factories import NOW, TODAY, make_account, make_organization, make_reading, make_register, make_service

pytestmark = pytest.mark.django_db

AUGUST_25 = dt.date(2017, 8, 25)


def scale(account: BillingAccount, kind: ServiceKind, was: str, **fields: Any) -> Register:
    service = make_service(account.organization, kind.label, kind=kind, unit="куб.м" if "WATER" in kind else "кВт*час")
    register: Register = make_register(account, service, **fields)
    make_reading(register, was, AUGUST_25)
    return register


@pytest.fixture
def account() -> BillingAccount:
    return make_account(make_organization())


@pytest.fixture
def day(account: BillingAccount) -> Register:
    return scale(account, ServiceKind.ELECTRICITY, "6858", zone=RegisterZone.DAY, serial_number="0245")


@pytest.fixture
def night(account: BillingAccount, day: Register) -> Register:
    return scale(account, ServiceKind.ELECTRICITY_NIGHT, "1915", zone=RegisterZone.NIGHT, meter=day.meter)


def send(account: BillingAccount, values: dict[Register, str], **options: Any) -> list[ReadingOutcome]:
    given = {register.pk: value for register, value in values.items()}
    return submit_readings(account=account, values=given, **({"user": None, "now": NOW, "today": TODAY} | options))


def stored() -> list[str]:
    return [f"{one.value:.0f}" for one in Reading.objects.filter(month=dt.date(2017, 9, 1)).order_by("pk")]


@pytest.mark.parametrize("source", [ReadingSource.CABINET, ReadingSource.PHONE, ReadingSource.API])
def test_both_halves_are_kept_out(account: BillingAccount, day: Register, night: Register, source: str) -> None:
    lower, higher = send(account, {day: "1990", night: "7100"}, source=source)
    assert (lower.fate, higher.fate) == (Fate.DOUBTED, Fate.DOUBTED)
    assert (lower.swapped_with, higher.swapped_with) == (night.pk, day.pk)
    assert (lower.message, higher.message) == ("Похоже, это ночное показание.", "Похоже, это дневное показание.")
    assert (lower.asks_confirmation, higher.asks_confirmation) == (False, True)  # 1990 after 6858 stays refused
    assert stored() == []


def test_the_rest_of_the_call_is_stored(account: BillingAccount, day: Register, night: Register) -> None:
    cold = scale(account, ServiceKind.COLD_WATER, "54")
    *_, good = send(account, {day: "1990", night: "7100", cold: "56"})
    assert good.fate is Fate.ACCEPTED
    assert stored() == ["56"]


def test_exchanged_they_are_stored(account: BillingAccount, day: Register, night: Register) -> None:
    send(account, {day: "1990", night: "7100"})
    assert {one.fate for one in send(account, {day: "7100", night: "1990"})} == {Fate.ACCEPTED}
    assert stored() == ["7100", "1990"]


@pytest.mark.parametrize(
    ("doubtful", "state"), [(DoubtfulReadings.ACCEPT, "ACCEPTED"), (DoubtfulReadings.REVIEW, "IN_DOUBT")]
)
def test_confirmed_each_is_judged_by_itself(
    account: BillingAccount, day: Register, night: Register, doubtful: str, state: str
) -> None:
    account.organization.settings.doubtful_readings = doubtful
    lower, higher = send(account, {day: "1990", night: "7100"}, confirmed=[night.pk])
    assert (lower.fate, higher.fate) == (Fate.REFUSED, Fate.ACCEPTED)
    assert "меньше прошлого показания" in lower.message
    reading = night.readings.get(value=7100)
    assert reading.state == state
    assert reading.checks[-1] == {
        "check": "swap", "level": "WARN", "result": "confirmed", "message": "Похоже, это дневное показание.",
    }  # fmt: skip


@pytest.mark.parametrize("hot", [ServiceKind.HOT_WATER, ServiceKind.WATER_HEATING])
def test_cold_and_hot_of_one_place_are_a_pair(account: BillingAccount, hot: ServiceKind) -> None:
    cold = scale(account, ServiceKind.COLD_WATER, "396", place="кухня", serial_number="11")
    warm = scale(account, hot, "302", place="кухня", serial_number="12")
    elsewhere = scale(account, hot, "300", place="ванная")
    outcomes = send(account, {cold: "303", warm: "398", elsewhere: "302"})
    assert [one.fate for one in outcomes] == [Fate.DOUBTED, Fate.DOUBTED, Fate.ACCEPTED]
    assert outcomes[1].message == f"Похоже, это показание другого счётчика: {cold.title}, №\u00a011."
    assert stored() == ["302"]


def test_where_a_fall_is_no_problem_the_pair_still_waits(
    account: BillingAccount, day: Register, night: Register
) -> None:
    account.organization.settings.check_decrease = CheckLevel.OFF
    outcomes = send(account, {day: "1990", night: "7100"})
    assert [(one.fate, one.asks_confirmation) for one in outcomes] == [(Fate.DOUBTED, True)] * 2
    assert stored() == []


def test_a_value_that_stands_already_makes_its_partner_wait(
    account: BillingAccount, day: Register, night: Register
) -> None:
    send(account, {night: "7100"})
    lower, higher = send(account, {day: "1990", night: "7100"})
    assert (lower.fate, higher.fate) == (Fate.DOUBTED, Fate.UNCHANGED)
    assert stored() == ["7100"]


def test_accounts_of_one_call_are_no_pairs(account: BillingAccount) -> None:
    cold = scale(account, ServiceKind.COLD_WATER, "396")
    hot = scale(make_account(account.organization), ServiceKind.HOT_WATER, "302")
    outcomes = submit_many(
        organization=account.organization, values={cold.pk: "303", hot.pk: "398"}, user=None,
        source=ReadingSource.OFFICE, now=NOW, today=TODAY,
    )  # fmt: skip
    assert [one.swapped_with for one in outcomes] == [None, None]


def test_what_is_refused_for_its_day_is_no_half_of_a_pair(
    account: BillingAccount, day: Register, night: Register
) -> None:
    make_reading(day, "6900", TODAY + dt.timedelta(days=1))
    lower, higher = send(account, {day: "1990", night: "7100"})
    assert "Уже есть показание на" in lower.message
    assert (lower.fate, higher.fate) == (Fate.REFUSED, Fate.ACCEPTED)
