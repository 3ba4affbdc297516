"""Residents as the staff find them: those who see an account of their organisation now, and nobody else's.

A link that has ended is none: a former tenant is a stranger to the office. A cabinet that opens an account of another
organisation too is in nobody's hands but the person's own and the installation's: an office that could change its
e-mail would read the other account.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

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
    """A resident, the portal of their cabinet, their links to accounts of these organisations, and whose else they are.

    `linked_to` are the organisations of all their open links.
    """

    user: User
    portal: Portal | None
    links: list[AccountLink]
    linked_to: frozenset[int] = frozenset()

    def organization_among(self, organization_ids: Collection[int]) -> int | None:
        """Return which of these organisations may act on the cabinet as a whole; None when it opens another's account.

        The first that the resident has an open link to; of who has none, the first.
        """
        if not self.linked_to.issubset(organization_ids):
            return None
        return next((one for one in organization_ids if one in self.linked_to or not self.linked_to), None)

    def is_of_others(self, organization_ids: Collection[int]) -> bool:
        """Tell whether the cabinet opens an account of an organisation that is not among these."""
        return not self.linked_to.issubset(organization_ids)


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
    open_links = AccountLink.objects.filter(user=user, state=LinkState.ACTIVE)
    linked_to = frozenset(open_links.values_list("account__organization_id", flat=True))
    return ResidentCard(user, portal, list(loaded.order_by("state", "pk")), linked_to)


def residents_of_others(organization_ids: Collection[int], *, user_ids: Collection[int]) -> set[int]:
    """Return which of these users have an open link to an account of an organisation that is not among these."""
    links = AccountLink.objects.filter(user__in=list(user_ids), state=LinkState.ACTIVE)
    foreign = links.exclude(account__organization__in=list(organization_ids))
    return set(foreign.values_list("user_id", flat=True))


def known_residents(organization_ids: Collection[int]) -> QuerySet[User]:
    """Users with an open link to these organisations; without any such, users of portals that serve nobody else."""
    ids = list(organization_ids)
    is_open = AccountLink.objects.filter(user=OuterRef("pk"), state=LinkState.ACTIVE)
    linked = Exists(is_open.filter(account__organization__in=ids))
    realms = list(portals_of_their_own(ids).values_list("slug", flat=True))
    unlinked = ~Exists(is_open) & Q(realm__in=realms)
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
