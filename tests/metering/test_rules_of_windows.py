"""Days of submission of a service and of a house, before those of the organisation."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from kvita.accounts.models import BillingAccount
from kvita.core.errors import DomainError
from kvita.housing.enums import ReadingUndo
from kvita.metering.enums import ReadingSource, ReadingState
from kvita.metering.models import Register, SubmissionRule
from kvita.metering.selectors import registers_by_window, window_progress
from kvita.metering.services import Fate, submit_readings
from tests.factories import (
    NOW,
    make_account,
    make_organization,
    make_reading,
    make_register,
    make_rule,
    make_service,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> BillingAccount:
    """An account whose organisation takes readings from the 10th to the 25th."""
    return make_account(make_organization(settings__reading_undo=ReadingUndo.UNTIL_WINDOW_END))


@pytest.fixture
def water(account: BillingAccount) -> Register:
    return make_register(account, make_service(account.organization, "Холодная вода"))


@pytest.fixture
def power(account: BillingAccount) -> Register:
    return make_register(account, make_service(account.organization, "Электроснабжение"))


def opens(account: BillingAccount, day: int) -> dict[str, str]:
    rows = registers_by_window(account, today=dt.date(2017, 9, day))
    return {row.register.service.name: f"{window.opens_on:%d.%m}–{window.closes_on:%d.%m}" for row, window in rows}


def test_the_most_exact_rule_holds(account: BillingAccount, water: Register, power: Register) -> None:
    organization, house = account.organization, account.premise.building
    assert opens(account, 11) == {"Холодная вода": "10.09–25.09", "Электроснабжение": "10.09–25.09"}
    make_rule(organization, water.service, 1, 5)
    assert opens(account, 1)["Холодная вода"] == "01.09–05.09"
    make_rule(organization, None, 12, 14, building=house)
    assert opens(account, 1) == {"Холодная вода": "12.09–14.09", "Электроснабжение": "12.09–14.09"}
    make_rule(organization, water.service, 25, 3, building=house)
    assert opens(account, 1) == {"Холодная вода": "25.08–03.09", "Электроснабжение": "12.09–14.09"}
    other = make_organization("other")
    make_rule(other, None, 1, 30, building=make_account(other).premise.building)
    assert opens(account, 1)["Электроснабжение"] == "12.09–14.09"


def test_a_reading_counts_for_the_month_of_its_own_window(
    account: BillingAccount, water: Register, power: Register
) -> None:
    make_rule(account.organization, water.service, 25, 5)
    make_rule(account.organization, power.service, 1, 20)
    values = {water.pk: "5", power.pk: "7"}
    submit_readings(account=account, values=values, user=None, now=NOW, today=dt.date(2017, 9, 3))
    assert (water.readings.get().month, power.readings.get().month) == (dt.date(2017, 8, 1), dt.date(2017, 9, 1))


def test_a_closed_register_is_refused_beside_an_open_one(
    account: BillingAccount, water: Register, power: Register
) -> None:
    make_rule(account.organization, power.service, 18, 20)
    values = {water.pk: "5", power.pk: "7"}
    today = dt.date(2017, 9, 11)
    good, late = submit_readings(account=account, values=values, user=None, now=NOW, today=today)
    assert (good.fate, late.fate) == (Fate.ACCEPTED, Fate.REFUSED)
    assert late.message == "По этому счётчику приём закрыт, он откроется 18\u00a0сентября 2017."
    with pytest.raises(DomainError, match="18\u00a0сентября"):
        submit_readings(account=account, values={power.pk: "7"}, user=None, now=NOW, today=today)


def test_staff_may_take_down_what_came_too_late(account: BillingAccount, water: Register) -> None:
    day = dt.date(2017, 9, 27)
    (outcome,) = submit_readings(
        account=account, values={water.pk: "5"}, user=None, source=ReadingSource.PHONE, now=NOW, today=day
    )
    assert outcome.fate is Fate.ACCEPTED
    assert water.readings.get().month == dt.date(2017, 9, 1)


def test_progress_is_of_the_registers_that_are_open(account: BillingAccount, water: Register, power: Register) -> None:
    make_rule(account.organization, power.service, 18, 20)
    make_reading(water, "5")
    progress = window_progress(account, today=dt.date(2017, 9, 11))
    assert (progress.submitted, progress.total, progress.closes_on.day) == (1, 1, 25)
    progress = window_progress(account, today=dt.date(2017, 9, 19))
    assert (progress.submitted, progress.total, progress.closes_on.day) == (1, 2, 20)
    assert (progress.from_day, progress.to_day) == (18, 20)


def test_only_the_newest_reading_of_a_register_can_change(account: BillingAccount, water: Register) -> None:
    make_reading(water, "20", dt.date(2017, 9, 12))
    (outcome,) = submit_readings(
        account=account,
        values={water.pk: "15"},
        user=None,
        source=ReadingSource.OFFICE,
        now=NOW,
        today=dt.date(2017, 9, 13),
        taken_on=dt.date(2017, 8, 15),
    )
    assert outcome.fate is Fate.REFUSED
    assert "Изменить можно только последнее" in outcome.message
    assert water.readings.get(value=20).state == ReadingState.ACCEPTED


def test_a_rule_names_a_service_or_a_house(account: BillingAccount) -> None:
    rule = SubmissionRule(organization=account.organization, from_day=1, to_day=5)
    with pytest.raises(ValidationError, match="Выберите услугу или дом"):
        rule.full_clean()
