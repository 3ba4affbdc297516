"""Content Security Policy: strict everywhere, with the one exception that the back-office library needs."""

from typing import TYPE_CHECKING

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

OFFICE = "/office/"


class PathCSPMiddleware(CSPMiddleware):
    """Strict for all pages; `/office/` alone may evaluate.

    django-unfold drives its menus with Alpine.js, which evaluates attributes, and sets a few inline styles; its scripts
    still come from this host only (docs/adr/0008).
    """

    def get_policy_parts(
        self, request: "HttpRequest", response: "HttpResponseBase", report_only: bool = False
    ) -> PolicyParts:
        """Return the policy of this answer."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(OFFICE):
            parts.update = {
                "script-src": [SELF, UNSAFE_EVAL],
                "style-src": [SELF, UNSAFE_INLINE],
                "img-src": ["data:"],
            }
        return parts
