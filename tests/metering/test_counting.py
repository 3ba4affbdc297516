"""What a bill has used can no longer change; what came too late goes into the next one."""

import datetime as dt

import pytest

from kvita.billing.enums import PeriodState
from kvita.billing.services import publish_period, withdraw_period
from kvita.core.audit import SYSTEM
from kvita.metering.enums import ReadingSource, ReadingState
from kvita.metering.services import Fate, count_chosen_readings, count_readings, submit_readings, uncount_readings
from tests.factories import (
    AUGUST,
    NOW,
    TODAY,
    make_account,
    make_organization,
    make_period,
    make_reading,
    make_register,
    make_statement,
)

pytestmark = pytest.mark.django_db

SEPTEMBER = dt.date(2017, 9, 1)
TOMORROW = TODAY + dt.timedelta(days=1)


def test_accepted_readings_of_the_month_and_late_ones_are_counted_once() -> None:
    account = make_account(make_organization(settings__doubt_holds_month=False))
    registers = [make_register(account) for _ in range(4)]
    this, doubted, refused, late = registers
    make_reading(this, "10")
    make_reading(doubted, "10", state=ReadingState.IN_DOUBT)
    make_reading(refused, "10", state=ReadingState.REFUSED)
    make_reading(late, "10", dt.date(2017, 8, 30))
    make_reading(late, "11", dt.date(2017, 10, 11))
    other = make_reading(make_register(make_account(make_organization("other"))), "10")

    assert count_readings(organization_id=account.organization_id, month=SEPTEMBER, now=NOW) == 2
    assert count_readings(organization_id=account.organization_id, month=SEPTEMBER, now=NOW) == 0

    counted = {row.register_id for one in registers for row in one.readings.filter(counted_in=SEPTEMBER)}
    assert counted == {this.pk, late.pk}
    other.refresh_from_db()
    assert other.state == ReadingState.ACCEPTED
    assert uncount_readings(organization_id=account.organization_id, month=SEPTEMBER) == 2
    assert this.readings.get().state == ReadingState.ACCEPTED


def test_publishing_a_month_counts_and_withdrawing_it_frees() -> None:
    account = make_account(make_organization())
    reading = make_reading(make_register(account), "10", dt.date(2017, 8, 20))
    make_statement(account, state=PeriodState.OPEN)
    period = make_period(account.organization, AUGUST)
    publish_period(period_id=period.pk, actor=SYSTEM, now=NOW)
    reading.refresh_from_db()
    assert (reading.state, reading.counted_in, reading.counted_at) == (ReadingState.COUNTED, AUGUST, NOW)
    withdraw_period(period_id=period.pk, actor=SYSTEM, now=NOW, reason="Ошибка в тарифе")
    reading.refresh_from_db()
    assert (reading.state, reading.counted_in) == (ReadingState.ACCEPTED, None)


def test_a_program_names_the_readings_it_has_used() -> None:
    account = make_account(make_organization())
    reading = make_reading(make_register(account), "10")
    assert count_chosen_readings(reading_ids=[reading.pk], month=SEPTEMBER, now=NOW) == 1
    (outcome,) = submit_readings(
        account=account, values={reading.register_id: "12"}, user=None, now=NOW, today=TOMORROW
    )
    assert outcome.fate is Fate.REFUSED
    assert "уже рассчитано" in outcome.message


@pytest.mark.parametrize("source", ReadingSource)
def test_a_lower_source_never_overwrites_a_higher_one(source: ReadingSource) -> None:
    rank = {"CABINET": 1, "PHONE": 1, "API": 1, "FILE": 2, "OFFICE": 2, "CONTROLLER": 3}
    for stands in ReadingSource:
        account = make_account(make_organization(f"{source}-{stands}"))
        reading = make_reading(make_register(account), "10", source=stands)
        (outcome,) = submit_readings(
            account=account, values={reading.register_id: "12"}, user=None, source=source, now=NOW, today=TODAY
        )
        assert (outcome.fate is Fate.ACCEPTED) == (rank[source] >= rank[stands]), f"{source} over {stands}"
