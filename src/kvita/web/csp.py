"""Content Security Policy: strict everywhere, with the one exception that the back-office library needs."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeVar

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

OFFICE = "/office/"
Response = TypeVar("Response", bound="HttpResponseBase")
_HOST: Final = re.compile(r"https://(?:\*\.)?[a-z0-9.-]+(?::[0-9]{1,5})?")


def allow_form_targets(response: Response, hosts: Iterable[str]) -> Response:
    """Let the forms of this one page end, by a redirect, at these hosts: the payment page of a bank.

    Browsers hold redirects after a form to `form-action` as well; all other pages stay as they are.
    """
    if targets := [host for host in hosts if _HOST.fullmatch(host)]:
        response._csp_update = {"form-action": targets}  # type: ignore[attr-defined]  # what django-csp reads
    return response


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
