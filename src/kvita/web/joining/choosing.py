"""What is chosen before the form of an account: its kind and the organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from kvita.accounts.models import AccountLink
from kvita.accounts.selectors import links_for
from kvita.housing.enums import AccountKind
from kvita.housing.models import ManagingOrganization
from kvita.housing.selectors import organizations_of
from kvita.identity.models import User
from kvita.web.joining.plan import asks_kind, asks_organization
from kvita.web.requests import PortalRequest

LONGEST_QUERY: Final = 100
# What a resident reads of each kind: the question is which paper lies before them.
KINDS: Final = {
    AccountKind.UTILITIES: ("Жилищно-коммунальные услуги", "Содержание дома, вода, тепло, свет", "drop"),
    AccountKind.RENT: ("Наём жилья", "Арендная плата за квартиру", "key"),
    AccountKind.CAPITAL_REPAIR: ("Капитальный ремонт", "Взносы на ремонт дома", "building"),
    AccountKind.OTHER: ("Другой счёт", "Домофон, парковка, охрана и прочее", "home"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; what is empty is still to be asked or not asked at this portal."""

    kind: str
    organization: ManagingOrganization | None
    needs_kind: bool
    needs_organization: bool

    @property
    def organization_id(self) -> int | None:
        """The key of the chosen organisation."""
        return self.organization.pk if self.organization else None

    @property
    def kind_title(self) -> str:
        """The chosen kind as the page names it."""
        return KINDS[AccountKind(self.kind)][0] if self.kind else ""


def choice_of(request: PortalRequest) -> Choice:
    """Read what the address of the page carries; unknown values count as not chosen."""
    settings = request.portal.settings
    kind = request.GET.get("kind", "")
    kind = kind if kind in settings.account_kinds else ""
    needs_kind, organization = asks_kind(settings), None
    if asks_organization(settings):
        number = request.GET.get("organization", "")
        organization = next((one for one in organizations_of(request.portal.pk) if str(one.pk) == number), None)
    elif not needs_kind and len(settings.account_kinds) == 1:
        kind = settings.account_kinds[0]
    return Choice(
        kind,
        organization,
        needs_kind=needs_kind and not kind,
        needs_organization=asks_organization(settings) and organization is None,
    )


def kind_rows(request: PortalRequest) -> list[dict[str, Any]]:
    """Return the kinds to choose from, each with the address of the next page."""
    return [
        {"title": title, "note": note, "icon": icon, "url": f"?{urlencode({'kind': kind})}"}
        for kind in request.portal.settings.account_kinds
        for title, note, icon in [KINDS[AccountKind(kind)]]
    ]


def organization_rows(request: PortalRequest, choice: Choice) -> dict[str, Any]:
    """Return the organisations that the search leaves, each with the address of the next page."""
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    rows = [
        {"organization": one, "url": f"?{urlencode({'kind': choice.kind, 'organization': one.pk})}"}
        for one in organizations_of(request.portal.pk)
        if _fits(one, query)
    ]
    return {"rows": rows, "query": query, "choice": choice}


def next_kind(request: PortalRequest, linked: Sequence[AccountLink]) -> str:
    """Return the kind that the user has no account of yet, empty when there is none left."""
    have = {link.account.kind for link in linked}
    return next((kind for kind in request.portal.settings.account_kinds if kind not in have), "")


def linked_accounts(request: PortalRequest, user: User) -> list[AccountLink]:
    """Return what the user sees already: the window shows it above the form."""
    return list(links_for(user, portal_id=request.portal.pk))


def _fits(organization: ManagingOrganization, query: str) -> bool:
    """Tell whether every word of the query stands in the name, the address or the tax number."""
    text = f"{organization.name} {organization.short_name} {organization.address} {organization.inn}"
    folded = _folded(text)
    return all(word in folded for word in _folded(query).split())


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е")
