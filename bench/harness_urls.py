"""The product's addresses and, beside them, the least that a signed-in page can cost: session, user, portal."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from kvita.config.urls import handler403, handler404, handler500
from kvita.config.urls import urlpatterns as product_urls
from kvita.web.requests import ResidentRequest

EMPTY_PATH = "/bench/empty/"

__all__ = ["EMPTY_PATH", "handler403", "handler404", "handler500", "urlpatterns"]


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    """Who asks, and where; nothing else."""
    page = cast("ResidentRequest", request)
    return HttpResponse(f"{page.user.pk} {page.portal.pk}")


urlpatterns = [path(EMPTY_PATH.lstrip("/"), empty), *product_urls]
