"""Announcements: all of them, newest first."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from kvita.publications.selectors import published_announcements
from kvita.web.resident.access import AccountRequest, account_page, render_account_page

NEWS_A_PAGE: Final = 10


@account_page
@require_safe
def news(request: AccountRequest) -> HttpResponse:
    """What was announced to the house of the account; home shows the newest of it."""
    account = request.account
    found = published_announcements(
        organization_id=account.organization_id, building_id=account.premise.building_id, now=request.now
    )
    page = Paginator(found, NEWS_A_PAGE).get_page(request.GET.get("page"))
    return render_account_page(request, "resident/news.html", {"page": page}, nav="news")
