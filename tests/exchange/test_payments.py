"""Payments: a row is its own identity, totals are checked, the same money is not counted twice unseen."""

import uuid

import pytest

from kvita.accounts.models import BillingAccount
from kvita.billing.enums import PeriodState
from kvita.billing.models import BillingPeriod
from kvita.payments.enums import AttemptState, PaymentSource
from kvita.payments.models import Payment, PaymentAttempt, PaymentOrder
from tests.exchange.samples import Import, counts, dump, only_problem
from tests.factories import AUGUST, NOW, TODAY, make_payee, make_payment, make_period

pytestmark = pytest.mark.usefixtures("account")

HEADER = "Платежный код;Расчетный месяц;Дата платежа;Дата учёта;За какой месяц оплачено;Место платежа;Сумма платежа"


def row(amount: str = "100,00", code: str = "551412", day: str = "11.09.2017", **cells: str) -> str:
    values = {"month": "09.2017", "posted": "12.09.2017", "for_month": "08.2017", "place": "Сбербанк"} | cells
    return ";".join([code, values["month"], day, values["posted"], values["for_month"], values["place"], amount])


def payments(*rows: str) -> str:
    return "\n".join([HEADER, *rows, ""])


def test_rows_equal_in_everything_are_told_apart_by_their_number(bring: Import) -> None:
    assert counts(bring("payments", payments(row(), row(), row("50,00")))) == (3, 0, 0, 0)
    assert bring("payments", payments(row("50,00"), row(), row())).outcome == "unchanged"
    assert counts(bring("payments", payments(row(), row(), row()))) == (1, 0, 2, 0)
    assert Payment.objects.count() == 4


def test_equal_rows_far_apart(bring: Import) -> None:
    rows = [row(f"{number},00") for number in range(1, 1300)]
    assert counts(bring("payments", payments(*rows, row("7,00")))) == (1300, 0, 0, 0)
    assert Payment.objects.filter(amount=700).count() == 2


def test_a_long_place_still_names_the_payment(bring: Import) -> None:
    rows = (row(place="Б" * 199 + "1"), row(place="Б" * 199 + "2"))
    assert counts(bring("payments", payments(*rows))) == (2, 0, 0, 0)
    assert bring("payments", payments(*rows)).outcome == "unchanged"


@pytest.mark.parametrize("totals", [("Итого;;;;;;250,00",), ("Итого:;;;;;;100,00", "ВСЕГО;;;;;;250,00")])
def test_totals_that_agree_are_left_out(bring: Import, totals: tuple[str, ...]) -> None:
    parts = [row(), *totals[:-1], row("150,00"), totals[-1]]
    report = bring("payments", payments(*parts))
    assert (counts(report), report.counts.rows) == ((2, 0, 0, 0), 2)


def test_a_total_that_differs_refuses_the_file(bring: Import) -> None:
    before = dump()
    problem = only_problem(bring("payments", payments(row(), row("150,00"), "Итого;;;;;;260,00")))
    assert (problem.line, problem.column) == (4, "Сумма платежа")
    assert "250,00\u00a0₽" in problem.reason
    assert dump() == before


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (row(code="66ОО20"), "Платежный код", "нет"),
        (row("0,00"), "Сумма платежа", "0,00"),
        (row(""), "Сумма платежа", "пустая"),
        (row("NaN"), "Сумма платежа", "ошибки"),
        (row(day=""), "Дата платежа", "пустая"),
        (row(day="32.01.2017"), "Дата платежа", "календаре"),
        (row(day="11.09.2018"), "Дата платежа", "не наступила"),
        (row(posted="11.09.2018"), "Дата учёта", "не наступила"),
        (row(month=""), "Расчетный месяц", "Не указан"),
        (row(month="07.2017"), "Расчетный месяц", "закрыт"),
        (row(for_month="17"), "За какой месяц оплачено", "не месяц"),
    ],
)
def test_wrong_cells(bring: Import, account: BillingAccount, line: str, column: str, reason: str) -> None:
    make_period(account.organization, AUGUST.replace(month=7), PeriodState.CLOSED)
    before = dump()
    problem = only_problem(bring("payments", payments(row(), line)))
    assert (problem.line, problem.column) == (3, column)
    assert reason in problem.reason
    assert dump() == before


def test_a_closed_month_may_come_again_when_it_brings_nothing_new(bring: Import) -> None:
    bring("payments", payments(row()))
    BillingPeriod.objects.update_or_create(
        organization=Payment.objects.get().account.organization,
        month=Payment.objects.get().accounting_month,
        defaults={"state": PeriodState.CLOSED, "pay_by": TODAY},
    )
    assert counts(bring("payments", payments(row()))) == (0, 0, 1, 0)
    problem = only_problem(bring("payments", payments(row(), row("17,00"))))
    assert (problem.line, problem.reason) == (3, "Месяц закрыт.")


def test_the_month_may_come_from_the_command_line(bring: Import) -> None:
    bring("payments", payments(row(month="")), month=AUGUST)
    assert Payment.objects.get().accounting_month == AUGUST
    assert "--period 2017-08" in only_problem(bring("payments", payments(row("1,00")), month=AUGUST)).reason


def test_money_taken_in_the_cabinet_already_is_a_warning(bring: Import, account: BillingAccount) -> None:
    order = PaymentOrder.objects.create(
        account=account, payee=make_payee(account.organization), amount=10000, month=AUGUST, form_key=uuid.uuid4(),
        created_at=NOW,
    )  # fmt: skip
    attempt = PaymentAttempt.objects.create(
        order=order, provider="sandbox", total=10000, state=AttemptState.SUCCEEDED, created_at=NOW, updated_at=NOW
    )
    make_payment(account, "100", TODAY, source=PaymentSource.ONLINE, attempt=attempt, external_key=None)
    report = bring("payments", payments(row(), row("50,00")))
    assert len(report.warnings) == 1
    assert "не посчитаны ли деньги дважды" in report.warnings[0]


def test_a_payment_taken_back_is_below_zero(bring: Import) -> None:
    report = bring("payments", payments(row(), row("-100,00")))
    assert report.sums.delta["Сумма платежа"] == 0
    assert Payment.objects.filter(amount__lt=0).count() == 1


def test_a_day_long_ago_and_an_unusual_sum_are_warnings(bring: Import, account: BillingAccount) -> None:
    make_period(account.organization, AUGUST)
    report = bring("payments", payments(row(day="11.09.2006"), row("999999999,99"), row("499999,00")))
    old, large = report.warnings
    assert ("Строка 2" in old, "больше трёх лет назад" in old) == (True, True)
    assert ("Строка 3" in large, "больше 500" in large) == (True, True)
    assert report.counts.new == 3
