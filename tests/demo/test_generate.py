"""`kvita generate`: the size that was asked for, true to the same rules, nothing without its parent."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.models import F, Q, Sum

from kvita.accounts.models import BillingAccount
from kvita.billing.models import BillingPeriod, Statement, StatementLine
from kvita.calc.charge import charge_amount
from kvita.demo.bulk import stamping
from kvita.housing.models import Building, Premise
from kvita.metering.models import Reading, Register
from kvita.payments.models import Payment

pytestmark = pytest.mark.django_db


def generate(accounts: int, months: int, *more: str) -> str:
    out = io.StringIO()
    arguments = ["--accounts", str(accounts), "--months", str(months), "--until", "2026-10", *more]
    call_command("generate", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several batches, the last of them not full."""
    monkeypatch.setattr(stamping, "ACCOUNTS_OF_BATCH", 500)


@pytest.mark.usefixtures("small_batches")
def test_it_makes_the_size_that_was_asked_for() -> None:
    told = generate(1100, 1)
    assert BillingAccount.objects.count() == Premise.objects.count() == Statement.objects.count() == 1100
    assert StatementLine.objects.count() == 1100 * 12
    assert BillingAccount.objects.values("number").distinct().count() == 1100
    # 36 flats a house, the last one not full
    assert Building.objects.count() == 31
    assert "13,200" in told
    assert not Register.objects.exists()
    connection.check_constraints()


def test_the_rows_satisfy_the_rules_of_bills() -> None:
    generate(300, 3)
    columns = ("opening", "charged", "adjusted", "shortfall", "paid", "closing")
    wrong = Q()
    for name in columns:
        wrong |= ~Q(**{f"sum_{name}": F(name)})
    sums = {f"sum_{name}": Sum(f"lines__{name}") for name in columns}
    assert not Statement.objects.annotate(**sums).filter(wrong).exists()
    closings = dict(Statement.objects.filter(month=dt.date(2026, 9, 1)).values_list("account_id", "closing"))
    assert len(closings) == 300
    for account_id, opening in Statement.objects.filter(month=dt.date(2026, 10, 1)).values_list(
        "account_id", "opening"
    ):
        assert closings[account_id] == opening
    lines = StatementLine.objects.exclude(service__name="Пени").values_list("volume", "rate", "charged")
    assert all(charge_amount(volume, rate) == charged for volume, rate, charged in lines[::13])
    counted = Payment.objects.order_by().values_list("account_id", "accounting_month").annotate(total=Sum("amount"))
    paid = {(account_id, month): total for account_id, month, total in counted}
    for account_id, month, amount in Statement.objects.exclude(paid=0).values_list("account_id", "month", "paid"):
        assert paid.pop((account_id, month)) == amount
    assert paid == {}
    assert set(BillingPeriod.objects.values_list("month", flat=True)) == {dt.date(2026, n, 1) for n in (8, 9, 10)}


def test_meters_come_when_asked_for() -> None:
    generate(260, 2, "--meters")
    assert Register.objects.count() > 260 * 3
    last = Reading.objects.filter(month=dt.date(2026, 10, 1))
    assert last.values("register__meter__account").distinct().count() > 220
    connection.check_constraints()


def test_the_same_seed_makes_the_same_and_organizations_stand_side_by_side() -> None:
    def charged(slug: str) -> list[Any]:
        found = Statement.objects.filter(account__organization__slug=slug).order_by("pk")
        return list(found.values_list("charged", "closing", "account__number"))

    generate(40, 1, "--organization", "one", "--seed", "1")
    generate(40, 1, "--organization", "two", "--seed", "1")
    generate(40, 1, "--organization", "three", "--seed", "2")
    assert [row[2] for row in charged("one")] == [row[2] for row in charged("two")]
    assert len({row[0] for row in charged("one")}) > 30
    assert charged("one") != charged("three")


def test_what_cannot_be_made_is_refused() -> None:
    generate(1, 1)
    with pytest.raises(CommandError, match="уже есть"):
        generate(1, 1)
    for accounts, months in ((0, 1), (1, 0), (10**8, 1), (1, 1000)):
        with pytest.raises(CommandError, match="--accounts"):
            generate(accounts, months, "--organization", "other")
    with pytest.raises(CommandError, match="--until"):
        call_command("generate", "--accounts", "1", "--months", "1", "--until", "2026", stdout=io.StringIO())


@pytest.mark.postgres
@pytest.mark.usefixtures("small_batches")
def test_on_postgresql_the_program_goes_on_counting() -> None:
    generate(300, 1)
    last = BillingAccount.objects.latest("pk")
    added = BillingAccount.objects.create(
        organization=last.organization, premise=last.premise, number="1", payment_code="1"
    )
    assert added.pk > last.pk
