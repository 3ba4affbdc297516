"""The life of an organisation: houses one after another, each month by month."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kvita.calc.period import Month
from kvita.calc.rounding import to_units
from kvita.demo.chance import Chance
from kvita.demo.life import seasons
from kvita.demo.life.account import AccountLife, HouseMonth, Terms
from kvita.demo.life.bill import Bill, Pay, Read
from kvita.demo.life.homes import House, Household
from kvita.demo.plans.plan import Method, OrganizationPlan
from kvita.demo.plans.prices import price_on
from kvita.housing.presets import PRESETS
from kvita.metering.enums import ReadingState

WARM_UP = 3  # months before the first stored one, so that it starts with debts and averages


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which months, up to which day, with which rules."""

    months: tuple[Month, ...]
    today: dt.date
    seed: int
    preset: str
    named: Mapping[str, bool] = field(default_factory=dict)  # accounts of the sign-ins, and whether they have paid


@dataclass(slots=True)
class AccountStory:
    """What is stored of one account. `first_reads` are the values before the first month."""

    household: Household
    bills: list[Bill] = field(default_factory=list)
    first_reads: list[Read] = field(default_factory=list)
    new_reads: list[Read] = field(default_factory=list)
    new_payments: list[Pay] = field(default_factory=list)


@dataclass(slots=True)
class HouseStory:
    """A house with the stories of its accounts; `common` has the volumes of the house by month, 7 digits."""

    house: House
    accounts: list[AccountStory]
    common: list[tuple[Month, int]] = field(default_factory=list)


def live(plan: OrganizationPlan, houses: Sequence[House], wanted: Wanted) -> Iterator[HouseStory]:
    """Yield the stories of the houses."""
    first = wanted.months[0] - WARM_UP
    terms = [terms_of(plan, month, wanted) for month in Month.span(first, wanted.months[-1].next)]
    for house in houses:
        yield _live_in(plan, house, terms, wanted)


def terms_of(plan: OrganizationPlan, month: Month, wanted: Wanted) -> Terms:
    """Return prices, norms and rules of a month."""
    rules = PRESETS[wanted.preset].organization
    return Terms(
        month=month,
        services=plan.services,
        factors=tuple(to_units(Decimal(service.factor), 7) for service in plan.services),
        rates=tuple(to_units(price_on(service, month.first_day), 6) for service in plan.services),
        parts=tuple(
            tuple(
                (to_units(Decimal(part.factor), 7), to_units(price_on(part, month.first_day), 6))
                for part in service.parts
            )
            for service in plan.services
        ),
        heat_norm=seasons.heat_norm(wanted.seed, plan.city, month),
        netting=bool(rules.get("netting_between_services", False)),
        places=plan.pay_places,
        window=(rules.get("reading_window_from", 10), rules.get("reading_window_to", 25)),
    )


def services_of(plan: OrganizationPlan, house: House) -> tuple[int, ...]:
    """Return the numbers of the services that a house has: no gas line without gas, no night line without a scale."""
    missing = (set() if house.plan.gas else {"gas"}) | (set() if house.plan.two_tariff else {"night"})
    return tuple(
        number
        for number, service in enumerate(plan.services)
        if service.method is not Method.METERED or not set(service.resources) <= missing
    )


def _live_in(plan: OrganizationPlan, house: House, terms: Sequence[Terms], wanted: Wanted) -> HouseStory:
    present = services_of(plan, house)
    lives = [AccountLife(household, wanted.seed, plan.slug, present) for household in house.households]
    story = HouseStory(house, [AccountStory(household) for household in house.households])
    for now in terms[:-1]:
        used = [life.consume(now) for life in lives]
        happened = _house_month(plan, house, now, wanted.seed, sum(use.real.get("day", 0) for use in used))
        for life, account in zip(lives, story.accounts, strict=True):
            bill = life.bill(now, happened)
            if now.month >= wanted.months[0]:
                account.bills.append(bill)
            elif now.month.next == wanted.months[0]:
                account.first_reads = bill.reads
        if now.month >= wanted.months[0] and happened.shares:
            story.common.append((now.month, next(iter(happened.shares.values()))[0]))
    for life, account in zip(lives, story.accounts, strict=True):
        _begin_month(life, account, terms[-1], wanted)
    return story


def _begin_month(life: AccountLife, account: AccountStory, terms: Terms, wanted: Wanted) -> None:
    """Let the current month happen up to today: some have paid, some have sent readings.

    The people of the sign-ins have paid whatever the day is, or have not; their readings are theirs to send.
    """
    has_paid = wanted.named.get(account.household.number)
    payment = life.pay_ahead_of_bill(terms)
    if payment is not None and has_paid:
        payment = replace(
            payment, paid_on=min(payment.paid_on, wanted.today), posted_on=min(payment.posted_on, wanted.today)
        )
    if payment is not None and payment.posted_on <= wanted.today and has_paid is not False:
        account.new_payments.append(payment)
    use = life.consume(terms)
    if use.overestimated:  # will be set right in the bill of this month, which is not made yet
        for read in account.bills[-1].reads:
            read.state = ReadingState.COUNTED
    elif has_paid is None and not use.is_estimated:
        account.new_reads = [
            replace(read, state=ReadingState.ACCEPTED) for read in use.reads if read.taken_on <= wanted.today
        ]


def _house_month(plan: OrganizationPlan, house: House, terms: Terms, seed: int, units: int) -> HouseMonth:
    chance = Chance(seed, plan.slug, house.plan.street, house.plan.number, terms.month)
    off = chance.between(6, 60) if terms.heat_norm > 100 and chance.percent(9) else 0
    shares = {}
    for number, service in enumerate(plan.services):
        if service.method is Method.COMMON:
            usual = (
                house.flats_area * terms.factors[number] // 100 * seasons.of_month(seasons.COMMON_POWER, terms.month)
            )
            remainder = chance.around(usual // 100, 12)
            shares[number] = (units * 10_000 + remainder, units * 10_000, remainder)
    return HouseMonth(off, shares, house.flats_area)
