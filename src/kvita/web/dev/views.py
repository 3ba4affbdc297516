"""What the demo shows about itself, for people and for programs."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kvita.housing.models import Portal
from kvita.housing.selectors import list_portals
from kvita.notifications.models import OutboxMessage
from kvita.notifications.selectors import newest_messages
from kvita.web.clock import is_clock_set
from kvita.web.dev.registrations import registrations
from kvita.web.dev.signins import sign_ins

ON_PAGE = 100
IN_JSON = 1000
READABLE = {"ensure_ascii": False, "indent": 1}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Portals with their sign-ins, the clock, links to the rest."""
    known, free = sign_ins(), registrations()
    portals = [
        {
            "portal": portal,
            "address": _address(request, portal),
            "sign_ins": [one for one in known if one.portal == portal.slug],
            "registrations": [one for one in free if one.portal == portal.slug],
        }
        for portal in list_portals()
    ]
    return render(request, "dev/index.html", {"portals": portals, "is_clock_set": is_clock_set()})


@require_GET
def demo_json(request: HttpRequest) -> JsonResponse:
    """Addresses, sign-ins and accounts to register with, for programs."""
    portals = [
        {"slug": portal.slug, "name": portal.name, "address": _address(request, portal)} for portal in list_portals()
    ]
    found = {
        "portals": portals,
        "sign_ins": [asdict(one) for one in sign_ins()],
        "registrations": [asdict(one) for one in registrations()],
    }
    return JsonResponse(found, json_dumps_params=READABLE)


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """Every letter and SMS, newest first."""
    return render(request, "dev/outbox.html", {"outbox": newest_messages(limit=ON_PAGE), "limit": ON_PAGE})


@require_GET
def outbox_json(request: HttpRequest) -> JsonResponse:
    """Every letter and SMS for programs, newest first."""
    found = {"messages": [_message(message) for message in newest_messages(limit=IN_JSON)]}
    return JsonResponse(found, json_dumps_params=READABLE)


def _address(request: HttpRequest, portal: Portal) -> str:
    """Return the portal's address at the port of this request."""
    port = request.get_port()
    suffix = "" if port in ("80", "443") else f":{port}"
    return f"{request.scheme}://{portal.host}{suffix}/"


def _message(message: OutboxMessage) -> dict[str, Any]:
    return {
        "channel": message.channel,
        "to": message.recipient,
        "subject": message.subject,
        "text": message.text,
        "links": message.links,
        "created_at": message.created_at.isoformat(),
    }
