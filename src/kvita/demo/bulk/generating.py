"""An organisation of any size, from nothing to the last row."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from kvita.billing.enums import PeriodState
from kvita.calc.period import Month
from kvita.core.errors import DomainError
from kvita.demo.bulk.block import make_block, months_until
from kvita.demo.bulk.stamping import Progress, stamp_copies
from kvita.demo.life.organization import Wanted
from kvita.demo.plans.generated import generated_plan
from kvita.demo.storing.reference import StoredOrganization, settle_periods, store_organization, store_period
from kvita.housing.models import ManagingOrganization, Portal
from kvita.housing.services import apply_preset

PRESET = "tszh"


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: sizes, the newest month, the seed, and whether meters with readings are wanted."""

    slug: str
    accounts: int
    months: int
    until: Month
    seed: int
    with_meters: bool


def generate(order: Order, *, now: dt.datetime, progress: Progress) -> dict[str, int]:
    """Store the organisation with a portal `<slug>.localhost` and published months; return rows by table.

    Raises `DomainError` "organization_exists".
    """
    if ManagingOrganization.objects.filter(slug=order.slug).exists():
        raise DomainError("organization_exists", f"Организация «{order.slug}» уже есть. Назовите другую.")
    months = months_until(order.until, order.months)
    with transaction.atomic():
        organization = _store_organization(order.slug)
        periods = {
            month.first_day: store_period(organization, month, PeriodState.PUBLISHED, now).pk for month in months
        }
    wanted = Wanted(months=months, today=order.until.last_day, seed=order.seed, preset=PRESET)
    block = make_block(organization, wanted, periods, with_meters=order.with_meters)
    stored = stamp_copies(block, order.accounts, progress=progress)
    settle_periods(organization)
    return stored


def _store_organization(slug: str) -> StoredOrganization:
    organization = store_organization(generated_plan(slug))
    portal = Portal.objects.create(slug=slug, name=organization.plan.short_name, host=f"{slug}.localhost")
    portal.organizations.set([organization.row])
    apply_preset(portal=portal, organizations=[organization.row], preset=PRESET)
    return organization
