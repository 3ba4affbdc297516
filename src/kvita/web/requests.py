"""The request as Kvita's views see it: with the time and the portal that the middleware put on it."""

import datetime as dt
import zoneinfo
from typing import cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from kvita.core.audit import Actor
from kvita.housing.models import Portal
from kvita.identity.models import User


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


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in this request, for the audit log."""
    user = cast("User", request.user)
    kind = "staff" if user.is_staff else "resident"
    return Actor(kind=kind, id=user.pk, label=str(user), address=request.META.get("REMOTE_ADDR"))
