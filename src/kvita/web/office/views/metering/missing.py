"""Flats without readings: houses, one house, the same as a file."""

from io import BytesIO
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kvita.calc.period import Month
from kvita.exchange.exports import write_csv
from kvita.metering.policies.staff import may_take_readings
from kvita.metering.policies.windows import days_of
from kvita.metering.selectors.missing import HouseProgress, house_progress, silent_flats
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.parsing import month_of, today_at
from kvita.web.office.presenters.missing import HEAD, missing_flats, table_lines

SECTION = "readings"


@desk_page(may_take_readings)
@require_GET
def houses(request: HttpRequest) -> HttpResponse:
    """Show how many readings each house still lacks."""
    page = cast("DeskRequest", request)
    month = _month(page)
    rows = house_progress(page.organization_ids, month=month)
    context = {
        "month": month,
        "houses": rows,
        "total": sum(one.total for one in rows),
        "missing": sum(one.missing for one in rows),
    }
    return render_desk(page, "office/missing.html", context, section=SECTION)


@desk_page(may_take_readings)
@require_GET
def house(request: HttpRequest, building_id: int) -> HttpResponse:
    """Show the flats of a house from which nothing has come, and what will be charged instead."""
    page = cast("DeskRequest", request)
    month = _month(page)
    found = _house(page, building_id, month)
    flats = missing_flats(silent_flats(page.organization_ids, building_id=building_id, month=month))
    return render_desk(
        page, "office/missing_house.html", {"month": month, "house": found, "flats": flats}, section=SECTION
    )


@desk_page(may_take_readings)
@require_GET
def house_file(request: HttpRequest, building_id: int) -> HttpResponse:
    """The same list as CSV for a spreadsheet."""
    page = cast("DeskRequest", request)
    month = _month(page)
    _house(page, building_id, month)
    flats = missing_flats(silent_flats(page.organization_ids, building_id=building_id, month=month))
    out = BytesIO()
    write_csv([HEAD], table_lines(flats), out, encoding="utf-8-sig")
    name = f"bez-pokazaniy-{building_id}-{month}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _month(request: DeskRequest) -> Month:
    organization = request.organizations[0]
    asked = month_of(request.GET.get("month"))
    return asked or days_of(organization.settings).last(today_at(request, organization)).month


def _house(request: DeskRequest, building_id: int, month: Month) -> HouseProgress:
    """Return a house of these organisations with its figures. Raises `Http404`."""
    rows = house_progress(request.organization_ids, month=month)
    found = next((one for one in rows if one.building_id == building_id), None)
    if found is None:
        raise Http404
    return found
