import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kvita.billing.enums import PeriodState
from kvita.billing.models import BillingPeriod, StatementLine
from kvita.billing.selectors import period_totals, published_statements
from kvita.billing.services import close_period, publish_period, withdraw_period
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.core.models import AuditEntry
from tests.factories import (
    AUGUST,
    NOW,
    Line,
    make_account,
    make_organization,
    make_period,
    make_portal,
    make_staff,
    make_statement,
    rub,
)

VERA = Actor(kind="staff", id=1, label="Вера")
JULY = dt.date(2017, 7, 1)

pytestmark = pytest.mark.django_db


def test_a_published_month_is_seen_and_audited() -> None:
    account = make_account(make_organization())
    statement = make_statement(account, state=PeriodState.OPEN)
    assert not published_statements().exists()

    publish_period(period_id=statement.period_id, actor=VERA, now=NOW)

    assert published_statements().get() == statement
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.changes) == ("billing.publish_period", {"state": ["OPEN", "PUBLISHED"]})
    assert (entry.actor_label, entry.organization_id) == ("Вера", account.organization_id)


def test_publishing_twice_does_no_harm() -> None:
    statement = make_statement(make_account(make_organization()), state=PeriodState.OPEN)
    first = publish_period(period_id=statement.period_id, actor=VERA, now=NOW)
    second = publish_period(period_id=statement.period_id, actor=VERA, now=NOW + dt.timedelta(hours=1))
    assert second.published_at == first.published_at
    assert AuditEntry.objects.count() == 1


def test_an_empty_month_is_not_published() -> None:
    period = make_period(make_organization(), state=PeriodState.OPEN)
    with pytest.raises(DomainError) as refusal:
        publish_period(period_id=period.pk, actor=VERA, now=NOW)
    assert refusal.value.code == "period_empty"


def test_lines_that_do_not_add_up_stop_publication() -> None:
    statement = make_statement(make_account(make_organization(), "777001"), state=PeriodState.OPEN)
    StatementLine.objects.filter(statement=statement).update(charged=rub("90"), closing=rub("90"))
    with pytest.raises(DomainError) as refusal:
        publish_period(period_id=statement.period_id, actor=VERA, now=NOW)
    assert refusal.value.code == "totals_differ"
    assert "777001" in refusal.value.message
    statement.period.refresh_from_db()
    assert statement.period.state == PeriodState.OPEN


def test_a_month_is_withdrawn_only_with_a_reason() -> None:
    statement = make_statement(make_account(make_organization()))
    with pytest.raises(DomainError, match="почему"):
        withdraw_period(period_id=statement.period_id, actor=VERA, now=NOW, reason="  ")
    withdraw_period(period_id=statement.period_id, actor=VERA, now=NOW, reason="не тот тариф")
    assert not published_statements().exists()
    assert AuditEntry.objects.get().reason == "не тот тариф"


@pytest.mark.parametrize("act", [publish_period, withdraw_period])
def test_a_closed_month_stays_closed(act: Callable[..., BillingPeriod]) -> None:
    statement = make_statement(make_account(make_organization()))
    close_period(period_id=statement.period_id, actor=VERA, now=NOW)
    extra = {"reason": "ошиблись"} if act is withdraw_period else {}
    with pytest.raises(DomainError) as refusal:
        act(period_id=statement.period_id, actor=VERA, now=NOW, **extra)
    assert refusal.value.code == "period_state"


def test_an_open_month_is_not_closed_before_it_is_published() -> None:
    statement = make_statement(make_account(make_organization()), state=PeriodState.OPEN)
    with pytest.raises(DomainError):
        close_period(period_id=statement.period_id, actor=VERA, now=NOW)


def test_totals_of_a_month_name_openings_that_do_not_continue_the_month_before() -> None:
    organization = make_organization()
    steady, broken = make_account(organization), make_account(organization)
    for account in (steady, broken):
        make_statement(account, JULY, [Line(charged="100")])
    make_statement(steady, AUGUST, [Line(opening="100", charged="50", adjusted="-10", paid="100")])
    statement = make_statement(broken, AUGUST, [Line(opening="99", charged="50")])

    with CaptureQueriesContext(
        connection,
    ) as queries:
        totals = period_totals(statement.period)

    assert (totals.statements, totals.discrepancies) == (2, 1)
    assert (totals.charged, totals.adjusted, totals.paid) == (rub("100"), rub("-10"), rub("100"))
    assert totals.closing == rub("189")
    assert len(queries) == 2


def test_months_close_one_after_another_and_the_refusal_names_the_one_that_waits() -> None:
    account = make_account(make_organization())
    july = make_statement(account, month=JULY)
    august = make_statement(account)
    with pytest.raises(DomainError, match="Сначала закройте июль 2017") as refusal:
        close_period(period_id=august.period_id, actor=VERA, now=NOW)
    assert refusal.value.code == "period_order"
    close_period(period_id=july.period_id, actor=VERA, now=NOW)
    close_period(period_id=august.period_id, actor=VERA, now=NOW)


def test_months_are_published_one_after_another() -> None:
    """A bill never opens with the closing of a month that residents cannot see and that may still change."""
    account = make_account(make_organization())
    july = make_statement(account, month=JULY)
    august = make_statement(account)
    for statement in (july, august):
        BillingPeriod.objects.filter(pk=statement.period_id).update(state=PeriodState.OPEN)
    with pytest.raises(DomainError, match="Сначала опубликуйте июль 2017") as refusal:
        publish_period(period_id=august.period_id, actor=VERA, now=NOW)
    assert refusal.value.code == "period_order"
    publish_period(period_id=july.period_id, actor=VERA, now=NOW)
    assert publish_period(period_id=august.period_id, actor=VERA, now=NOW).state == PeriodState.PUBLISHED


def test_an_open_month_without_statements_holds_up_nothing() -> None:
    organization = make_organization()
    make_period(organization, JULY, PeriodState.OPEN)
    august = make_statement(make_account(organization))
    assert close_period(period_id=august.period_id, actor=VERA, now=NOW).state == PeriodState.CLOSED


@pytest.mark.parametrize("later", [PeriodState.PUBLISHED, PeriodState.CLOSED])
def test_a_month_is_not_withdrawn_under_a_later_one(later: PeriodState) -> None:
    account = make_account(make_organization())
    july = make_statement(account, month=JULY)
    august = make_statement(account)
    BillingPeriod.objects.filter(pk=august.period_id).update(state=later)
    with pytest.raises(DomainError, match="август 2017 уже") as refusal:
        withdraw_period(period_id=july.period_id, actor=VERA, now=NOW, reason="не тот тариф")
    assert refusal.value.code == "period_order"
    july.period.refresh_from_db()
    assert july.period.state == PeriodState.PUBLISHED


def test_months_of_another_organisation_do_not_count() -> None:
    make_statement(make_account(make_organization("other")), month=JULY)
    august = make_statement(make_account(make_organization()))
    close_period(period_id=august.period_id, actor=VERA, now=NOW)


def test_the_day_to_pay_by_stands_once_the_month_is_closed(client: Client) -> None:
    organization = make_organization()
    make_portal(organizations=[organization])
    period = make_statement(make_account(organization)).period
    client.force_login(make_staff(organization))
    page = f"/office/billing/billingperiod/{period.pk}/change/"

    def change(day: str) -> dt.date:
        client.post(page, {"pay_by": day}, HTTP_HOST="innova.localhost")
        period.refresh_from_db()
        return period.pay_by

    assert change("20.09.2017") == dt.date(2017, 9, 20)
    close_period(period_id=period.pk, actor=VERA, now=NOW)
    assert change("25.09.2017") == dt.date(2017, 9, 20)
