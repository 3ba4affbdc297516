"""Building the demo: the same twice, on any day of the year, and only once."""

import datetime as dt
import zoneinfo
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Max

from kvita.accounts.models import AccountLink, BillingAccount
from kvita.billing.enums import PeriodState
from kvita.billing.models import Adjustment, BillingPeriod, CommonMeterShare, Statement, StatementLine
from kvita.calc.money import Money
from kvita.demo.signins import RESIDENTS, AccountSpec, Situation
from kvita.demo.world import build_world, world_exists
from kvita.housing.models import (
    Building,
    ManagingOrganization,
    OrganizationSettings,
    Payee,
    Portal,
    PortalSettings,
    Premise,
)
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


# The last evening of a month (the next one has begun east of Moscow), the first minutes of a year, the ends of two
# Februaries, the first and the day after the last of the readings window, and days far away.
MOMENTS = (
    "2026-11-30T20:30+00:00", "2026-11-30T22:30+00:00", "2027-01-01T00:30+00:00", "2027-02-28T23:30+00:00",
    "2028-02-29T12:00+00:00", "2026-12-10T00:30+00:00", "2026-12-26T00:30+00:00", "2025-08-31T12:00+00:00",
    "2030-12-04T12:00+00:00",
)  # fmt: skip
# What lies ahead by its nature: terms, validity, works that are planned.
AHEAD = {
    "pay_by", "valid_from", "valid_to", "valid_until", "bills_valid_until", "verification_due_on", "starts_at",
    "ends_at", "expires_at", "expire_date", "due_at", "decide_by",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("moment", MOMENTS)
def test_it_makes_sense_at_any_moment(moment: str) -> None:
    now = dt.datetime.fromisoformat(moment)
    build_world(now=now, months=1)
    connection.check_constraints()
    for organization in ManagingOrganization.objects.all():
        month = now.astimezone(zoneinfo.ZoneInfo(organization.time_zone)).date().replace(day=1)
        periods = dict(organization.periods.values_list("state", "month"))
        assert periods[PeriodState.OPEN] == month, organization
        assert periods[PeriodState.PUBLISHED] == (month - dt.timedelta(days=1)).replace(day=1), organization
    assert in_the_future(now) == []
    for spec in RESIDENTS:
        for account in spec.accounts:
            if account.situation is Situation.SETTLED:
                assert amount_due(_account(account)).due == Money.ZERO


def in_the_future(now: dt.datetime) -> list[str]:
    """Return the columns of times and days that hold something after this moment."""
    easternmost = max(
        now.astimezone(zoneinfo.ZoneInfo(name)).date()
        for name in ManagingOrganization.objects.values_list("time_zone", flat=True)
    )
    found = []
    for table in apps.get_models():
        for field in table._meta.concrete_fields:
            if field.name in AHEAD or not isinstance(field, models.DateField):
                continue
            limit = now if isinstance(field, models.DateTimeField) else easternmost
            newest = table._default_manager.order_by().aggregate(newest=Max(field.name))["newest"]
            if newest is not None and newest > limit:
                found.append(f"{table.__name__}.{field.name}: {newest}")
    return found


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
