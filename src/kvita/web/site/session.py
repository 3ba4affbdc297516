"""Sign-in and sign-out."""

from django.http import Http404, HttpRequest, HttpResponse


def sign_in(request: HttpRequest) -> HttpResponse:
    """Not written yet."""
    raise Http404


def sign_out(request: HttpRequest) -> HttpResponse:
    """Not written yet."""
    raise Http404
