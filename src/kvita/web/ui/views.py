"""The gallery of parts: every part in every state on one page, for eyes and for the accessibility test."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kvita.web.ui.samples import gallery_context


def gallery(request: HttpRequest) -> HttpResponse:
    """Show all parts (demo mode: /dev/ui/)."""
    return render(request, "ui/gallery.html", gallery_context())
