"""Where to tell of a hole: `/.well-known/security.txt` (RFC 9116)."""

import datetime as dt
from typing import Final, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from kvita.web.requests import PortalRequest

VALID_FOR: Final = dt.timedelta(days=180)


def security_txt(request: HttpRequest) -> HttpResponse:
    """Name who is told: `KVITA_SECURITY_CONTACT`, or the support of the portal."""
    page = cast("PortalRequest", request)
    contact = settings.KVITA_SECURITY_CONTACT or page.portal.support_email
    if not contact:
        raise Http404
    until = (page.now + VALID_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {until.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: ru, en",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
