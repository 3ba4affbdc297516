"""Full addresses of pages, for letters."""

from collections.abc import Callable

from django.urls import reverse

from kvita.web.requests import PortalRequest


def confirmation_address(request: PortalRequest) -> Callable[[str], str]:
    """Return what makes the address of the letter's link from its token."""
    return lambda token: request.build_absolute_uri(reverse("joining:confirm", args=[token]))
