import datetime as dt

import pytest

from kvita.billing.enums import PeriodState
from kvita.billing.selectors import newest_statements
from tests.factories import make_account, make_organization, make_statement

JULY, AUGUST, SEPTEMBER = (dt.date(2017, month, 1) for month in (7, 8, 9))

pytestmark = pytest.mark.django_db


def test_newest_statement_is_the_newest_published_one() -> None:
    account = make_account(make_organization())
    make_statement(account, JULY)
    august = make_statement(account, AUGUST)
    make_statement(account, SEPTEMBER, state=PeriodState.OPEN)
    assert newest_statements([account.pk]) == {account.pk: august}
