"""Organisations, portals, services with prices, periods, buildings: few rows, stored one by one."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from kvita.billing.enums import PeriodState
from kvita.billing.models import BillingPeriod
from kvita.calc.period import Month
from kvita.demo.life.homes import House
from kvita.demo.plans.plan import Growth, Method, OrganizationPlan, PortalPlan, ServicePlan
from kvita.demo.plans.prices import price_list
from kvita.housing.models import Building, City, ManagingOrganization, Payee, Portal, Supplier
from kvita.housing.presets import PRESETS
from kvita.housing.services import apply_preset
from kvita.tariffs.models import Norm, Rate, Service, Tariff

NORMS_SINCE = dt.date(2012, 7, 1)
PROVIDER = "sandbox"  # the bank of the demo


@dataclass(frozen=True, slots=True)
class StoredOrganization:
    """An organisation with the ids of its services, in the order of the plan."""

    plan: OrganizationPlan
    row: ManagingOrganization
    city: City
    service_ids: tuple[int, ...]


def store_portal(plan: PortalPlan, host_suffix: str = ".localhost") -> tuple[Portal, list[StoredOrganization]]:
    """Store a portal with its organisations and all their settings; payments go to the bank of the demo."""
    portal = Portal.objects.create(
        slug=plan.slug,
        name=plan.name,
        host=f"{plan.slug}{host_suffix}",
        support_phone=plan.support_phone,
        support_hours=plan.support_hours,
        support_email=plan.support_email,
        support_messenger=plan.support_messenger,
        footer=plan.footer,
    )
    stored = [store_organization(organization) for organization in plan.organizations]
    portal.organizations.set([one.row for one in stored])
    apply_preset(portal=portal, organizations=[one.row for one in stored], preset=plan.slug)
    for one in stored:
        one.row.settings.payment_providers = [PROVIDER]
        one.row.settings.save(update_fields=["payment_providers"])
    return portal, stored


def store_organization(plan: OrganizationPlan) -> StoredOrganization:
    """Store an organisation, whom it pays through, and its services with prices."""
    row = ManagingOrganization.objects.create(
        slug=plan.slug,
        name=plan.name,
        short_name=plan.short_name,
        inn=plan.inn,
        kpp=plan.kpp,
        ogrn=plan.ogrn,
        address=plan.address,
        phone=plan.phone,
        office_hours=plan.office_hours,
        emergency_phone=plan.emergency_phone,
        email=plan.email,
        time_zone=plan.time_zone,
    )
    payees = {
        payee.name: Payee.objects.create(
            organization=row,
            name=payee.name,
            inn=payee.inn,
            kpp=plan.kpp,
            settlement_account=payee.account,
            bank_name=payee.bank,
            bic=payee.bic,
            correspondent_account=payee.correspondent,
            product_code=payee.product_code,
            is_default=number == 0,
            accepts_online=payee.online,
        )
        for number, payee in enumerate(plan.payees)
    }
    city, _ = City.objects.get_or_create(name=plan.city, region=plan.region)
    services = [
        _store_service(row, service, payees.get(service.payee), position)
        for position, service in enumerate(plan.services, start=1)
    ]
    return StoredOrganization(plan, row, city, tuple(service.pk for service in services))


def _store_service(row: ManagingOrganization, plan: ServicePlan, payee: Payee | None, position: int) -> Service:
    supplier = None
    if plan.supplier:
        supplier, _ = Supplier.objects.get_or_create(organization=row, name=plan.supplier)
    service = Service.objects.create(
        organization=row,
        name=plan.name,
        kind=plan.kind,
        unit=plan.unit,
        supplier=supplier,
        payee=payee,
        position=position * 10,
    )
    if plan.method is Method.METERED and plan.factor != "1":
        Norm.objects.create(
            service=service, amount=Decimal(plan.factor), valid_from=NORMS_SINCE, title="Нормативы потребления региона"
        )
    # Heat by the square meter has no price of its own: every month has another.
    if plan.growth is not Growth.NONE and plan.method is not Method.HEATING_BY_AREA:
        tariff = Tariff.objects.create(service=service, title=plan.act)
        prices = price_list(plan)
        ends = [*(since for since, _ in prices[1:]), None]
        Rate.objects.bulk_create(
            Rate(tariff=tariff, amount=amount, valid_from=since, valid_to=until)
            for (since, amount), until in zip(prices, ends, strict=True)
        )
    return service


def store_building(organization: StoredOrganization, house: House) -> Building:
    """Store a house with its areas."""
    plan = house.plan
    return Building.objects.create(
        organization=organization.row,
        city=organization.city,
        street=plan.street,
        number=plan.number,
        total_area=Decimal(house.total_area) / 100,
        heated_area=Decimal(house.flats_area) / 100,
        common_area=Decimal(house.common_area) / 100,
        premises_count=len(house.households),
        floors_count=plan.floors,
        built_year=plan.built,
    )


def store_period(organization: StoredOrganization, month: Month, state: PeriodState, now: dt.datetime) -> BillingPeriod:
    """Store a month: published on the 5th of the next one, closed five days later; never in the future.

    It is open until `settle_periods` gives it this state: nobody writes bills of a month that is published.
    """
    published = min(now, dt.datetime.combine(month.next.first_day.replace(day=5), dt.time(7), dt.UTC))
    return BillingPeriod.objects.create(
        organization=organization.row,
        month=month.first_day,
        state=PeriodState.OPEN,
        pay_by=pay_by(organization, month),
        bills_valid_until=organization.row.settings.bill_valid_until(month.first_day),
        published_at=None if state == PeriodState.OPEN else published,
        closed_at=min(now, published + dt.timedelta(days=5)) if state == PeriodState.CLOSED else None,
    )


def settle_periods(organization: StoredOrganization) -> None:
    """Publish and close the months of an organisation, now that their bills are stored."""
    open_ones = BillingPeriod.objects.filter(organization=organization.row, state=PeriodState.OPEN)
    open_ones.exclude(published_at=None).update(state=PeriodState.PUBLISHED)
    published = BillingPeriod.objects.filter(organization=organization.row, state=PeriodState.PUBLISHED)
    published.exclude(closed_at=None).update(state=PeriodState.CLOSED)


def pay_by(organization: StoredOrganization, month: Month) -> dt.date:
    """Return the last day to pay: the setting, and before March 2026 the 10th that the law then named."""
    if month < Month(2026, 2):
        return month.next.first_day.replace(day=10)
    return organization.row.settings.pay_by(month.first_day)


def netting_of(preset: str) -> bool:
    """Tell whether a preset lets an overpayment of one service pay for another."""
    return bool(PRESETS[preset].organization.get("netting_between_services", False))
