"""Registries that leave, and the reconciliation with banks."""

import datetime as dt
from typing import cast
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kvita.core.errors import DomainError
from kvita.remittances.policies import may_keep_money
from kvita.remittances.selectors import check_ledger, differences_of, exports_of, reconciliations_of
from kvita.remittances.services import Registry, export_registry, reconcile_day
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.forms.bank import REGISTRY_FIELDS, RegistryForm, read_day
from kvita.web.providers import bank_names, payment_providers
from kvita.web.requests import actor_of, local_day


@desk_page(may_keep_money)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Choose a registry and get it as a file."""
    page = cast("DeskRequest", request)
    today = local_day(page.now, page.organizations[0].time_zone)
    first = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    form = RegistryForm(
        page.POST if page.method == "POST" else None,
        organizations=page.organizations,
        initial={"kind": "PAYMENTS_SBER", "since": first, "until": today.replace(day=1) - dt.timedelta(days=1)},
    )
    if form.is_bound and form.is_valid() and (registry := _export(page, form, today)):
        return _download(registry)
    context = {"form": form, "exports": exports_of(page.organization_ids)}
    return render_desk(page, "office/bank/export.html", context, section="bank", status=422 if form.errors else 200)


@desk_page(may_keep_money)
@require_http_methods(["GET", "HEAD", "POST"])
def reconciliation(request: HttpRequest) -> HttpResponse:
    """Ours against the banks' lists, differences first; all money against its sources. POST asks the banks now."""
    page = cast("DeskRequest", request)
    yesterday = local_day(page.now, page.organizations[0].time_zone) - dt.timedelta(days=1)
    asked = page.GET.get("day", "") or page.POST.get("day", "")
    day = read_day(asked, default=yesterday)
    if page.method == "POST":
        _reconcile(page, day)
        return redirect(f"{reverse('office:reconciliation')}?day={day.isoformat()}")
    rows = reconciliations_of(page.organization_ids, day=day if asked else None)
    names = bank_names(row.provider for row in rows)
    context = {
        "day": day,
        "is_one_day": bool(asked),
        "rows": [(row, names[row.provider], differences_of(row)) for row in rows],
        "ledger": check_ledger(page.organization_ids),
    }
    return render_desk(page, "office/bank/reconciliation.html", context, section="reconciliation")


def _reconcile(page: DeskRequest, day: dt.date) -> None:
    for organization in page.organizations:
        for key, provider in payment_providers(organization.settings).items():
            reconcile_day(organization=organization, provider_key=key, provider=provider, day=day, now=page.now)
    messages.success(page, f"Спросили банки о {day:%d.%m.%Y}.")


def _export(page: DeskRequest, form: RegistryForm, today: dt.date) -> Registry | None:
    try:
        return export_registry(
            organization=form.chosen_organization, wish=form.wish, today=today, actor=actor_of(page), now=page.now
        )
    except DomainError as error:
        form.add_error(REGISTRY_FIELDS.get(error.code), error.message)
        return None


def _download(registry: Registry) -> HttpResponse:
    plain = registry.file_name.encode("ascii", errors="replace").decode()
    return HttpResponse(
        registry.content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(registry.file_name)}",
            "Cache-Control": "private, no-store",
        },
    )
