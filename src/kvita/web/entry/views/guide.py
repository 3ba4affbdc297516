"""«Скачать инструкцию»: how to get into this very cabinet, on one page that can be printed."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kvita.web.entry.guiding import guide_of
from kvita.web.requests import PortalRequest


def guide(request: HttpRequest) -> HttpResponse:
    """Show the guide of this portal."""
    page = cast("PortalRequest", request)
    return render(request, "entry/guide.html", {"guide": guide_of(page.portal)})
