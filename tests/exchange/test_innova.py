"""The four files of the manual: rehearsed, applied, applied again, rolled back (issue: «How it is seen», 2)."""

from decimal import Decimal

import pytest

from kvita.accounts.models import BillingAccount
from kvita.billing.enums import PeriodState
from kvita.billing.models import BillingPeriod, Statement
from kvita.core.models import AuditEntry
from kvita.exchange.models import ImportBatch, ImportedChange, ImportedRange
from kvita.exchange.reports import Report
from kvita.metering.models import Meter, Reading
from kvita.payments.models import Payment
from kvita.tariffs.enums import ServiceKind
from tests.exchange.samples import DATA, Import, counts, dump, load_innova, roll_back
from tests.factories import rub

FILES = (("accounts", "accounts"), ("statements", "charges"), ("meters", "meters"), ("payments", "payments"))


@pytest.fixture
def loaded(innova: list[Report]) -> BillingAccount:
    return BillingAccount.objects.select_related("premise__building").get(number="551412")


def test_accounts(loaded: BillingAccount) -> None:
    premise, building = loaded.premise, loaded.premise.building
    assert (loaded.holder_name, loaded.residents_count, loaded.phone) == ("ХАСАНОВА ЖИЗЕЛЬ ИЛЬДАРОВНА", 2, "")
    assert (premise.number, premise.entrance, premise.floor, premise.rooms_count) == ("16", "5", 1, 2)
    assert (premise.total_area, premise.living_area) == (Decimal("74.8"), Decimal("36.1"))
    assert (building.address, building.common_area) == ("ГАРИФА АХУНОВА, д. 14", Decimal("3048.3"))
    assert building.premises_count is None
    other = BillingAccount.objects.get(payment_code="660020").premise
    assert (other.address, other.floor, other.total_area) == ("КУРСКАЯ, д. 20, кв. 1", None, None)


def test_statement(loaded: BillingAccount) -> None:
    statement = Statement.objects.get(account=loaded)
    assert (statement.arrears, statement.credit, statement.closing) == (rub("1537.15"), rub("440.51"), rub("1096.64"))
    assert statement.residents_count == 2
    lines = list(statement.lines.select_related("service"))
    assert len(lines) == 13
    assert [line.service.name for line in lines][:4] == [
        "лк Холодная вода", "лк Электроснабжение", "лк Горячая вода", "Пени",
    ]  # fmt: skip
    heating = next(line for line in lines if line.service.name == "Подогрев воды")
    assert (heating.rate, heating.unit, heating.volume) == (Decimal("118.07"), "куб.м", Decimal("4.07"))
    assert (heating.paid, heating.opening, heating.charged) == (rub("1054.21"), rub("1119.65"), rub("480.02"))
    assert (heating.adjusted, heating.shortfall, heating.closing) == (rub("-576.51"), rub("0"), rub("-31.05"))
    assert heating.service.kind == ServiceKind.WATER_HEATING


def test_the_month_is_opened_with_its_day_to_pay(loaded: BillingAccount) -> None:
    period = BillingPeriod.objects.get()
    assert (period.state, period.pay_by.isoformat()) == (PeriodState.OPEN, "2017-09-15")


def test_meters(loaded: BillingAccount) -> None:
    assert sorted(Meter.objects.values_list("serial_number", flat=True)) == [
        "02455782", "18848646", "18851960к", "18851987к", "18852076",
    ]  # fmt: skip
    electric = Meter.objects.get(serial_number="02455782")
    zones = dict(electric.registers.values_list("service__name", "zone"))
    assert zones == {"Ночное электроснабжение": "NIGHT", "Электроснабжение": "DAY"}
    reading = Reading.objects.get(register__meter__serial_number="18851960к")
    assert (reading.value, reading.taken_on.isoformat(), reading.month.isoformat(), reading.source) == (
        Decimal(39), "2017-09-01", "2017-08-01", "FILE",
    )  # fmt: skip
    assert str(reading.register.meter.verification_due_on) == "2021-01-25"


def test_payments(loaded: BillingAccount) -> None:
    payments = list(Payment.objects.order_by("-paid_on"))
    assert sum((payment.amount for payment in payments), rub("0")) == rub("29596.01")
    first = payments[0]
    assert first.account.number == "660020"
    dates = (first.paid_on, first.posted_on, first.accounting_month, first.for_month)
    assert [str(date) for date in dates] == ["2017-09-12", "2017-09-22", "2017-09-01", "2017-08-01"]
    assert first.place == 'ООО УК "Солнечный город"'


def test_rehearsal_says_what_the_import_then_does_and_stores_nothing(bring: Import) -> None:
    for kind, name in FILES:
        before = dump()
        rehearsed = bring(kind, DATA / f"{name}.csv", create_services=True, rehearse=True)
        assert dump() == before
        applied = bring(kind, DATA / f"{name}.csv", create_services=True)
        assert counts(rehearsed) == counts(applied)
        assert (rehearsed.sums, rehearsed.created) == (applied.sums, applied.created)
        assert (rehearsed.outcome, applied.outcome) == ("rehearsed", "applied")
    assert ImportBatch.objects.count() == 4


def test_the_same_files_again_change_nothing(innova: list[Report], bring: Import) -> None:
    before, batches = dump(), ImportBatch.objects.count()
    for (kind, name), first in zip(FILES, innova, strict=True):
        again = bring(kind, DATA / f"{name}.csv")
        assert again.outcome == "unchanged"
        assert counts(again) == (0, 0, first.counts.rows, 0)
        assert again.loaded_before == [first.batch]
        assert not any(again.sums.delta.values())
    assert dump() == before
    assert ImportBatch.objects.count() == batches


def test_rolled_back_in_turn_everything_is_as_before_byte_by_byte(bring: Import) -> None:
    states = [dump()]
    reports = []
    for kind, name in FILES:
        reports.append(bring(kind, DATA / f"{name}.csv", create_services=True))
        states.append(dump())
    for report, before in zip(reversed(reports), reversed(states[:-1]), strict=True):
        roll_back(report)
        assert dump() == before
    assert load_innova(bring)[0].outcome == "applied"


def test_every_write_is_in_the_audit_log(innova: list[Report]) -> None:
    roll_back(innova[3])
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["exchange.import_file"] * 4 + ["exchange.roll_back_batch"]


def test_a_batch_keeps_its_traces_small(innova: list[Report]) -> None:
    assert not ImportedChange.objects.exists()
    assert ImportedRange.objects.filter(batch=innova[1].batch, table="billing.statementline").count() == 1


def test_control_sums(innova: list[Report]) -> None:
    assert innova[1].sums.file == {
        "Вх.сальдо": 396351, "Начислено": 204284, "Перерасчет": -79236, "Недоставка": 0, "Оплачено": 411735,
        "Исх.сальдо": 109664,
    }  # fmt: skip
    assert innova[1].sums.delta == innova[1].sums.file
    assert (innova[1].accounts, innova[3].sums.file["Сумма платежа"]) == (1, 2959601)
