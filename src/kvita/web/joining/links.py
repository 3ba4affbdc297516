"""Full addresses of pages, for letters."""

from collections.abc import Callable

from django.urls import reverse

from kvita.web.requests import PortalRequest, portal_url


def confirmation_address(request: PortalRequest) -> Callable[[str], str]:
    """Return what makes the address of the letter's link from its token."""
    return lambda token: portal_url(request, reverse("joining:confirm", args=[token]))
