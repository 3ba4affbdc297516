"""Taking a reading back, as far as the organisation lets."""

import datetime as dt
from typing import Any

import pytest

from kvita.accounts.models import BillingAccount
from kvita.core.errors import DomainError
from kvita.housing.enums import ReadingUndo
from kvita.identity.models import User
from kvita.metering.enums import ReadingSource, ReadingState
from kvita.metering.models import Reading
from kvita.metering.services import withdraw_reading
from tests.factories import (
    NOW,
    TODAY,
    make_account,
    make_organization,
    make_portal,
    make_reading,
    make_register,
    make_resident,
)

pytestmark = pytest.mark.django_db

BEFORE, AFTER = NOW - dt.timedelta(hours=1), NOW + dt.timedelta(hours=1)


def set_up(undo: ReadingUndo, **fields: Any) -> tuple[BillingAccount, User, Reading]:
    organization = make_organization(settings__reading_undo=undo)
    account = make_account(organization)
    user = make_resident(make_portal(organizations=[organization]), last_login=BEFORE)
    reading = make_reading(make_register(account), "56", **({"submitted_by": user} | fields))
    return account, user, reading


def withdraw(account: BillingAccount, user: User, reading: Reading, today: dt.date = TODAY) -> str:
    withdraw_reading(account=account, reading_id=reading.pk, user=user, now=NOW, today=today)
    reading.refresh_from_db()
    return reading.state


@pytest.mark.parametrize("undo", [ReadingUndo.UNTIL_COUNTED, ReadingUndo.UNTIL_WINDOW_END, ReadingUndo.UNTIL_SIGN_OUT])
def test_a_fresh_reading_can_be_taken_back_twice_with_one_effect(undo: ReadingUndo) -> None:
    account, user, reading = set_up(undo)
    assert withdraw(account, user, reading) == ReadingState.WITHDRAWN
    assert withdraw(account, user, reading) == ReadingState.WITHDRAWN
    assert Reading.objects.count() == 1


def refused(account: BillingAccount, user: User, reading: Reading, today: dt.date = TODAY) -> str:
    with pytest.raises(DomainError) as caught:
        withdraw(account, user, reading, today)
    reading.refresh_from_db()
    assert reading.state != ReadingState.WITHDRAWN
    return caught.value.code


def test_never_means_never() -> None:
    assert refused(*set_up(ReadingUndo.NEVER)) == "undo_refused"


def test_until_the_window_ends() -> None:
    account, user, reading = set_up(ReadingUndo.UNTIL_WINDOW_END)
    assert refused(account, user, reading, dt.date(2017, 9, 26)) == "undo_refused"
    assert withdraw(account, user, reading, dt.date(2017, 9, 25)) == ReadingState.WITHDRAWN


def test_until_sign_out_ends_with_the_next_sign_in() -> None:
    account, user, reading = set_up(ReadingUndo.UNTIL_SIGN_OUT)
    user.last_login = AFTER
    assert refused(account, user, reading) == "undo_refused"


def test_until_sign_out_is_for_the_sender_only() -> None:
    account, user, reading = set_up(ReadingUndo.UNTIL_SIGN_OUT, submitted_by=None)
    assert refused(account, user, reading) == "undo_refused"


@pytest.mark.parametrize(
    "fields",
    [{"state": ReadingState.COUNTED}, {"source": ReadingSource.CONTROLLER}, {"state": ReadingState.SUPERSEDED}],
)
def test_what_is_counted_or_not_a_residents_stays(fields: dict[str, str]) -> None:
    assert refused(*set_up(ReadingUndo.UNTIL_COUNTED, **fields)) == "undo_refused"


def test_only_the_newest_reading_of_a_register_changes() -> None:
    account, user, reading = set_up(ReadingUndo.UNTIL_COUNTED)
    make_reading(reading.register, "60", dt.date(2017, 10, 12))
    assert refused(account, user, reading, dt.date(2017, 10, 12)) == "undo_refused"


def test_a_reading_of_another_account_is_unknown() -> None:
    account, user, _ = set_up(ReadingUndo.UNTIL_COUNTED)
    foreign = make_reading(make_register(make_account(account.organization)), "1")
    assert refused(account, user, foreign) == "reading_unknown"
