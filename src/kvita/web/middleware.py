"""Puts the time and the portal on every request."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kvita.housing.selectors import find_portal, list_portals
from kvita.web.clock import current_time
from kvita.web.requests import PortalRequest

GetResponse = Callable[[HttpRequest], HttpResponse]
# Served under any host name: monitoring and the demo's own pages.
HOSTLESS_PATHS = ("/healthz", "/dev/", "/static/", "/office/", "/bank/", "/captcha/", "/hooks/")


class AddressMiddleware:
    """Puts the visitor's network address where everybody looks for it when the server stands behind a proxy.

    The last entry of `X-Forwarded-For` is the one that our own proxy wrote; all before it may be invented.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if settings.PROXY_HEADER and forwarded:
            request.META["REMOTE_ADDR"] = forwarded.rsplit(",", 1)[-1].strip()
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
