"""What the staff see of registration codes: by house, and of one account. Of their own organisations only."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Prefetch, Q, QuerySet

from kvita.accounts.enums import AttemptOutcome, LinkState
from kvita.accounts.models import (
    AccessApplication,
    AccountLink,
    AccountPassword,
    BillingAccount,
    LinkAttempt,
    RegistrationCode,
)
from kvita.accounts.policies import WARN_AFTER
from kvita.housing.enums import LinkingProof
from kvita.housing.models import Building, Portal

NEWEST: Final = 20
GUESSED_WITHIN: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HouseCodes:
    """A house: how many open accounts it has, how many of them have a live code, how many are linked by somebody."""

    building: Building
    accounts: int
    coded: int
    linked: int


@dataclass(frozen=True, slots=True)
class CodedAccount:
    """An account with its live code, if it has one, and how many see it."""

    account: BillingAccount
    code: RegistrationCode | None
    links: int


@dataclass(frozen=True, slots=True)
class GuessedAccount:
    """An account that somebody keeps trying to link, and how often within a day."""

    account_id: int
    number: str
    tries: int


@dataclass(frozen=True, slots=True)
class AccountCard:
    """All that decides who sees an account: its code and password, who is linked, who has tried."""

    account: BillingAccount
    code: RegistrationCode | None
    password: AccountPassword | None
    links: list[AccountLink]
    attempts: list[LinkAttempt]
    applications: list[AccessApplication]


def houses_with_codes(organization_ids: Collection[int]) -> list[HouseCodes]:
    """Return the houses of these organisations by address; one query."""
    account = "premises__accounts"
    of_house = Q(**{f"{account}__closed_on": None})
    live = of_house & Q(**{f"{account}__codes__isnull": False, f"{account}__codes__revoked_at": None})
    linked = of_house & Q(**{f"{account}__links__state": LinkState.ACTIVE})
    rows = (
        Building.objects.filter(organization__in=list(organization_ids))
        .select_related("city", "organization")
        .annotate(
            accounts_count=Count(account, filter=of_house, distinct=True),
            coded_count=Count(account, filter=live, distinct=True),
            linked_count=Count(account, filter=linked, distinct=True),
        )
        .order_by("street", "number", "pk")
    )
    return [HouseCodes(row, row.accounts_count, row.coded_count, row.linked_count) for row in rows]


def house_for_staff(organization_ids: Collection[int], *, building_id: int) -> Building | None:
    """Return a house of one of these organisations."""
    rows = Building.objects.filter(organization__in=list(organization_ids)).select_related("city", "organization")
    return rows.filter(pk=building_id).first()


def accounts_of_house(building: Building) -> list[CodedAccount]:
    """Return the open accounts of a house in the order of the flats; two queries."""
    rows = (
        _with_live_code(BillingAccount.objects.filter(premise__building=building, closed_on=None))
        .annotate(links_count=Count("links", filter=Q(links__state=LinkState.ACTIVE)))
        .order_by("pk")
    )
    found = [CodedAccount(row, next(iter(row.live_codes), None), row.links_count) for row in rows]  # type: ignore[attr-defined]  # to_attr of the prefetch
    return sorted(found, key=lambda one: (_flat_order(one.account.premise.number), one.account.full_number))


def account_for_staff(organization_ids: Collection[int], *, account_id: int) -> AccountCard | None:
    """Return an account of one of these organisations with who sees it and who has tried."""
    rows = BillingAccount.objects.filter(organization__in=list(organization_ids))
    account = _with_live_code(rows).filter(pk=account_id).first()
    if account is None:
        return None
    links = AccountLink.objects.filter(account=account).select_related("user", "revoked_by")
    attempts = LinkAttempt.objects.filter(account=account).select_related("user")
    return AccountCard(
        account,
        next(iter(account.live_codes), None),  # type: ignore[attr-defined]  # to_attr of the prefetch
        AccountPassword.objects.filter(account=account).first(),
        list(links.order_by("-state", "-activated_at", "pk")[: 2 * NEWEST]),
        list(attempts[:NEWEST]),
        list(AccessApplication.objects.filter(account=account).order_by("-pk")[:NEWEST]),
    )


def accounts_under_guessing(organization_ids: Collection[int], *, now: dt.datetime) -> list[GuessedAccount]:
    """Return the accounts to which somebody has failed to prove a right often within a day, the most tried first."""
    attempts = LinkAttempt.objects.filter(
        account__organization__in=list(organization_ids), at__gt=now - GUESSED_WITHIN, outcome=AttemptOutcome.NO_MATCH
    )
    rows = attempts.values("account_id", "account__number", "account__letter_index").annotate(tries=Count("pk"))
    often = rows.filter(tries__gte=WARN_AFTER).order_by("-tries", "account_id")[:NEWEST]
    return [
        GuessedAccount(row["account_id"], f"{row['account__number']}{row['account__letter_index']}", row["tries"])
        for row in often
    ]


def portals_of_letters(organization_id: int) -> list[Portal]:
    """Return the portals of an organisation that take a registration code; a letter to another one would be no use.

    Those where the code is asked of everybody come first, then those where it is one of several ways.
    """
    portals = Portal.objects.filter(organizations=organization_id).select_related("settings").order_by("slug")
    code = LinkingProof.REGISTRATION_CODE
    asking = [
        one for one in portals if code in (*one.settings.linking_proofs, *one.settings.linking_alternative_proofs)
    ]
    return sorted(asking, key=lambda one: code not in one.settings.linking_proofs)


def _with_live_code(rows: QuerySet[BillingAccount]) -> QuerySet[BillingAccount]:
    live = RegistrationCode.objects.filter(revoked_at=None)
    return rows.select_related("organization", "premise__building__city").prefetch_related(
        Prefetch("codes", queryset=live, to_attr="live_codes")
    )


def _flat_order(number: str) -> tuple[int, str]:
    digits = "".join(sign for sign in number if sign.isdecimal())
    return (int(digits[:9]) if digits else 0, number)
