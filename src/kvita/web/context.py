"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal_context(request: HttpRequest) -> dict[str, Any]:
    """Return the portal, the time and whether this is the demo; absent on pages that serve any host."""
    return {
        "portal": getattr(request, "portal", None),
        "now": getattr(request, "now", None),
        "is_demo": settings.DEMO,
    }
