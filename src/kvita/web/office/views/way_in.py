"""The way in as residents will see it with the settings of now (D1–D11)."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kvita.housing.policies import may_edit_reference, may_work
from kvita.housing.selectors import portals_of
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.presenters.way_in import way_in_context


@require_safe
@desk_page(may_work)
def way_in(request: HttpRequest, portal_id: int | None = None) -> HttpResponse:
    """Show the pages of one portal of own organisations; without a number, of the first."""
    page = cast("DeskRequest", request)
    portals = portals_of(page.organization_ids)
    portal = next((one for one in portals if portal_id in (None, one.pk)), None)
    if portal is None:
        raise Http404
    may_edit = page.user.is_superuser or any(may_edit_reference(roles) for roles in page.roles.values())
    context = {"portals": portals, "may_edit": may_edit, **way_in_context(portal)}
    return render_desk(page, "office/way_in.html", context, section="way_in")
