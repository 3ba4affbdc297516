"""Documents that are agreed to, each a page of its own."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kvita.housing.enums import ConsentMode
from kvita.housing.selectors import consent_document_of
from kvita.web.requests import PortalRequest


@require_safe
def consent(request: HttpRequest) -> HttpResponse:
    """Show the document of consent as it stands, with its version (D8)."""
    page = cast("PortalRequest", request)
    if page.portal.settings.consent_mode == ConsentMode.NONE:
        raise Http404
    return render(page, "joining/consent.html", {"document": consent_document_of(page.portal)})
