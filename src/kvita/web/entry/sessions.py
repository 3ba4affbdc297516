"""When a session was last seen: for the list of sessions in the profile, and for the end of those that staff forgot."""

import time
from collections.abc import Callable
from typing import Final, cast

from allauth.usersessions.internal.usersessionkit import track_activity
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from kvita.housing.selectors import idle_minutes_of
from kvita.identity.models import User
from kvita.identity.services import record_sign_out
from kvita.web.requests import PortalRequest, actor_of

SEEN: Final = "seen_at"
EVERY: Final = 15 * 60  # seconds
IDLE: Final = "idle_seconds"
ACTIVE: Final = "active_at"
PRECISION: Final = 30  # seconds: a write for each click is not worth it
LONG_IDLE: Final = "Вы долго ничего не делали, поэтому мы закрыли рабочее место. Войдите ещё раз."


def machine_seconds() -> int:
    """Return the seconds of the machine's clock: how long somebody sits there is no matter of the demo's time."""
    return int(time.time())


def start_idling(request: PortalRequest, user: User) -> None:
    """Keep how long a member of staff may do nothing; residents stay signed in as they have ticked."""
    minutes = idle_minutes_of(user) if user.is_staff else None
    if minutes is not None:
        request.session[IDLE], request.session[ACTIVE] = minutes * 60, machine_seconds()


class LastSeenMiddleware:
    """Notes the time and the place of a session that signed in through the door; ends one of staff that lay idle."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _end_idle(cast("PortalRequest", request))
        response = self.get_response(request)
        session = getattr(request, "session", None)
        if session is None or SEEN not in session or not hasattr(request, "user"):
            return response
        now = int(cast("PortalRequest", request).now.timestamp())
        if abs(now - session[SEEN]) >= EVERY and request.user.is_authenticated:
            session[SEEN] = now
            track_activity(request, user=request.user, session=session)
        return response


def _end_idle(request: PortalRequest) -> None:
    """Sign out who has done nothing for too long; the page asked for then leads to the sign-in by itself."""
    if IDLE not in request.session:
        return
    now, active = machine_seconds(), request.session[ACTIVE]
    if now - active > request.session[IDLE] and request.user.is_authenticated:
        record_sign_out(user=request.user, actor=actor_of(request), now=request.now)
        logout(request)
        messages.info(request, LONG_IDLE)
    elif now - active >= PRECISION:
        request.session[ACTIVE] = now
