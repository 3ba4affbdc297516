"""Charges of a month."""

from typing import Any

from django.http import Http404, HttpResponse

from kvita.web.resident.access import AccountRequest, account_page


@account_page
def newest(request: AccountRequest, **kwargs: Any) -> HttpResponse:
    """Not written yet."""
    raise Http404


@account_page
def by_service(request: AccountRequest, **kwargs: Any) -> HttpResponse:
    """Not written yet."""
    raise Http404


@account_page
def table(request: AccountRequest, **kwargs: Any) -> HttpResponse:
    """Not written yet."""
    raise Http404
