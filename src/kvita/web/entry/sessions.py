"""When a session was last seen: for the list of sessions in the profile, without a write for each page."""

from collections.abc import Callable
from typing import Final, cast

from allauth.usersessions.internal.usersessionkit import track_activity
from django.http import HttpRequest, HttpResponse

from kvita.web.requests import PortalRequest

SEEN: Final = "seen_at"
EVERY: Final = 15 * 60  # seconds


class LastSeenMiddleware:
    """Notes the time and the place of a session that signed in through the door, every quarter of an hour."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        if session is None or SEEN not in session or not hasattr(request, "user"):
            return response
        now = int(cast("PortalRequest", request).now.timestamp())
        if abs(now - session[SEEN]) >= EVERY and request.user.is_authenticated:
            session[SEEN] = now
            track_activity(request, user=request.user, session=session)
        return response
