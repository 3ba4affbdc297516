"""Readings over the phone: a number or an address, values, the next one; without a mouse."""

import re
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from kvita.accounts.models import BillingAccount
from kvita.accounts.selectors import find_account, search_accounts
from kvita.core.errors import DomainError
from kvita.metering.enums import ReadingSource
from kvita.metering.policies.staff import may_take_readings
from kvita.metering.policies.windows import days_of
from kvita.metering.selectors import account_registers
from kvita.metering.services import ReadingOutcome, enter_readings
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.parsing import day_of, numbers_of, today_at
from kvita.web.office.presenters.phone import phone_rows, saved_words

SECTION = "readings"
SOURCES = (ReadingSource.PHONE, ReadingSource.OFFICE, ReadingSource.CONTROLLER)
ROW = re.compile(r"m([0-9]{1,18})")


@desk_page(may_take_readings)
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Look for the account; the only one that fits opens at once."""
    page = cast("DeskRequest", request)
    typed = page.GET.get("q", "").replace("\0", "").strip()[:100]
    found = search_accounts(typed, organization_ids=page.organization_ids) if typed else []
    if len(found) == 1:
        return redirect("office:phone_account", account_id=found[0].pk)
    return render_desk(page, "office/phone.html", {"typed": typed, "found": found}, section=SECTION)


@desk_page(may_take_readings)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, account_id: int) -> HttpResponse:
    """Take the values of one account down."""
    page = cast("DeskRequest", request)
    account = find_account(account_id, organization_ids=page.organization_ids)
    if account is None:
        raise Http404
    if page.method != "POST":
        return _form(page, account)
    values = {int(match[1]): page.POST[name] for name in page.POST if (match := ROW.fullmatch(name))}
    try:
        outcomes = _take(page, account, values)
    except DomainError as error:
        return _form(page, account, values, error=error.message)
    if not outcomes or not all(one.is_stored for one in outcomes):
        return _form(page, account, values, outcomes, error="" if outcomes else "Впишите хотя бы одно показание.")
    messages.success(page, saved_words(account.full_number, outcomes))
    return redirect("office:phone")


def _take(request: DeskRequest, account: BillingAccount, values: dict[int, str]) -> list[ReadingOutcome]:
    source = request.POST.get("source", "")
    return enter_readings(
        account=account,
        values=values,
        user=request.user,
        source=ReadingSource(source) if source in SOURCES else ReadingSource.PHONE,
        now=request.now,
        today=today_at(request, account.organization),
        taken_on=day_of(request.POST.get("taken_on", "")[:20]),
        confirmed=numbers_of(request.POST.getlist("confirm")),
    )


def _form(
    request: DeskRequest,
    account: BillingAccount,
    values: dict[int, str] | None = None,
    outcomes: list[ReadingOutcome] | None = None,
    error: str = "",
) -> HttpResponse:
    today = today_at(request, account.organization)
    month = days_of(account.organization.settings).last(today).month
    rows = phone_rows(account_registers(account, month=month), today=today, typed=values or {}, outcomes=outcomes or [])
    first = next((row.key for row in rows if row.tone in ("bad", "warn")), rows[0].key if rows else "")
    typed = request.POST
    context = {"account": account, "rows": rows, "month": month, "today": today, "first": first, "error": error,
               "sources": [(one.value, one.label) for one in SOURCES], "typed": typed}  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render_desk(request, "office/phone_account.html", context, section=SECTION, status=status)
