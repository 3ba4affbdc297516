"""A published month: corrections are new versions with a reason, the old ones are kept."""

import pytest

from kvita.accounts.models import BillingAccount
from kvita.billing.enums import AdjustmentReason, PeriodState, VolumeSource
from kvita.billing.models import Adjustment, BillingPeriod, Statement, StatementLine
from kvita.billing.services import publish_period, withdraw_period
from kvita.core.errors import DomainError
from tests.exchange.samples import ACTOR, Import, counts, dump, roll_back, statement_row, statements
from tests.factories import AUGUST, NOW, make_account, rub

WATER = statement_row()
HEATING = statement_row("Отопление", unit="кв.м", adjusted="-5,00")


@pytest.fixture
def published(bring: Import, account: BillingAccount, services: None) -> Statement:
    bring("statements", statements(WATER, HEATING))
    statement = Statement.objects.get()
    StatementLine.objects.filter(service__name="Отопление").update(volume_source=VolumeSource.AREA)
    Adjustment.objects.create(
        statement=statement, service=statement.lines.get(service__name="Отопление").service, corrected_month=AUGUST,
        amount=-500, reason=AdjustmentReason.ERROR,
    )  # fmt: skip
    publish_period(period_id=statement.period_id, actor=ACTOR, now=NOW)
    return statement


def test_a_reason_is_needed(bring: Import, published: Statement) -> None:
    before = dump()
    with pytest.raises(DomainError, match="опубликован") as refusal:
        bring("statements", statements(statement_row(charged="120,00")))
    assert refusal.value.code == "reason_missing"
    rehearsed = bring("statements", statements(statement_row(charged="120,00")), rehearse=True)
    assert "--reason" in "".join(rehearsed.warnings)
    assert dump() == before


def test_nothing_changes_without_changes(bring: Import, published: Statement) -> None:
    assert bring("statements", statements(WATER, HEATING)).outcome == "unchanged"


def test_a_correction_is_a_new_version_with_all_lines(bring: Import, published: Statement) -> None:
    report = bring("statements", statements(statement_row(charged="120,00")), reason="Исправили показание")
    assert counts(report) == (0, 1, 0, 0)
    old, new = Statement.objects.order_by("version")
    assert (old.pk, old.is_current, old.charged, old.lines.count()) == (published.pk, False, rub("200"), 2)
    assert (new.version, new.is_current, new.correction_reason) == (2, True, "Исправили показание")
    assert (new.charged, new.adjusted, new.closing, new.arrears) == (rub("220"), rub("-5"), rub("215"), rub("215"))
    heating = new.lines.get(service__name="Отопление")
    assert (heating.charged, heating.volume_source, heating.position) == (rub("100"), VolumeSource.AREA, 20)
    assert new.adjustments.get().amount == rub("-5")


def test_a_changed_recalculation_loses_its_old_explanation(bring: Import, published: Statement) -> None:
    row = statement_row("Отопление", unit="кв.м", adjusted="-7,00")
    bring("statements", statements(WATER, row), reason="Пересчитали")
    new = Statement.objects.get(is_current=True)
    assert (new.adjusted, new.adjustments.count(), published.adjustments.count()) == (rub("-7"), 0, 1)


def test_replacing_leaves_vanished_lines_to_the_old_version(bring: Import, published: Statement) -> None:
    bring("statements", statements(WATER), replace=True, reason="Отопление начислили по ошибке")
    new = Statement.objects.get(is_current=True)
    assert [line.service.name for line in new.lines.all()] == ["Холодная вода"]
    assert (new.closing, published.lines.count()) == (rub("100"), 2)


def test_a_new_line_and_a_new_account(bring: Import, published: Statement, account: BillingAccount) -> None:
    make_account(account.organization, "660020")
    rows = (WATER, HEATING, statement_row("Лифт"), statement_row(code="660020"))
    report = bring("statements", statements(*rows), create_services=True, reason="Забыли лифт")
    assert counts(report) == (2, 0, 2, 0)
    assert Statement.objects.get(account=account, is_current=True).lines.count() == 3
    assert Statement.objects.get(account__number="660020").version == 1


def test_third_version_after_the_second(bring: Import, published: Statement) -> None:
    for number, charged in enumerate(("120,00", "130,00"), start=2):
        bring("statements", statements(statement_row(charged=charged)), reason=f"Причина {number}")
    assert list(Statement.objects.order_by("version").values_list("version", "is_current", "charged")) == [
        (1, False, rub("200")), (2, False, rub("220")), (3, True, rub("230")),
    ]  # fmt: skip


def test_rolled_back_after_withdrawing_byte_by_byte(bring: Import, published: Statement) -> None:
    before = dump()
    report = bring("statements", statements(statement_row(charged="120,00")), reason="Исправили показание")
    with pytest.raises(DomainError, match="снимите месяц с публикации"):
        roll_back(report)
    period = published.period
    withdraw_period(period_id=period.pk, actor=ACTOR, now=NOW, reason="Ошибка")
    roll_back(report)
    BillingPeriod.objects.update(state=PeriodState.PUBLISHED, published_at=NOW)
    assert dump() == before


def test_a_withdrawn_month_is_changed_in_place_again(bring: Import, published: Statement) -> None:
    withdraw_period(period_id=published.period_id, actor=ACTOR, now=NOW, reason="Ошибка")
    bring("statements", statements(statement_row(charged="120,00")))
    assert Statement.objects.get().charged == rub("220")
