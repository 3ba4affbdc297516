"""Builds the whole world of the demo, or takes it away."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from kvita.billing.enums import PeriodState
from kvita.calc.period import Month
from kvita.demo.announcements import store_announcements
from kvita.demo.doubts import store_doubts
from kvita.demo.life.homes import draw_houses
from kvita.demo.life.organization import Wanted, live
from kvita.demo.plans import PLANS
from kvita.demo.plans.plan import PortalPlan
from kvita.demo.signins import specs_of
from kvita.demo.storing.bank import store_lost_payments, store_origins
from kvita.demo.storing.ledger import Ledger
from kvita.demo.storing.people import hashed_password, store_people
from kvita.demo.storing.printed import store_printed
from kvita.demo.storing.reference import StoredOrganization, settle_periods, store_period, store_portal
from kvita.demo.storing.registrations import store_registrations
from kvita.demo.storing.stories import StoryWriter
from kvita.housing.models import Building, Portal

SEED: Final = 2026
MONTHS: Final = 24
PRINTED_ORGANIZATION: Final = "solnechny"


@dataclass(frozen=True, slots=True)
class WorldSize:
    """How much was stored."""

    accounts: int
    statements: int
    lines: int
    readings: int
    payments: int


def world_exists() -> bool:
    """Tell whether the demo is already in the database."""
    return Portal.objects.filter(slug__in=[plan.slug for plan in PLANS]).exists()


@transaction.atomic
def build_world(*, now: dt.datetime, seed: int = SEED, months: int = MONTHS) -> WorldSize:
    """Store five portals with their organisations, `months` months up to the one before `now`, and the sign-ins.

    The same `now` and seed give the same rows. Raises `IntegrityError` when the demo is already there.
    """
    password = hashed_password()
    ledger, lost = Ledger(), 0
    for plan in PLANS:
        portal, organizations = store_portal(plan)
        for organization in organizations:
            _store_life(ledger, plan, organization, now=now, seed=seed, months=months)
        ledger.write()
        for organization in organizations:
            settle_periods(organization)
            store_origins(organization.row, now)
            if organization.plan.slug == PRINTED_ORGANIZATION:
                lost += store_lost_payments(organization.row, now)
        store_people(portal, organizations, now=now, password=password)
        store_registrations(portal, now=now, password=password)
    doubts = store_doubts(now=now)  # after the ledger, which counts the keys itself
    return WorldSize(
        accounts=ledger.accounts.written,
        statements=ledger.statements.written,
        lines=ledger.lines.written,
        readings=ledger.readings.written + doubts,
        payments=ledger.payments.written + lost,
    )


def _store_life(
    ledger: Ledger, portal: PortalPlan, organization: StoredOrganization, *, now: dt.datetime, seed: int, months: int
) -> None:
    today = now.astimezone(zoneinfo.ZoneInfo(organization.row.time_zone)).date()
    current = Month.of(today)
    span = tuple(Month.span(current - months, current.previous))
    specs = specs_of(organization.plan.slug)
    wanted = Wanted(
        months=span,
        today=today,
        seed=seed,
        preset=portal.slug,
        named={account.number: account.has_paid for account, _ in specs},
    )
    houses = draw_houses(
        organization.plan,
        seed,
        {account.number: account.payer for account, _ in specs},
        {account.number: resident.person for account, resident in specs},
        installed_year=min(span[0].year, today.year - 1),  # a meter is not younger than this month
    )
    if organization.plan.slug == PRINTED_ORGANIZATION:
        store_printed(ledger, organization, seed=seed, now=now)
    writer = StoryWriter(ledger, organization, _store_periods(organization, span, current, now), now)
    for story in live(organization.plan, houses, wanted):
        writer.write_house(story)
    first = Building.objects.filter(organization=organization.row).order_by("pk")[:1]
    store_announcements(organization, list(first), now)


def _store_periods(
    organization: StoredOrganization, span: tuple[Month, ...], current: Month, now: dt.datetime
) -> dict[dt.date, int]:
    """Store the months: the last one published, those before it closed, the current one open."""
    states = dict.fromkeys(span[:-1], PeriodState.CLOSED)
    states |= {span[-1]: PeriodState.PUBLISHED, current: PeriodState.OPEN}
    return {month.first_day: store_period(organization, month, state, now).pk for month, state in states.items()}
