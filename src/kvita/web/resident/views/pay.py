"""Paying."""

from typing import Any

from django.http import Http404, HttpResponse

from kvita.web.resident.access import AccountRequest, account_page


@account_page
def choose(request: AccountRequest, **kwargs: Any) -> HttpResponse:
    """Not written yet."""
    raise Http404


@account_page
def check(request: AccountRequest, **kwargs: Any) -> HttpResponse:
    """Not written yet."""
    raise Http404


@account_page
def start_payment(request: AccountRequest, **kwargs: Any) -> HttpResponse:
    """Not written yet."""
    raise Http404


@account_page
def result(request: AccountRequest, **kwargs: Any) -> HttpResponse:
    """Not written yet."""
    raise Http404
