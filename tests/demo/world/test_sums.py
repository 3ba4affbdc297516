"""The demo adds up: balances, volumes, readings, payments, shares, over every row of it."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Count, F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from kvita.accounts.models import BillingAccount
from kvita.billing.enums import PeriodState
from kvita.billing.models import Adjustment, BillingPeriod, CommonMeterShare, Statement, StatementLine
from kvita.calc.charge import charge_amount
from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.calc.rounding import round_half_up
from kvita.demo.world import WorldSize
from kvita.housing.models import ManagingOrganization
from kvita.metering.enums import LIVE_STATES, MeterScope, ReadingKind, ReadingState
from kvita.metering.models import Meter, Reading
from kvita.payments.models import Payment
from kvita.publications.enums import AnnouncementKind
from kvita.publications.models import Announcement
from kvita.remittances.selectors import check_ledger
from kvita.tariffs.enums import ServiceKind
from kvita.tariffs.models import Rate
from tests.demo.world.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

FIRST, LAST = dt.date(2024, 11, 1), dt.date(2026, 10, 1)
COLUMNS = ("opening", "charged", "adjusted", "shortfall", "paid", "closing")
MODERN = Q(month__gte=FIRST)


def test_the_database_agrees_with_every_row() -> None:
    connection.check_constraints()


def test_the_counted_rows_are_there(world: WorldSize) -> None:
    assert world.accounts == BillingAccount.objects.count()
    assert world.lines == StatementLine.objects.count()
    assert world.readings == Reading.objects.count()
    assert world.payments == Payment.objects.count()


def test_every_organization_has_sixty_accounts_and_two_years() -> None:
    organizations = ManagingOrganization.objects.annotate(
        accounts_count=Count("accounts", distinct=True),
        months_count=Count("periods", distinct=True, filter=Q(periods__month__gte=FIRST, periods__month__lte=LAST)),
    )
    assert organizations.count() >= 5
    for organization in organizations:
        assert organization.accounts_count >= 60
        assert organization.months_count == 24


def test_months_are_closed_published_and_open() -> None:
    for organization in ManagingOrganization.objects.all():
        states = dict(
            BillingPeriod.objects.filter(organization=organization, month__gte=FIRST).values_list("month", "state")
        )
        assert states.pop(dt.date(2026, 11, 1)) == PeriodState.OPEN
        assert states.pop(LAST) == PeriodState.PUBLISHED
        assert set(states.values()) == {PeriodState.CLOSED}
    assert not BillingPeriod.objects.filter(Q(published_at__gt=NOW) | Q(closed_at__gt=NOW)).exists()


def test_totals_are_the_sums_of_the_lines() -> None:
    sums = {f"sum_{name}": Sum(f"lines__{name}") for name in COLUMNS}
    wrong = Q()
    for name in COLUMNS:
        wrong |= ~Q(**{f"sum_{name}": F(name)})
    assert not Statement.objects.annotate(**sums).filter(wrong).exists()
    in_debt = Coalesce(Sum("lines__closing", filter=Q(lines__closing__gt=0)), 0)
    assert not Statement.objects.annotate(in_debt=in_debt).exclude(arrears=F("in_debt")).exists()


def test_every_line_opens_with_the_balance_it_closed_with() -> None:
    closings: dict[tuple[int, int], tuple[dt.date, Money]] = {}
    rows = StatementLine.objects.order_by("statement__month", "pk").values_list(
        "statement__account_id", "service_id", "statement__month", "opening", "closing"
    )
    compared = 0
    for account_id, service_id, month, opening, closing in rows:
        before = closings.get((account_id, service_id))
        if before is not None:
            assert before == (Month.of(month).previous.first_day, opening)
            compared += 1
        closings[account_id, service_id] = (month, closing)
    assert compared > 100_000


def test_charges_are_volume_times_rate_rounded_once() -> None:
    lines = StatementLine.objects.exclude(service__kind=ServiceKind.PENALTY).order_by("pk")
    for volume, rate, charged in lines.values_list("volume", "rate", "charged")[::9]:
        assert charge_amount(volume, rate) == charged


def test_adjustments_are_those_of_the_lines_and_have_a_reason() -> None:
    amounts: dict[tuple[int, int], int] = defaultdict(int)
    for adjustment in Adjustment.objects.all():
        amounts[adjustment.statement_id, adjustment.service_id] += adjustment.amount.kopecks
        assert len(adjustment.note) > 20
    adjusted = StatementLine.objects.exclude(adjusted=0)
    assert {(line.statement_id, line.service_id): line.adjusted.kopecks for line in adjusted} == dict(amounts)
    assert len(amounts) > 200


def test_a_correction_starts_from_what_was_charged() -> None:
    keys = ("statement__account_id", "service_id")
    known = Adjustment.objects.filter(base__isnull=False).values_list(*keys, "corrected_month", "base")
    bases = {tuple(key): base for *key, base in known}
    lines = StatementLine.objects.filter(statement__account__in=known.values("statement__account"))
    charged = {tuple(key): amount for *key, amount in lines.values_list(*keys, "statement__month", "charged")}
    compared = [(charged[key], base) for key, base in bases.items() if key in charged]
    assert len(compared) > 200
    assert all(amount == base for amount, base in compared)


def test_what_a_statement_says_is_paid_was_paid() -> None:
    sums = {
        (account_id, month): total
        for account_id, month, total in Payment.objects.order_by()
        .values_list("account_id", "accounting_month")
        .annotate(total=Sum("amount"))
    }
    for account_id, month, total in Statement.objects.exclude(paid=0).values_list("account_id", "month", "paid"):
        assert sums.pop((account_id, month)) == total
    assert all(month >= dt.date(2026, 11, 1) or month == dt.date(2017, 9, 1) for _, month in sums)
    assert sums
    assert not Payment.objects.filter(Q(paid_on__gt=NOW.date()) | Q(posted_on__lt=F("paid_on"))).exists()


def test_readings_count_what_is_billed() -> None:
    """By account, month and service the counted consumption of the scales is the volume of the line."""
    counted: dict[tuple[int, dt.date, int], Decimal] = defaultdict(Decimal)
    rows = Reading.objects.filter(
        register__meter__scope=MeterScope.UNIT,
        state__in=(ReadingState.COUNTED, ReadingState.SUPERSEDED),
        month__gte=FIRST,
    )
    for account_id, month, service_id, volume in rows.values_list(
        "register__meter__account_id", "month", "register__service_id", "consumption"
    ):
        counted[account_id, month, service_id] += volume or 0
    lines = StatementLine.objects.filter(statement__month__gte=FIRST, service__kind=ServiceKind.ELECTRICITY)
    compared = 0
    for account_id, month, service_id, volume in lines.values_list(
        "statement__account_id", "statement__month", "service_id", "volume"
    ):
        if (account_id, month, service_id) in counted:
            assert counted[account_id, month, service_id] == volume
            compared += 1
    assert compared > 5_000


def test_a_meter_goes_forward_and_by_as_much_as_was_counted() -> None:
    before: dict[int, Decimal] = {}
    corrected = compared = 0
    rows = Reading.objects.filter(state__in=LIVE_STATES).order_by("register_id", "taken_on")
    for register_id, value, consumption in rows.values_list("register_id", "value", "consumption"):
        if register_id in before:
            assert value >= before[register_id]
            if value - before[register_id] == consumption:
                compared += 1
            else:
                corrected += 1
        before[register_id] = value
    assert compared > 30_000
    # Only after an estimate that was too high, which is then superseded.
    assert corrected == Reading.objects.filter(state=ReadingState.SUPERSEDED, month__gte=FIRST).count()
    assert Reading.objects.filter(kind=ReadingKind.ESTIMATED).count() > corrected > 100


def test_common_meters_are_shared_out_by_area() -> None:
    shares = CommonMeterShare.objects.select_related("statement")
    assert shares.count() > 1000
    for share in shares.order_by("pk")[::11]:
        assert share.building_volume == share.units_volume + share.remainder_volume
        assert share.share_volume == round_half_up(share.remainder_volume * share.basis_share / share.basis_total, 7)
        line = StatementLine.objects.get(statement=share.statement_id, service=share.service_id)
        assert line.volume == share.share_volume


def test_the_meter_of_the_house_shows_what_is_shared_out() -> None:
    meter = Meter.objects.filter(scope=MeterScope.BUILDING).first()
    assert meter is not None
    reading = Reading.objects.get(register__meter=meter, month=LAST)
    share = CommonMeterShare.objects.filter(
        statement__month=LAST, statement__account__premise__building=meter.building_id
    ).first()
    assert share is not None
    assert reading.consumption == share.building_volume


def test_it_is_warm_in_summer_and_dear_in_winter() -> None:
    heating = StatementLine.objects.filter(service__kind=ServiceKind.HEATING, statement__month__gte=FIRST)
    assert not heating.filter(statement__month__month__in=(6, 7, 8), charged__gt=0).exists()
    assert not heating.filter(statement__month__month__in=(11, 12, 1, 2, 3), charged=0).exists()
    assert heating.filter(shortfall__gt=0, shortfall_days__gt=0).exists()


def test_prices_rise_when_the_state_says_so() -> None:
    line = StatementLine.objects.filter(service__name="Холодная вода", statement__account__number="0200406")
    by_month = {row["statement__month"]: row["rate"] for row in line.values("statement__month", "rate")}
    rises = [month for month, rate in by_month.items() if by_month.get(Month.of(month).previous.first_day, rate) < rate]
    assert sorted(rises) == [dt.date(2025, 7, 1), dt.date(2026, 1, 1), dt.date(2026, 10, 1)]
    for month, rate in by_month.items():
        in_force = Rate.objects.get(
            Q(valid_to=None) | Q(valid_to__gt=month),
            tariff__service__name="Холодная вода",
            tariff__service__organization__slug="lipovaya",
            valid_from__lte=month,
        )
        assert in_force.amount == rate


def test_there_are_debts_overpayments_and_penalties() -> None:
    newest = Statement.objects.filter(month=LAST)
    assert newest.filter(closing__gt=F("charged") * 3).count() >= 5
    assert newest.filter(closing__lt=0).count() >= 5
    assert StatementLine.objects.filter(service__kind=ServiceKind.PENALTY, charged__gt=0).count() > 100


def test_bills_are_of_a_size_that_people_know() -> None:
    span = (
        Statement.objects.filter(MODERN)
        .exclude(account__kind="RENT")
        .aggregate(low=Min("charged"), high=Max("charged"))
    )
    assert span["low"].kopecks > 100_00
    assert span["high"].kopecks < 25_000_00


def test_announcements_are_fresh_and_an_outage_comes() -> None:
    for organization in ManagingOrganization.objects.all():
        found = Announcement.objects.filter(organization=organization)
        assert found.filter(kind=AnnouncementKind.NEWS, published_at__lte=NOW).count() >= 4
        outage = found.get(kind=AnnouncementKind.OUTAGE)
        assert outage.starts_at is not None
        assert NOW < outage.starts_at < NOW + dt.timedelta(days=7)


def test_every_kopeck_of_the_demo_has_a_source() -> None:
    for organization in ManagingOrganization.objects.all():
        ledger = check_ledger([organization.pk])
        assert (ledger.agrees, ledger.gap) == (True, Money(0)), organization
