"""Two people of one flat send readings at the same moment; a month is counted while they arrive."""

import datetime as dt

import pytest

from kvita.metering.enums import LIVE_STATES, ReadingState
from kvita.metering.models import Reading
from kvita.metering.services import Fate, count_readings, submit_readings
from tests.concurrency.at_once import all_at_once
from tests.factories import NOW, TODAY, make_account, make_organization, make_register

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_one_live_reading_stays_and_nothing_is_lost() -> None:
    account = make_account(make_organization())
    registers = [make_register(account) for _ in range(6)]

    def send(number: int) -> list[Fate]:
        ordered = registers if number % 2 else registers[::-1]
        values = {register.pk: str(100 + number) for register in ordered}
        outcomes = submit_readings(account=account, values=values, user=None, now=NOW, today=TODAY)
        return [outcome.fate for outcome in outcomes]

    fates = all_at_once(8, send)
    assert {fate for row in fates for fate in row} == {Fate.ACCEPTED}
    for register in registers:
        rows = Reading.objects.filter(register=register)
        assert rows.count() == 8
        assert rows.filter(state__in=LIVE_STATES).count() == 1


def test_the_same_value_sent_eight_times_at_once_is_stored_once() -> None:
    account = make_account(make_organization())
    register = make_register(account)
    fates = all_at_once(
        8,
        lambda _: submit_readings(account=account, values={register.pk: "54"}, user=None, now=NOW, today=TODAY)[0].fate,
    )
    assert sorted(fate.value for fate in fates) == ["ACCEPTED"] + ["UNCHANGED"] * 7
    assert Reading.objects.count() == 1


@pytest.mark.parametrize("later", [0, 1])
def test_a_month_that_is_counted_while_readings_arrive_has_one_truth(later: int) -> None:
    account = make_account(make_organization())
    registers = [make_register(account) for _ in range(6)]
    values = {register.pk: "100" for register in registers}
    submit_readings(account=account, values=values, user=None, now=NOW, today=TODAY)

    def work(number: int) -> list[Fate]:
        if number == 3:
            count_readings(organization_id=account.organization_id, month=TODAY.replace(day=1), now=NOW)
            return []
        sent = {register.pk: str(100 + number) for register in registers}
        today = TODAY + dt.timedelta(days=later)
        return [one.fate for one in submit_readings(account=account, values=sent, user=None, now=NOW, today=today)]

    fates = {fate for row in all_at_once(7, work) for fate in row}
    assert fates <= {Fate.ACCEPTED, Fate.REFUSED, Fate.UNCHANGED}
    for register in registers:
        live = Reading.objects.filter(register=register, state__in=LIVE_STATES)
        assert live.count() == 1
        assert live.get().state in (ReadingState.COUNTED, ReadingState.ACCEPTED)
    count_readings(organization_id=account.organization_id, month=TODAY.replace(day=1), now=NOW)
    assert set(Reading.objects.filter(state__in=LIVE_STATES).values_list("state", flat=True)) == {ReadingState.COUNTED}
