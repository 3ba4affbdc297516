"""Flats from which no reading has come, and what will be charged instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kvita.accounts.models import BillingAccount
from kvita.calc.period import Month
from kvita.metering.enums import LIVE_STATES
from kvita.metering.models import Reading, Register
from kvita.metering.selectors.registers import TAKEN_KINDS, RegisterMonth, register_months
from kvita.metering.selectors.terms import with_terms

_HOUSE = "meter__account__premise__building"


@dataclass(frozen=True, slots=True)
class HouseProgress:
    """How many scales of a house have their reading of the month."""

    building_id: int
    address: str
    total: int
    missing: int

    @property
    def sent(self) -> int:
        """Scales with a reading."""
        return self.total - self.missing


@dataclass(frozen=True, slots=True)
class SilentFlat:
    """An account with the scales from which nothing has come."""

    account: BillingAccount
    items: tuple[RegisterMonth, ...]


def house_progress(organization_ids: Sequence[int], *, month: Month) -> list[HouseProgress]:
    """Return the houses that have meters, those that miss most first; one query."""
    rows = (
        _in_use(organization_ids, month)
        .annotate(is_sent=Exists(_sent(month)))
        .order_by()
        .values(_HOUSE, f"{_HOUSE}__street", f"{_HOUSE}__number")
        .annotate(total=Count("pk"), missing=Count("pk", filter=Q(is_sent=False)))
    )
    houses = [
        HouseProgress(
            building_id=row[_HOUSE],
            address=", д. ".join(filter(None, (row[f"{_HOUSE}__street"], row[f"{_HOUSE}__number"]))),
            total=row["total"],
            missing=row["missing"],
        )
        for row in rows
    ]
    return sorted(houses, key=lambda one: (-one.missing, one.address))


def silent_flats(organization_ids: Sequence[int], *, building_id: int, month: Month) -> list[SilentFlat]:
    """Return the accounts of a house with scales that lack a reading of the month, in the order of the flats.

    What will be charged instead is `RegisterMonth.estimate` (п. 59, 60 of the rules 354). Three queries at most.
    """
    rows = _in_use(organization_ids, month).filter(~Exists(_sent(month)), **{_HOUSE: building_id})
    rows = with_terms(rows, day=month.last_day).select_related(
        "service", "meter__account__premise__building", "meter__account__organization"
    )
    found: dict[int, list[RegisterMonth]] = {}
    accounts: dict[int, BillingAccount] = {}
    for item in register_months(rows.order_by("meter__account", "service__position", "pk"), month=month):
        account = item.register.meter.account
        if account is not None:
            accounts[account.pk] = account
            found.setdefault(account.pk, []).append(item)
    flats = [SilentFlat(accounts[pk], tuple(items)) for pk, items in found.items()]
    return sorted(flats, key=lambda flat: _in_order(flat.account.premise.number))


def _in_use(organization_ids: Sequence[int], month: Month) -> QuerySet[Register]:
    return Register.objects.filter(
        Q(meter__removed_on=None) | Q(meter__removed_on__gt=month.last_day),
        Q(meter__account__closed_on=None) | Q(meter__account__closed_on__gt=month.first_day),
        meter__organization__in=list(organization_ids),
        meter__account__isnull=False,
    )


def _sent(month: Month) -> QuerySet[Reading]:
    return Reading.objects.filter(
        register=OuterRef("pk"), month=month.first_day, state__in=LIVE_STATES, kind__in=TAKEN_KINDS
    )


def _in_order(number: str) -> tuple[int, str]:
    """Flats by number: 2 before 10, 10а after 10."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return (int(digits[:9]) if digits else 10**9, number)
