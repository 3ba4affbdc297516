"""What a check questions and the sender confirms: accepted or reviewed, and what that does to a month."""

import datetime as dt

import pytest

from kvita.core.errors import DomainError
from kvita.housing.enums import DoubtfulReadings
from kvita.metering.enums import ReadingSource, ReadingState
from kvita.metering.models import Reading, Register
from kvita.metering.services import count_readings, submit_readings
from tests.factories import AUGUST, NOW, TODAY, make_account, make_organization, make_reading, make_register

pytestmark = pytest.mark.django_db


def doubtful(setting: str, source: str) -> Reading:
    """Send a value that passes zero, confirmed."""
    account = make_account(make_organization(settings__doubtful_readings=setting))
    register: Register = make_register(account)
    make_reading(register, "99998", dt.date(2017, 8, 20))
    submit_readings(
        account=account, values={register.pk: "3"}, user=None, source=source, now=NOW, today=TODAY,
        confirmed=[register.pk],
    )  # fmt: skip
    return Reading.objects.get(register=register, value=3)


@pytest.mark.parametrize(
    ("setting", "source", "state"),
    [
        (DoubtfulReadings.ACCEPT, ReadingSource.CABINET, ReadingState.ACCEPTED),
        (DoubtfulReadings.REVIEW, ReadingSource.CABINET, ReadingState.IN_DOUBT),
        (DoubtfulReadings.REVIEW, ReadingSource.API, ReadingState.IN_DOUBT),
        (DoubtfulReadings.REVIEW, ReadingSource.PHONE, ReadingState.ACCEPTED),
    ],
)
def test_a_confirmed_doubt_goes_where_the_setting_says(setting: str, source: str, state: str) -> None:
    assert doubtful(setting, source).state == state


def test_nothing_of_a_month_is_counted_while_one_is_in_doubt() -> None:
    account = make_account(make_organization())
    good = make_reading(make_register(account), "5", AUGUST.replace(day=20))
    waiting = make_reading(make_register(account), "7", AUGUST.replace(day=20), state=ReadingState.IN_DOUBT)
    with pytest.raises(DomainError, match=r"На проверке 1\sпоказание"):
        count_readings(organization_id=account.organization_id, month=AUGUST, now=NOW)
    account.organization.settings.doubt_holds_month = False
    account.organization.settings.save()
    assert count_readings(organization_id=account.organization_id, month=AUGUST, now=NOW) == 1
    assert [Reading.objects.get(pk=one.pk).state for one in (good, waiting)] == ["COUNTED", "IN_DOUBT"]
