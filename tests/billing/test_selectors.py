import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kvita.billing.enums import PeriodState
from kvita.billing.models import Adjustment, CommonMeterShare
from kvita.billing.policies import bill_is_available
from kvita.billing.selectors import (
    StatementHistory,
    adjustments_of,
    lines_with_shares,
    newest_statements,
    statement_history,
    statements_of,
)
from kvita.calc.period import Month
from tests.factories import (
    Line,
    make_account,
    make_organization,
    make_period,
    make_service,
    make_statement,
    rub,
    store_later,
)

pytestmark = pytest.mark.django_db

JULY, AUGUST, SEPTEMBER = (dt.date(2017, month, 1) for month in (7, 8, 9))


def test_newest_statement_is_the_newest_published_one() -> None:
    organization = make_organization()
    account, other, empty = (make_account(organization) for _ in range(3))
    make_statement(account, JULY)
    august = make_statement(account, AUGUST)
    make_statement(account, SEPTEMBER, state=PeriodState.OPEN)
    july = make_statement(other, JULY)
    assert newest_statements([account.pk, other.pk, empty.pk]) == {account.pk: august, other.pk: july}


def test_statements_of_an_account_are_newest_first_without_old_versions() -> None:
    account = make_account(make_organization())
    july = make_statement(account, JULY)
    make_statement(account, AUGUST, is_current=False, version=1)
    august = make_statement(account, AUGUST, version=2)
    make_statement(account, SEPTEMBER, state=PeriodState.OPEN)
    make_statement(make_account(account.organization), AUGUST)
    assert statements_of(account.pk) == [august, july]


def test_lines_come_with_their_own_share_in_one_query() -> None:
    account = make_account(make_organization())
    july, august = make_statement(account, JULY, [Line("Вода"), Line("Свет")]), make_statement(account, AUGUST, [])
    share = store_later(
        CommonMeterShare,
        statement=july,
        service=make_service(account.organization, "Свет"),
        building_volume=Decimal("12345.1234567"),
        units_volume=Decimal(11000),
        remainder_volume=Decimal("1345.1234567"),
        basis_total=Decimal("23932.25"),
        basis_share=Decimal("74.8"),
        share_volume=Decimal("4.2042"),
    )
    with CaptureQueriesContext(connection) as queries:
        found = lines_with_shares([july, august])
        names = [item.line.service.name for item in found[july.pk]]
    assert len(queries) == 1
    assert names == ["Вода", "Свет"]
    assert found[august.pk] == []
    water, light = found[july.pk]
    assert water.share is None
    assert light.share == share
    assert light.share is not None
    share.refresh_from_db()
    assert light.share.building_volume == share.building_volume
    assert light.share.basis_share == share.basis_share


def test_adjustments_are_grouped_by_service_in_the_order_of_months() -> None:
    account = make_account(make_organization())
    statement = make_statement(account, AUGUST)
    water, light = (make_service(account.organization, name) for name in ("Вода", "Свет"))
    july, may, june = (
        store_later(
            Adjustment, statement=statement, service=service, corrected_month=dt.date(2017, month, 1), amount=rub("-1")
        )
        for service, month in ((water, 7), (water, 5), (light, 6))
    )
    assert adjustments_of(statement) == {water.pk: [may, july], light.pk: [june]}


def test_history_names_the_first_month_after_it_that_is_being_counted() -> None:
    account = make_account(make_organization())
    assert statement_history(account.pk) == StatementHistory([], None)
    make_period(account.organization, SEPTEMBER, PeriodState.OPEN)
    assert statement_history(account.pk).counting is None
    statements = [make_statement(account, month) for month in (AUGUST, JULY)]
    make_period(account.organization, dt.date(2017, 10, 1), PeriodState.OPEN)
    history = statement_history(account.pk)
    assert (history.statements, history.counting) == (statements, Month(2017, 9))
    assert history.months == [Month(2017, 8), Month(2017, 7)]


@pytest.mark.parametrize("state", [PeriodState.PUBLISHED, PeriodState.CLOSED])
def test_published_month_without_a_statement_is_not_being_counted(state: PeriodState) -> None:
    account = make_account(make_organization())
    make_statement(account, AUGUST)
    make_period(account.organization, SEPTEMBER, state)
    make_period(make_organization("other"), SEPTEMBER, PeriodState.OPEN)
    assert statement_history(account.pk).counting is None


@pytest.mark.parametrize(
    ("month", "depth", "available"),
    [("2017-08", 1, True), ("2017-07", 1, False), ("2017-06", 3, True), ("2017-05", 3, False), ("1990-01", None, True)],
)
def test_archive_of_bills_reaches_so_far(month: str, depth: int | None, available: bool) -> None:
    assert bill_is_available(Month.parse(month), newest=Month(2017, 8), archive_months=depth) is available
