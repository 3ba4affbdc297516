"""The way in as residents will see it with the settings of now (D1–D11)."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kvita.housing.policies import may_let_in, may_work
from kvita.housing.selectors import organizations_of, portals_of
from kvita.web.office.access import DeskRequest, allowed_ids, desk_page, render_desk
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
    owners = {one.pk for one in organizations_of(portal.pk)}
    may_edit = owners <= set(allowed_ids(page, may_let_in))
    context = {"portals": portals, "may_edit": may_edit, **way_in_context(portal)}
    return render_desk(page, "office/way_in.html", context, section="way_in")
