"""Meters: the history of one scale, the meters of the house, photos of dials."""

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse

from kvita.billing.selectors import lines_of_service, shares_of_account
from kvita.metering.selectors import house_readings, last_window, photo_of_account, register_history
from kvita.web.resident.access import AccountRequest, account_page, render_account_page
from kvita.web.resident.presenters.metering.building import building_context
from kvita.web.resident.presenters.metering.history import history_context

READINGS_A_PAGE: Final = 12
HOUSE_MONTHS: Final = 12


@account_page
def register_page(request: AccountRequest, register_id: int) -> HttpResponse:
    """The chart of a scale, its months beside norm and last year, and all its readings with their fate."""
    history = register_history(request.account, register_id, today=request.today)
    if history is None:
        raise Http404
    lines = lines_of_service(request.account.pk, history.register.service_id)
    context = history_context(history, lines, user=request.user, today=request.today)
    context["history_month"] = last_window(request.account, today=request.today).month
    context["page"] = Paginator(context["journal"], READINGS_A_PAGE).get_page(request.GET.get("page"))
    return render_account_page(request, "resident/meters_history.html", context, nav="meters")


@account_page
def building(request: AccountRequest) -> HttpResponse:
    """Common-house meters with what is left after all flats."""
    readings = house_readings(request.account.premise.building_id)
    shares = shares_of_account(request.account.pk, months={one.reading.month for one in readings})
    shown = None if request.GET.get("months") == "all" else HOUSE_MONTHS
    context = building_context(readings, shares, shown=shown)
    context["history_month"] = last_window(request.account, today=request.today).month
    return render_account_page(request, "resident/meters_building.html", context, nav="meters")


@account_page
def photo(request: AccountRequest, photo_id: int) -> HttpResponse:
    """A photo of a dial, for those who may see the account; no cache but that of the browser keeps it."""
    found = photo_of_account(request.account, photo_id)
    if found is None:
        raise Http404
    with found.file.open("rb") as file:
        data = file.read()
    return HttpResponse(data, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})
