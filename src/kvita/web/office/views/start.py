"""The first page of the desk."""

from typing import cast

from django.http import HttpRequest, HttpResponse

from kvita.housing.policies import may_work
from kvita.web.office.access import DeskRequest, desk_page, render_desk


@desk_page(may_work)
def start(request: HttpRequest) -> HttpResponse:
    """Show where work waits."""
    page = cast("DeskRequest", request)
    return render_desk(page, "office/start.html", {"organizations": page.organizations})
