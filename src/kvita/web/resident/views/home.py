"""Home."""

from typing import Any

from django.http import Http404, HttpResponse

from kvita.web.resident.access import AccountRequest, account_page


@account_page
def start(request: AccountRequest, **kwargs: Any) -> HttpResponse:
    """Not written yet."""
    raise Http404


@account_page
def home(request: AccountRequest, **kwargs: Any) -> HttpResponse:
    """Not written yet."""
    raise Http404


@account_page
def more(request: AccountRequest, **kwargs: Any) -> HttpResponse:
    """Not written yet."""
    raise Http404
