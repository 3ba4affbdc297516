"""The door of the profile: signed in, at one's own portal; whoever is leaving is asked first whether to stay."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from kvita.accounts.models import AccountLink, BillingAccount
from kvita.accounts.selectors import links_for
from kvita.web.requests import ResidentRequest, local_day
from kvita.web.resident.access import LAST_ACCOUNT
from kvita.web.resident.switcher import options_of
from kvita.web.ui.navigation import section_url

ACCOUNT: Final = "a"
PAGE: Final = "profile:page"
LEAVING: Final = "profile:leaving"


class ProfileRequest(ResidentRequest):
    """A request to the profile. `account` is what the header shows, nothing for those who have none yet."""

    account: BillingAccount | None
    account_links: list[AccountLink]
    today: dt.date


ProfileView = Callable[..., HttpResponse]


def profile_page(view: ProfileView) -> Callable[..., HttpResponse]:
    """Let in who is signed in at their own portal; pages are never kept by browsers of others."""

    @login_required
    @never_cache
    @wraps(view)
    def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = cast("ProfileRequest", request)
        if page.user.realm != page.portal.realm:
            if kwargs:  # a thing of somebody: it is not found, whoever asks
                raise Http404
            return render(page, "resident/not_resident.html", status=403)
        if page.user.delete_after is not None and page.resolver_match and page.resolver_match.view_name != LEAVING:
            return redirect(LEAVING)
        page.account_links = list(links_for(page.user, portal_id=page.portal.pk))
        page.account = _account(page)
        page.today = local_day(page.now, time_zone_of(page))
        return view(page, **kwargs)

    return wrapper


def time_zone_of(request: ProfileRequest) -> str:
    """Return by whose clock the page goes: that of the open account's organisation."""
    return request.account.organization.time_zone if request.account else settings.TIME_ZONE


def render_profile(
    request: ProfileRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of the profile in the cabinet's frame; the switch stays on it."""
    match = request.resolver_match
    stays = match is not None and not match.kwargs
    path = request.path if stays else reverse(PAGE)
    known = {
        "account": request.account,
        "account_links": options_of(
            request.account_links,
            current_id=request.account.pk if request.account else 0,
            url_of=lambda account: f"{path}?{ACCOUNT}={account.pk}",
        ),
        "account_add_url": section_url("joining:add_account", None),
        "organization": request.account.organization if request.account else None,
        "today": request.today,
        "nav_active": "profile",
    }
    return render(request, template, known | context, status=status)


def _account(request: ProfileRequest) -> BillingAccount | None:
    """Return the account of the header: the asked one, or that used last, or the first; another's is not found."""
    accounts = {str(link.account_id): link.account for link in request.account_links}
    asked = accounts.get(request.GET.get(ACCOUNT, ""))
    if asked is not None:
        if request.session.get(LAST_ACCOUNT) != asked.pk:
            request.session[LAST_ACCOUNT] = asked.pk
        return asked
    return accounts.get(str(request.session.get(LAST_ACCOUNT))) or next(iter(accounts.values()), None)
