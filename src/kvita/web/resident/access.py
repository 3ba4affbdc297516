"""The door of the resident pages: signed in, at this portal, through an active link to this very account."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from kvita.accounts.models import AccountLink, BillingAccount
from kvita.accounts.selectors import links_for
from kvita.web.requests import ResidentRequest, local_day
from kvita.web.resident.switcher import account_options, open_page

LAST_ACCOUNT = "last_account"


class AccountRequest(ResidentRequest):
    """A request to a page of one billing account that the user may see. `today` is the organisation's day."""

    account: BillingAccount
    account_links: list[AccountLink]
    today: dt.date


AccountView = Callable[..., HttpResponse]


def account_page(view: AccountView) -> Callable[..., HttpResponse]:
    """Let only a linked user in; another's or an unknown account is 404, so that numbers cannot be probed."""

    @login_required
    @wraps(view)
    def wrapper(request: HttpRequest, account_id: int, **kwargs: Any) -> HttpResponse:
        page = cast("AccountRequest", request)
        if page.user.realm != page.portal.realm:
            raise Http404
        if page.user.delete_after is not None:
            return redirect("profile:leaving")
        page.account_links = list(links_for(page.user, portal_id=page.portal.pk))
        account = next((link.account for link in page.account_links if link.account_id == account_id), None)
        if account is None:
            raise Http404
        page.account = account
        page.today = local_day(page.now, account.organization.time_zone)
        if page.session.get(LAST_ACCOUNT) != account_id:
            page.session[LAST_ACCOUNT] = account_id
        # Moments on the page are those of the organisation's clock.
        with timezone.override(account.organization.time_zone):
            return view(page, **kwargs)

    return wrapper


def render_account_page(
    request: AccountRequest, template: str, context: dict[str, Any], *, nav: str = "", status: int = 200
) -> HttpResponse:
    """Render a page of the cabinet with what its layout needs: account, links for the switcher, active section.

    `dues` of the context (`AmountDue` by account) lets the switcher tell what is due.
    """
    page = open_page(request.resolver_match, request.GET)
    known = {
        "account": request.account,
        "account_links": account_options(
            request.account_links, page, current_id=request.account.pk, today=request.today, dues=context.get("dues")
        ),
        "account_add_url": reverse("joining:add_account"),
        "organization": request.account.organization,
        "today": request.today,
        "nav_active": nav,
    }
    return render(request, template, known | context, status=status)


def holds_account(request: AccountRequest) -> bool:
    """Tell whether the account of the page is the user's own, and not only seen by them."""
    return any(link.is_holder for link in request.account_links if link.account_id == request.account.pk)
