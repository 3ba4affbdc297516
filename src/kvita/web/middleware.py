"""Puts the visitor's address, the time, the portal and the clock of the organisation on every request."""

import ipaddress
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kvita.housing.selectors import find_portal, list_portals, time_zone_of_staff
from kvita.web.clock import current_time
from kvita.web.requests import PortalRequest

GetResponse = Callable[[HttpRequest], HttpResponse]
# Served under any host name: monitoring and the demo's own pages.
HOSTLESS_PATHS = ("/healthz", "/dev/", "/static/", "/office/", "/bank/", "/captcha/", "/hooks/")


def network_address(text: str) -> str | None:
    """Return the network address that a proxy wrote, with or without a port («1.2.3.4:5678», «[::1]:443»), or None."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


class AddressMiddleware:
    """Puts the visitor's network address where everybody looks for it when the server stands behind a proxy.

    The last entry of `X-Forwarded-For` is the one that our own proxy wrote; all before it may be invented.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if settings.PROXY_HEADER and forwarded:
            own = network_address(forwarded.rsplit(",", 1)[-1])  # «unknown»: the proxy stays who asks
            request.META["REMOTE_ADDR"] = own or request.META.get("REMOTE_ADDR", "")
        return self.get_response(request)


class ClockMiddleware:
    """Sets `request.now`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cast("PortalRequest", request).now = current_time()
        return self.get_response(request)


class PortalMiddleware:
    """Sets `request.portal` by the host name; an unknown host gets a page that says so (the demo lists its portals)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(HOSTLESS_PATHS):
            return self.get_response(request)
        portal = find_portal(host=request.get_host().rsplit(":", 1)[0])
        if portal is None:
            portals = list_portals() if settings.DEMO else []
            return render(request, "site/portals.html", {"portals": portals}, status=200 if portals else 404)
        cast("PortalRequest", request).portal = portal
        return self.get_response(request)


class OfficeTimeMiddleware:
    """Shows moments in the back-office by the clock of the first organisation of this member of staff.

    Pages about one organisation take its own clock (`desk_page`, `OfficeAdmin`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/office/") or not request.user.is_authenticated or not request.user.is_staff:
            return self.get_response(request)
        zone = time_zone_of_staff(request.user)
        with timezone.override(zone or timezone.get_default_timezone()):
            return self.get_response(request)
