"""Residents as the staff find them: those who see an account of their organisation, and nobody else's."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Prefetch, Q, QuerySet

from kvita.accounts.enums import LinkState
from kvita.accounts.models import AccountLink
from kvita.accounts.selectors.search import in_any_case
from kvita.calc.spelling import read_number
from kvita.housing.models import Portal
from kvita.identity.models import User

MOST: Final = 50
SHORTEST_PHONE: Final = 4


@dataclass(frozen=True, slots=True)
class ResidentCard:
    """A resident, the portal of their cabinet, and their links to accounts of these organisations."""

    user: User
    portal: Portal | None
    links: list[AccountLink]

    def organization_among(self, organization_ids: Collection[int]) -> int | None:
        """Return the first of these organisations that knows the resident by an account; of who has none, the first."""
        known = [link.account.organization_id for link in self.links]
        return next((one for one in organization_ids if one in known or not known), None)


def find_residents(organization_ids: Collection[int], *, query: str) -> list[ResidentCard]:
    """Return the residents whom these organisations know and the query means: by name, e-mail, login, phone or number.

    Without a query: who registered last. At most 50; four queries.
    """
    users = known_residents(organization_ids)
    users = users.filter(_meaning(query, organization_ids)) if query.strip() else users.order_by("-created_at", "-pk")
    links = AccountLink.objects.filter(account__organization__in=list(organization_ids)).select_related("account")
    active = links.filter(state=LinkState.ACTIVE).order_by("pk")
    found = users.distinct().prefetch_related(Prefetch("account_links", queryset=active, to_attr="own_links"))[:MOST]
    portals = {portal.realm: portal for portal in Portal.objects.all()}
    return [ResidentCard(user, portals.get(user.realm), user.own_links) for user in found]


def resident_for_staff(organization_ids: Collection[int], *, user_id: int) -> ResidentCard | None:
    """Return a resident whom these organisations know, with all links to their accounts, the ended ones too."""
    user = known_residents(organization_ids).filter(pk=user_id).distinct().first()
    if user is None:
        return None
    links = AccountLink.objects.filter(user=user, account__organization__in=list(organization_ids))
    loaded = links.select_related("account__premise__building__city", "account__organization", "revoked_by")
    portal = Portal.objects.select_related("settings").filter(slug=user.realm).first()
    return ResidentCard(user, portal, list(loaded.order_by("state", "pk")))


def known_residents(organization_ids: Collection[int]) -> QuerySet[User]:
    """Users with a link to these organisations; without any link, users of portals that serve nobody else."""
    ids = list(organization_ids)
    linked = Q(account_links__account__organization__in=ids)
    realms = list(portals_of_their_own(ids).values_list("slug", flat=True))
    unlinked = Q(account_links__isnull=True, realm__in=realms)
    return User.objects.filter(linked | unlinked, is_staff=False).order_by("name", "pk")


def portals_of_their_own(organization_ids: Collection[int]) -> QuerySet[Portal]:
    """Portals that serve these organisations and nobody else."""
    others = Count("organizations", filter=~Q(organizations__in=list(organization_ids)))
    return Portal.objects.annotate(others=others, all=Count("organizations")).filter(others=0, all__gt=0)


def _meaning(query: str, organization_ids: Collection[int]) -> Q:
    text = query.strip()
    meant = Q(email__icontains=text) | in_any_case("login", text, "icontains") | in_any_case("name", text, "icontains")
    digits = "".join(sign for sign in text if sign.isdecimal())
    if len(digits) >= SHORTEST_PHONE:
        meant |= Q(phone__endswith=digits[-10:])
    key = read_number(text).keys
    if key[0]:
        own = Q(account_links__account__organization__in=list(organization_ids))
        numbered = Q(account_links__account__number_key__in=key) | Q(account_links__account__code_key__in=key)
        meant |= own & numbered & Q(account_links__state=LinkState.ACTIVE)
    return meant
