"""The database keeps published and closed months, whatever way a change comes: here it comes as plain SQL."""

from collections.abc import Sequence

import pytest
from django.db import IntegrityError, connection, transaction

from kvita.billing.enums import PeriodState
from kvita.billing.frozen import freeze_months, names_of_triggers
from kvita.billing.models import Adjustment, BillingPeriod, CommonMeterShare, LinePart, Statement, StatementLine
from tests.factories import (
    AUGUST,
    Line,
    make_account,
    make_organization,
    make_service,
    make_statement,
    rub,
    store_later,
)

pytestmark = pytest.mark.django_db

SHARE = dict.fromkeys(
    ("building_volume", "units_volume", "remainder_volume", "basis_total", "basis_share", "share_volume"), 1
)
CHANGES = {
    "a sum of a statement": "UPDATE billing_statement SET charged = charged + 1, closing = closing + 1, "
    "arrears = arrears + 1 WHERE id = {statement}",
    "the account of a statement": "UPDATE billing_statement SET account_id = {other} WHERE id = {statement}",
    "a statement hidden": "UPDATE billing_statement SET is_current = FALSE WHERE id = {statement}",
    "a statement gone": "DELETE FROM billing_statement WHERE id = {statement}",
    "a sum of a line": "UPDATE billing_statementline SET charged = charged + 1, closing = closing + 1 "
    "WHERE statement_id = {statement}",
    "a volume of a line": "UPDATE billing_statementline SET volume = 7 WHERE statement_id = {statement}",
    "a line gone": "DELETE FROM billing_statementline WHERE statement_id = {statement}",
    "a line moved": "UPDATE billing_statementline SET statement_id = {draft} WHERE statement_id = {statement}",
    "an adjustment": "UPDATE billing_adjustment SET amount = amount + 1",
    "an adjustment gone": "DELETE FROM billing_adjustment",
    "a share": "UPDATE billing_commonmetershare SET share_volume = 2",
    "a share gone": "DELETE FROM billing_commonmetershare",
    "a component": "UPDATE billing_linepart SET charged = charged + 1",
    "a component gone": "DELETE FROM billing_linepart",
    "the month moved": "UPDATE billing_billingperiod SET month = '2017-07-01'",
    "a line more": "INSERT INTO billing_statementline (statement_id, service_id, position, unit, volume, rate, "
    "volume_source, opening, charged, adjusted, shortfall, paid, closing) "
    "SELECT {statement}, {service}, 1, '', 0, 0, '', 0, 0, 0, 0, 0, 0",
    "an adjustment more": "INSERT INTO billing_adjustment (statement_id, service_id, corrected_month, amount, reason, "
    "note) SELECT {statement}, {service}, '2017-07-01', 1, 'OTHER', ''",
    "a statement more": "INSERT INTO billing_statement (period_id, account_id, month, version, is_current, opening, "
    "charged, adjusted, shortfall, paid, closing, arrears, credit, correction_reason, document_number, created_at) "
    "SELECT period_id, {other}, month, 1, TRUE, 0, 0, 0, 0, 0, 0, 0, 0, '', '', created_at "
    "FROM billing_statement WHERE id = {statement}",
}


@pytest.fixture
def names() -> dict[str, int]:
    organization = make_organization()
    account, other = make_account(organization), make_account(organization)
    service = make_service(organization, "Лифт")
    statement = make_statement(account, lines=[Line(charged="10", adjusted="-1")])
    store_later(Adjustment, statement=statement, service=service, corrected_month=AUGUST, amount=rub("-1"))
    store_later(CommonMeterShare, statement=statement, service=service, **SHARE)
    store_later(LinePart, statement=statement, service=service, name="канаты", charged=rub("5"))
    draft = Statement.objects.create(
        period=statement.period, account=account, month=AUGUST, version=2, is_current=False, opening=0, charged=0,
        closing=0, arrears=0, correction_reason="Исправили тариф", created_at=statement.created_at,
    )  # fmt: skip
    return {"statement": statement.pk, "draft": draft.pk, "other": other.pk, "service": service.pk}


def rows() -> list[Sequence[object]]:
    tables = (BillingPeriod, Statement, StatementLine, LinePart, Adjustment, CommonMeterShare)
    return [row for table in tables for row in table._default_manager.order_by("pk").values_list()]


def run(sql: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


@pytest.mark.parametrize("state", [PeriodState.PUBLISHED, PeriodState.CLOSING, PeriodState.CLOSED])
@pytest.mark.parametrize("change", CHANGES)
def test_no_sql_changes_what_residents_see(change: str, state: PeriodState, names: dict[str, int]) -> None:
    if state is not PeriodState.PUBLISHED:
        BillingPeriod.objects.update(state=state)
    before = rows()
    if change == "a statement hidden" and state is PeriodState.PUBLISHED:
        Statement.objects.filter(pk=names["draft"]).delete()
        before = rows()
    with pytest.raises(IntegrityError, match=r"period_(closed|published|state)"):
        run(CHANGES[change].format(**names))
    assert rows() == before


@pytest.mark.parametrize("change", CHANGES)
def test_the_same_sql_changes_a_month_that_is_open(change: str, names: dict[str, int]) -> None:
    BillingPeriod.objects.update(state=PeriodState.OPEN)
    if change == "a statement gone":
        for part in ("statementline", "linepart", "adjustment", "commonmetershare"):
            run(f"DELETE FROM billing_{part}")
    if change == "a line moved":
        assert run(CHANGES[change].format(**names)) == 1
        return
    assert run(CHANGES[change].format(**names)) >= 1


def test_a_correction_is_stored_beside_and_then_steps_in(names: dict[str, int]) -> None:
    draft, service = names["draft"], names["service"]
    run(CHANGES["a line more"].format(statement=draft, service=service))
    run(f"UPDATE billing_statement SET is_current = FALSE WHERE id = {names['statement']}")
    run(f"UPDATE billing_statement SET is_current = TRUE WHERE id = {draft}")
    with pytest.raises(IntegrityError, match="period_published"):
        run(f"DELETE FROM billing_statementline WHERE statement_id = {draft}")
    with pytest.raises(IntegrityError, match="period_published"):
        run(f"UPDATE billing_statement SET is_current = FALSE WHERE id = {draft}")
    with pytest.raises(IntegrityError, match="period_published"):  # nor does the old one come back
        run(f"UPDATE billing_statement SET is_current = TRUE WHERE id = {names['statement']}")


def test_a_correction_needs_a_reason(names: dict[str, int]) -> None:
    copied = CHANGES["a statement more"].replace("1, TRUE", "1, FALSE")
    with pytest.raises(IntegrityError, match="period_published"):
        run(copied.format(**names))
    assert run(copied.replace("0, '', '', created_at", "0, 'Забыли счёт', '', created_at").format(**names)) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("OPEN", "CLOSED"), ("OPEN", "CLOSING"), ("CLOSED", "OPEN"), ("CLOSED", "PUBLISHED"), ("CLOSING", "PUBLISHED"),
    ],
)  # fmt: skip
def test_a_month_goes_no_other_way(before: str, after: str, names: dict[str, int]) -> None:
    BillingPeriod.objects.update(state=before)
    with pytest.raises(IntegrityError, match="period_state"):
        run(f"UPDATE billing_billingperiod SET state = '{after}'")


def test_a_closed_month_keeps_its_day_to_pay_and_its_place(names: dict[str, int]) -> None:
    BillingPeriod.objects.update(pay_by="2017-09-20")  # published: the day may still move
    BillingPeriod.objects.update(state=PeriodState.CLOSED)
    with pytest.raises(IntegrityError, match="period_state"):
        run("UPDATE billing_billingperiod SET pay_by = '2017-10-01'")
    with pytest.raises(IntegrityError, match="period_closed"):
        run("DELETE FROM billing_billingperiod")
    BillingPeriod.objects.get().save()  # nothing changes


def test_made_twice_they_are_there_once(names: dict[str, int]) -> None:
    freeze_months(connection)
    freeze_months(connection)
    table = "pg_trigger WHERE NOT tgisinternal AND tgname" if connection.vendor == "postgresql" else "sqlite_master "
    column = "" if connection.vendor == "postgresql" else "WHERE type = 'trigger' AND name"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} {column} LIKE 'frozen%%'", [])
        assert cursor.fetchone() == (len(names_of_triggers()),)
