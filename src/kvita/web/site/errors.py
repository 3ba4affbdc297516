"""Error pages that say what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

from kvita.core.locks import is_transient
from kvita.web.busy import busy_page, is_busy


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; a session that could not be saved because of a held lock is no bad request, but 503."""
    return busy_page(request) if is_transient(exception) else defaults.bad_request(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.html", status=404)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without context, so that a broken database cannot break this page too; 503 for a held lock."""
    if is_busy():
        return busy_page(request)
    return HttpResponse(render_to_string("500.html"), status=500)
