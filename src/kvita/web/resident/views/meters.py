"""Meters: entering readings, taking one back, the table of a month."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from kvita.billing.selectors import charged_by
from kvita.calc.period import Month
from kvita.core.errors import DomainError
from kvita.metering.selectors import (
    WindowProgress,
    account_registers,
    last_window,
    months_with_readings,
    registers_by_window,
    window_progress,
)
from kvita.metering.services import withdraw_reading
from kvita.web.resident.access import AccountRequest, account_page, render_account_page
from kvita.web.resident.presenters.metering.pages import (
    closed_context,
    entry_context,
    saved_message,
    table_context,
)
from kvita.web.resident.presenters.months import picker_of
from kvita.web.resident.readings import NOTHING_SENT, Sent, send_readings

MONTHS_SHOWN = 60


@account_page
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: AccountRequest) -> HttpResponse:
    """Take readings while the window is open; outside of it tell when, and what is charged instead."""
    if request.method == "POST":
        return _withdraw(request) if "undo" in request.POST else _save(request)
    return _entry_page(request)


@account_page
def month_readings(request: AccountRequest, month: Month) -> HttpResponse:
    """The table «Приборы учёта» of a month."""
    months = [Month.of(day) for day in months_with_readings(request.account, limit=MONTHS_SHOWN)]
    shown = sorted({*months, last_window(request.account, today=request.today).month}, reverse=True)
    if month not in shown:
        raise Http404
    progress = window_progress(request.account, today=request.today)
    context = table_context(account_registers(request.account, month=month), progress, request.today)
    picker = picker_of(shown, month, account_id=request.account.pk, page="resident:meters_month")
    context |= {"picker": picker, "all_columns": request.GET.get("columns") == "all"}
    return render_account_page(request, "resident/meters_table.html", context, nav="meters")


def _entry_page(request: AccountRequest, sent: Sent = NOTHING_SENT) -> HttpResponse:
    items = registers_by_window(request.account, today=request.today)
    context = entry_context(items, account=request.account, user=request.user, today=request.today, sent=sent)
    if not items:
        return render_account_page(request, "resident/meters_none.html", context, nav="meters")
    if not context["progress"].accepts:
        return _closed_page(request, context["progress"])
    return render_account_page(
        request, "resident/meters.html", context, nav="meters", status=422 if context["problems"] else 200
    )


def _closed_page(request: AccountRequest, progress: WindowProgress) -> HttpResponse:
    month = last_window(request.account, today=request.today).month
    items = account_registers(request.account, month=month)
    billed = charged_by(request.account.pk, month)
    context = closed_context(request.account, items, progress, request.today, billed)
    return render_account_page(request, "resident/meters_closed.html", context, nav="meters")


def _save(request: AccountRequest) -> HttpResponse:
    try:
        sent = send_readings(request)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("resident:meters", account_id=request.account.pk)
    if not sent.is_clean:
        return _entry_page(request, sent)
    messages.add_message(request, *saved_message(sent))
    return redirect("resident:meters", account_id=request.account.pk)


def _withdraw(request: AccountRequest) -> HttpResponse:
    raw = request.POST["undo"]
    reading_id = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0
    try:
        reading = withdraw_reading(
            account=request.account, reading_id=reading_id, user=request.user, now=request.now, today=request.today
        )
        messages.success(request, f"Показание по счётчику № {reading.register.meter.serial_number} отменено.")
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("resident:meters", account_id=request.account.pk)
