"""Building the demo: the same twice, on any day of the year, and only once."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kvita.accounts.models import AccountLink, BillingAccount
from kvita.billing.enums import PeriodState
from kvita.billing.models import Adjustment, BillingPeriod, CommonMeterShare, Statement, StatementLine
from kvita.calc.money import Money
from kvita.demo.signins import RESIDENTS, AccountSpec, Situation
from kvita.demo.world import build_world, world_exists
from kvita.housing.models import Building, OrganizationSettings, Payee, Portal, PortalSettings, Premise
from kvita.identity.models import User
from kvita.metering.models import Meter, Reading, Register
from kvita.payments.models import Payment
from kvita.payments.selectors import amount_due
from kvita.publications.models import Announcement
from kvita.tariffs.models import Rate, Service

NOW = dt.datetime(2026, 11, 21, 7, 0, tzinfo=dt.UTC)
TABLES = (
    Portal, PortalSettings, OrganizationSettings, Payee, Building, Premise, BillingAccount, AccountLink, User, Service,
    Rate, BillingPeriod, Statement, StatementLine, Adjustment, CommonMeterShare, Meter, Register, Reading, Payment,
    Announcement,
)  # fmt: skip


def dump() -> dict[str, list[Any]]:
    """Return every row but for keys, which a sequence of PostgreSQL may give anew."""
    rows = {}
    for table in TABLES:
        names = [field.attname for field in table._meta.concrete_fields if not (field.primary_key or field.is_relation)]
        rows[table.__name__] = list(table._default_manager.order_by("pk").values_list(*names))
    return rows


def built(seed: int) -> dict[str, list[Any]]:
    with transaction.atomic():
        build_world(now=NOW, seed=seed, months=2)
        found = dump()
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_same_seed_and_day_give_the_same_world_and_another_seed_another() -> None:
    first = built(seed=1)
    assert all(first.values())
    assert built(seed=1) == first
    assert built(seed=2)["StatementLine"] != first["StatementLine"]


@pytest.mark.django_db
@pytest.mark.parametrize("day", [dt.date(2026, 1, 1), dt.date(2028, 2, 29), dt.date(2025, 8, 31), dt.date(2030, 12, 4)])
def test_it_can_be_built_on_any_day(day: dt.date) -> None:
    now = dt.datetime.combine(day, dt.time(12), dt.UTC)
    build_world(now=now, months=1)
    connection.check_constraints()
    newest = BillingPeriod.objects.filter(organization__slug="lipovaya", state=PeriodState.PUBLISHED).get()
    assert (newest.month.year * 12 + newest.month.month) == day.year * 12 + day.month - 1
    assert newest.published_at is not None
    assert newest.published_at <= now
    assert not Payment.objects.filter(paid_on__gt=day).exists()
    assert not Reading.objects.filter(taken_on__gt=day).exists()
    for spec in RESIDENTS:
        for account in spec.accounts:
            if account.situation is Situation.SETTLED:
                assert amount_due(_account(account)).due == Money.ZERO


def _account(spec: AccountSpec) -> BillingAccount:
    return BillingAccount.objects.select_related("organization__settings").get(
        organization__slug=spec.organization, number=spec.number
    )


@pytest.mark.django_db
def test_it_is_built_once() -> None:
    assert not world_exists()
    build_world(now=NOW, months=1)
    assert world_exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        build_world(now=NOW, months=1)


@pytest.mark.django_db
def test_the_program_goes_on_counting_where_the_demo_stopped() -> None:
    build_world(now=NOW, months=1)
    account = BillingAccount.objects.latest("pk")
    added = BillingAccount.objects.create(
        organization=account.organization, premise=account.premise, number="1", payment_code="1"
    )
    assert added.pk > account.pk
