"""Meters of an account at the office: a new one, a replacement, a removal, a verification."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from kvita.accounts.models import BillingAccount
from kvita.accounts.selectors import find_account
from kvita.core.errors import DomainError
from kvita.metering.models import Meter
from kvita.metering.policies.staff import may_keep_meters
from kvita.metering.selectors.devices import find_meter, last_values, meters_of, readings_of, services_to_meter
from kvita.metering.services import install_meter, record_verification, remove_meter, replace_meter
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.devices import closing_values, needed_day, new_meter, new_scales
from kvita.web.office.parsing import day_of, today_at
from kvita.web.requests import actor_of

SECTION = "readings"


@desk_page(may_keep_meters)
@require_GET
def of_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show the meters of an account, those in use first."""
    page = cast("DeskRequest", request)
    account = _account(page, account_id)
    return render_desk(page, "office/meters.html", {"account": account, "meters": meters_of(account)}, section=SECTION)


@desk_page(may_keep_meters)
@require_http_methods(["GET", "HEAD", "POST"])
def install(request: HttpRequest, account_id: int) -> HttpResponse:
    """Register a new meter with its first value."""
    page = cast("DeskRequest", request)
    account, error = _account(page, account_id), ""
    if page.method == "POST":
        try:
            meter = _install(page, account)
            messages.success(page, f"Счётчик № {meter} внесён.")
            return redirect("office:account_meters", account_id=account.pk)
        except DomainError as refusal:
            error = refusal.message
    context = {"account": account, "services": services_to_meter(account.organization_id), "error": error,
               "today": today_at(page, account.organization), "typed": page.POST}  # fmt: skip
    return render_desk(page, "office/meter_install.html", context, section=SECTION, status=422 if error else 200)


def _install(request: DeskRequest, account: BillingAccount) -> Meter:
    return install_meter(
        account=account,
        serial_number=request.POST.get("serial", ""),
        scales=new_scales(request.POST),
        installed_on=needed_day(request.POST, "installed_on", "Впишите, когда установлен счётчик."),
        place=request.POST.get("place", ""),
        seal_number=request.POST.get("seal", ""),
        verification_due_on=day_of(request.POST.get("due_on", "")[:20]),
        actor=actor_of(request),
        now=request.now,
    )


@desk_page(may_keep_meters)
@require_http_methods(["GET", "HEAD", "POST"])
def meter(request: HttpRequest, meter_id: int) -> HttpResponse:
    """Show a meter with its readings; replace it, remove it, write down a verification."""
    page = cast("DeskRequest", request)
    found = find_meter(meter_id, organization_ids=page.organization_ids)
    if found is None:
        raise Http404
    error, act = "", page.POST.get("act", "")
    if page.method == "POST":
        try:
            messages.success(page, _change(page, found, act))
            return redirect("office:account_meters", account_id=found.account_id)
        except DomainError as refusal:
            error = refusal.message
    context: dict[str, Any] = {"meter": found, "account": found.account, "error": error, "act": act,
                               "readings": readings_of(found), "last": last_values(found), "typed": page.POST,
                               "today": today_at(page, found.organization)}  # fmt: skip
    return render_desk(page, "office/meter.html", context, section=SECTION, status=422 if error else 200)


def _change(request: DeskRequest, found: Meter, act: str) -> str:
    """Do what was asked; return what to tell. Raises `DomainError`."""
    form, actor, now = request.POST, actor_of(request), request.now
    day = needed_day(form, "day", "Впишите дату.")
    if act == "verify":
        due_on = needed_day(form, "due_on", "Впишите дату следующей поверки.")
        record_verification(meter_id=found.pk, verified_on=day, due_on=due_on, actor=actor, now=now)
        return f"Поверка счётчика № {found} записана."
    closing = closing_values(form, found)
    if act == "replace":
        new = new_meter(form, found)
        replaced = replace_meter(
            meter_id=found.pk, closing=closing, new=new, replaced_on=day, actor=actor, now=now
        )  # fmt: skip
        return f"Счётчик № {found} заменён на № {replaced}."
    remove_meter(meter_id=found.pk, closing=closing, removed_on=day, actor=actor, now=now)
    return f"Счётчик № {found} снят."


def _account(request: DeskRequest, account_id: int) -> BillingAccount:
    account = find_account(account_id, organization_ids=request.organization_ids)
    if account is None:
        raise Http404
    return account
