"""Later facts that stand on a batch keep it from being rolled back, each with its reason."""

import datetime as dt
import uuid

import pytest

from kvita.accounts.models import BillingAccount
from kvita.billing.models import BillingPeriod, Statement
from kvita.billing.services import publish_period, withdraw_period
from kvita.core.audit import record_audit
from kvita.core.errors import DomainError
from kvita.exchange.enums import BatchState
from kvita.exchange.models import ImportBatch
from kvita.exchange.reports import Report
from kvita.exchange.services import roll_back_batch
from kvita.housing.models import Premise
from kvita.metering.models import Register
from kvita.payments.models import PaymentOrder
from tests.exchange.samples import ACTOR, Import, dump, roll_back, statement_row, statements
from tests.factories import AUGUST, NOW, make_payee, make_payment, make_reading

LATER = NOW + dt.timedelta(hours=1)


def refused(report: Report, code: str, words: str) -> None:
    assert report.batch is not None
    before = dump()
    with pytest.raises(DomainError, match=words) as refusal:
        roll_back(report)
    assert refusal.value.code == code
    assert dump() == before
    assert ImportBatch.objects.get(pk=report.batch).state == BatchState.APPLIED


@pytest.fixture
def resident(innova: list[Report]) -> BillingAccount:
    return BillingAccount.objects.get(number="551412")


def test_rows_of_others_on_a_new_account(innova: list[Report], resident: BillingAccount) -> None:
    refused(innova[0], "used_later", "счётчики, 5")
    for report in (innova[3], innova[2], innova[1]):
        roll_back(report)
    payment = make_payment(resident)
    refused(innova[0], "used_later", "платежи, 1")
    payment.delete()
    roll_back(innova[0])


def test_a_later_batch_changed_the_same_rows(bring: Import, account: BillingAccount, services: None) -> None:
    first = bring("statements", statements(statement_row()))
    second = bring("statements", statements(statement_row(charged="120,00")))
    third = bring("statements", statements(statement_row(charged="130,00")))
    refused(first, "batch_later", f"загрузка № {second.batch}")
    refused(second, "batch_later", f"загрузка № {third.batch}")
    for report in (third, second, first):
        roll_back(report)
    assert not Statement.objects.exists()


def test_publication_of_the_month(innova: list[Report]) -> None:
    period = BillingPeriod.objects.get()
    publish_period(period_id=period.pk, actor=ACTOR, now=LATER)
    refused(innova[1], "period_published", "август 2017 опубликован")
    withdraw_period(period_id=period.pk, actor=ACTOR, now=LATER, reason="Ошибка")
    roll_back(innova[3])
    roll_back(innova[2])
    roll_back(innova[1])
    assert not BillingPeriod.objects.exists()


def test_a_month_published_with_the_payments(bring: Import, innova: list[Report], resident: BillingAccount) -> None:
    text = "Платежный код;Расчетный месяц;Дата платежа;Сумма платежа\n551412;08.2017;11.08.2017;5,00\n"
    report = bring("payments", text)
    publish_period(period_id=BillingPeriod.objects.get().pk, actor=ACTOR, now=LATER)
    refused(report, "period_published", "опубликовали уже с этими платежами")


def test_a_resident_pays_by_the_statement(innova: list[Report], resident: BillingAccount) -> None:
    PaymentOrder.objects.create(
        account=resident, payee=make_payee(resident.organization), amount=153715, month=AUGUST,
        form_key=uuid.uuid4(), created_at=LATER,
    )  # fmt: skip
    refused(innova[1], "paid_later", "уже платят: счёт 551412")


def test_a_reading_that_came_later(innova: list[Report]) -> None:
    register = Register.objects.get(meter__serial_number="18852076")
    make_reading(register, "305", dt.date(2017, 9, 20), received_at=LATER)
    refused(innova[2], "reading_later", "18852076")


def test_staff_changed_a_row_that_the_batch_created(innova: list[Report], resident: BillingAccount) -> None:
    for report in (innova[3], innova[2], innova[1]):
        roll_back(report)
    record_audit(now=LATER, actor=ACTOR, action="housing.change_premise", target=resident.premise)
    refused(innova[0], "changed_later", "кв. 16» изменили")


def test_somebody_changed_a_row_that_the_batch_changed(bring: Import) -> None:
    text = "Платежный код;Адрес;Номер квартиры;Этаж\n551412;КУРСКАЯ, д. 20;1;{}\n"
    bring("accounts", text.format(3))
    report = bring("accounts", text.format(4))
    Premise.objects.update(floor=5)
    refused(report, "changed_later", "отмена стёрла бы это изменение")


def test_unknown_and_rolled_back_batches(innova: list[Report]) -> None:
    roll_back(innova[3])
    with pytest.raises(DomainError, match="уже отменена"):
        roll_back(innova[3])
    with pytest.raises(DomainError, match="нет"):
        roll_back_batch(batch_id=10**9, actor=ACTOR, now=NOW)


def test_a_rolled_back_file_may_come_again(bring: Import, account: BillingAccount, services: None) -> None:
    text = statements(statement_row())
    roll_back(bring("statements", text))
    again = bring("statements", text)
    assert (again.outcome, again.loaded_before) == ("applied", [])
