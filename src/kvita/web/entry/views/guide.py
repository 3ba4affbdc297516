"""«Скачать инструкцию»: how to get into this very cabinet, as a page and as PDF. Both say the same."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from kvita.documents.rendering import render_guide
from kvita.web.entry.guiding import guide_of
from kvita.web.requests import PortalRequest, portal_url

FILE = "Инструкция.pdf"


def guide(request: HttpRequest) -> HttpResponse:
    """Show the guide of this portal."""
    page = cast("PortalRequest", request)
    return render(request, "entry/guide.html", {"guide": guide_of(page.portal, site=portal_url(page))})


@require_safe
def guide_pdf(request: HttpRequest) -> HttpResponse:
    """Download the guide of this portal: the same words, for paper."""
    page = cast("PortalRequest", request)
    pdf = render_guide(guide_of(page.portal, site=portal_url(page)))
    disposition = content_disposition_header(as_attachment=True, filename=FILE) or "attachment"
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, max-age=300"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
