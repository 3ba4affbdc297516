"""Letters with registration codes: houses, and the letters of one of them."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kvita.accounts.policies import may_issue_secrets
from kvita.accounts.selectors import accounts_of_house, house_for_staff, houses_with_codes, portals_of_letters
from kvita.accounts.services import issue_registration_codes
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.forms.codes import LettersForm
from kvita.web.office.presenters.letters import letters_pdf
from kvita.web.requests import actor_of


@desk_page(may_issue_secrets)
@never_cache
@require_safe
def houses(request: HttpRequest) -> HttpResponse:
    """List the houses: how many accounts have a code, how many are linked."""
    page = cast("DeskRequest", request)
    found = houses_with_codes(page.organization_ids)
    return render_desk(page, "office/codes.html", {"houses": found}, section="codes")


@desk_page(may_issue_secrets)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def house(request: HttpRequest, building_id: int) -> HttpResponse:
    """Show who of a house has a code; make codes and give them out as letters, once."""
    page = cast("DeskRequest", request)
    building = house_for_staff(page.organization_ids, building_id=building_id)
    if building is None:
        raise Http404
    accounts = accounts_of_house(building)
    form = LettersForm(accounts, portals_of_letters(building.organization_id), page.POST or None)
    if page.method == "POST" and form.is_valid():
        issued = issue_registration_codes(
            accounts=form.chosen,
            expires_at=form.expires_at(page.now),
            uses_allowed=form.portal_chosen.settings.registration_code_uses,
            now=page.now,
            actor=actor_of(page),
        )
        return letters_pdf(page, form.portal_chosen, issued, expires_at=form.expires_at(page.now))
    context = {"building": building, "accounts": accounts, "form": form}
    return render_desk(page, "office/house_codes.html", context, section="codes", status=422 if form.errors else 200)
