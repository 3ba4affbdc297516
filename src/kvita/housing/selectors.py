"""Reads of portals, organisations, and who works where."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet

from kvita.housing.enums import ConsentMode
from kvita.housing.models import City, ManagingOrganization, OrganizationSettings, Payee, Portal, StaffAssignment
from kvita.housing.presets import CONDITIONS_TEXT, CONSENT_TEXT
from kvita.identity.models import STAFF_REALM, User
from kvita.identity.selectors import locks_of_people


def find_portal(*, host: str) -> Portal | None:
    """Return the portal of this host name (without port) with its settings, or None."""
    return Portal.objects.select_related("settings").filter(host=host.lower()).first()


def list_portals() -> list[Portal]:
    """Return all portals of the installation by name."""
    return list(Portal.objects.order_by("name", "slug"))


def payees_of(organization_id: int) -> list[Payee]:
    """Return who may receive money for an organisation, the main one first; one query."""
    return list(Payee.objects.filter(organization=organization_id).order_by("-is_default", "name"))


def roles_for(user: User) -> dict[int, set[str]]:
    """Return the roles of a member of staff by organisation; empty for everybody else."""
    roles: dict[int, set[str]] = {}
    if user.is_staff:
        for organization_id, role in StaffAssignment.objects.filter(user=user).values_list("organization_id", "role"):
            roles.setdefault(organization_id, set()).add(role)
    return roles


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff with the roles by organisation, in words."""

    user: User
    roles: list[str]
    has_password: bool
    second_step: bool
    is_locked: bool


def staff_in(organization_ids: Iterable[int], *, everybody: bool = False, now: dt.datetime) -> list[StaffMember]:
    """Return whom an administrator of these organisations answers for: who works in them and nowhere else.

    Somebody who also works elsewhere, or for the installation, is in the hands of the installation's administrator:
    otherwise one organisation could take over a sign-in that opens another. With `everybody` all staff. The number of
    queries does not grow with people.
    """
    own = set(organization_ids)
    rows = User.objects.filter(realm=STAFF_REALM, is_staff=True).order_by("name", "login", "pk")
    if not everybody:
        rows = rows.filter(is_superuser=False, staff_assignments__organization__in=own).distinct()
    found = []
    locks = locks_of_people(now=now)
    for user in rows.annotate(steps=Count("authenticator")).prefetch_related("staff_assignments__organization"):
        work = list(user.staff_assignments.all())
        if everybody or all(one.organization_id in own for one in work):
            found.append(
                StaffMember(
                    user=user,
                    roles=[f"{one.get_role_display()}, {one.organization}" for one in work],
                    has_password=user.has_usable_password(),
                    second_step=bool(user.steps),
                    is_locked=user.pk in locks,
                )
            )
    return found


def idle_minutes_of(user: User) -> int | None:
    """Return after how many idle minutes this member of staff is shown out: the shortest of their organisations.

    Of somebody without an organisation (the administrator of the installation) the shortest of all; None = never.
    """
    least: int | None = _settings_of_staff(user).aggregate(least=Min("staff_idle_minutes"))["least"]
    return least


def demands_second_step(user: User) -> bool:
    """Tell whether one of the organisations of this member of staff demands a second step of the sign-in."""
    return _settings_of_staff(user).filter(staff_second_step=True).exists()


def _settings_of_staff(user: User) -> QuerySet[OrganizationSettings]:
    rows = OrganizationSettings.objects.all()
    return rows if user.is_superuser else rows.filter(organization__staff_assignments__user=user)


def host_for_staff(user: User) -> str:
    """Return under which host name a member of staff works: a portal of their organisation, else any; "" if none."""
    own = Portal.objects.filter(organizations__staff_assignments__user=user).order_by("pk")
    found = (
        own.values_list("host", flat=True).first()
        or Portal.objects.order_by("pk").values_list("host", flat=True).first()
    )
    return found or ""


def organizations_for(user: User) -> list[ManagingOrganization]:
    """Return the organisations in which this member of staff works, with settings; all for the administrator."""
    rows = ManagingOrganization.objects.select_related("settings").order_by("name", "pk")
    if not user.is_staff:
        return []
    return list(rows if user.is_superuser else rows.filter(staff_assignments__user=user).distinct())


def time_zone_of_staff(user: User) -> str | None:
    """Return the clock by which the back-office shows moments to this member of staff; None where nobody is managed."""
    rows = ManagingOrganization.objects.order_by("name", "pk")
    own = rows if user.is_superuser else rows.filter(staff_assignments__user=user)
    return own.values_list("time_zone", flat=True).first()


def organizations_of(portal_id: int) -> list[ManagingOrganization]:
    """Return the organisations that a portal serves, by name; one query."""
    return list(ManagingOrganization.objects.filter(portals=portal_id).order_by("short_name", "name"))


def portals_of(organization_ids: Iterable[int]) -> list[Portal]:
    """Return the portals that serve one of these organisations, with settings, by their short name; one query."""
    rows = Portal.objects.filter(organizations__in=list(organization_ids)).select_related("settings")
    return list(rows.distinct().order_by("slug"))


def cities_of(portal_id: int) -> list[City]:
    """Return the cities in which the organisations of a portal have houses, by name; one query."""
    return list(City.objects.filter(buildings__organization__portals=portal_id).distinct().order_by("name", "region"))


@dataclass(frozen=True, slots=True)
class ConsentDocument:
    """The document of consent as it stands today: what is shown is what is kept with each consent (D8)."""

    title: str
    version: str
    text: str


def consent_document_of(portal: Portal) -> ConsentDocument:
    """Return the document of a portal with the names of its organisations in it."""
    settings, organizations = portal.settings, organizations_of(portal.pk)
    places = {
        "{organization}": ", ".join(one.name for one in organizations),
        "{address}": "; ".join(one.address for one in organizations if one.address),
        "{email}": portal.support_email or ", ".join(one.email for one in organizations if one.email),
    }
    is_asked = settings.consent_mode == ConsentMode.REQUIRED
    text = settings.consent_text or (CONSENT_TEXT if is_asked else CONDITIONS_TEXT)
    for place, words in places.items():
        text = text.replace(place, words)
    title = settings.consent_document or "Согласие на обработку персональных данных"
    return ConsentDocument(title=title, version=settings.consent_version, text=text)
