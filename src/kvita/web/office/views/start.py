"""The first page of the desk."""

from typing import cast

from django.http import HttpRequest, HttpResponse

from kvita.accounts.policies import may_lift_locks
from kvita.accounts.selectors import alarms_of_day
from kvita.housing.policies import may_work
from kvita.web.office.access import DeskRequest, allowed_ids, desk_page, render_desk


@desk_page(may_work)
def start(request: HttpRequest) -> HttpResponse:
    """Show what is wrong today, and where work waits."""
    page = cast("DeskRequest", request)
    context = {
        "organizations": page.organizations,
        "alarms": alarms_of_day(page.organization_ids, now=page.now),
        "sees_tries": bool(allowed_ids(page, may_lift_locks)),
    }
    return render_desk(page, "office/start.html", context)
