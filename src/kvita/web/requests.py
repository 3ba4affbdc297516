"""The request as Kvita's views see it: with the time and the portal that the middleware put on it."""

import datetime as dt
import zoneinfo
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from kvita.core.audit import Actor
from kvita.housing.models import Portal
from kvita.identity.models import User
from kvita.identity.policies import UNKNOWN_VISITOR, visitor_at


class PortalRequest(HttpRequest):
    """A request to one portal. `now` is aware; `today` depends on the organisation (see `local_day`)."""

    portal: Portal
    now: dt.datetime
    htmx: HtmxDetails


class ResidentRequest(PortalRequest):
    """A request of a signed-in user."""

    user: User


def local_day(now: dt.datetime, time_zone: str) -> dt.date:
    """Return the calendar day at `now` in the organisation's time zone."""
    return now.astimezone(zoneinfo.ZoneInfo(time_zone)).date()


def portal_url(request: PortalRequest, path: str = "") -> str:
    """Return the full address of a page of the portal, for letters, banks and paper.

    Host and port are those of the portal and of the installation (`KVITA_PUBLIC_PORT`): what the visitor's browser
    calls the server is the visitor's to choose, and a link with a secret must not lead there.
    """
    return address_at(request.portal.host, path)


def address_at(host: str, path: str) -> str:
    """Return the full address of a page under a host name of this installation."""
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{'https' if settings.HTTPS else 'http'}://{host}{port}{path}"


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in this request, for the audit log."""
    user = cast("User", request.user)
    kind = "staff" if user.is_staff else "resident"
    return Actor(kind=kind, id=user.pk, label=str(user), address=request.META.get("REMOTE_ADDR"))


def address_of(request: HttpRequest) -> str | None:
    """Return the network address of the visitor (behind a proxy the middleware has put the real one there)."""
    return request.META.get("REMOTE_ADDR") or None


def visitor_of(request: HttpRequest) -> str:
    """Return whose tries are counted together, as `identity.policies.visitor_at` names them."""
    return visitor_at(address_of(request))


def network_of(text: str) -> str | None:
    """Return under which name tries from this network address are counted; None for what is no address."""
    name = visitor_at(text)
    return None if name == UNKNOWN_VISITOR else name


def guest_of(request: HttpRequest) -> Actor:
    """Return who acts where nobody has to be signed in, for the audit log and the counters of tries."""
    if request.user.is_authenticated:
        return actor_of(request)
    return Actor(kind="guest", label="без входа", address=address_of(request))
