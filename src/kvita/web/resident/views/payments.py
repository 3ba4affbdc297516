"""The list of payments, and each with its confirmation."""

from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kvita.calc.period import Month
from kvita.core.errors import DomainError
from kvita.documents.rendering import render_notice
from kvita.payments.documents import confirmation, confirmation_file_name, confirmation_rows
from kvita.payments.models import Payment
from kvita.payments.selectors import months_paid, payment_of, payments_of
from kvita.payments.services import send_confirmation
from kvita.web.requests import portal_url
from kvita.web.resident.access import AccountRequest, account_page, render_account_page
from kvita.web.resident.presenters.payments import read_period

PAYMENTS_A_PAGE = 24


@account_page
@require_safe
def payment_list(request: AccountRequest) -> HttpResponse:
    """«Платежи»: what was paid when, where and for which month; the total of the whole period."""
    months = [Month.of(day) for day in months_paid(request.account)]
    if not months:
        return render_account_page(request, "resident/payments_none.html", {}, nav="history")
    period = read_period(request.GET, months)
    found = payments_of(request.account, since=period.first.first_day, until=period.last.first_day)
    paginator = Paginator(found.rows, PAYMENTS_A_PAGE)
    paginator.count = found.count  # counted already, together with the total
    context = {
        "months": months,
        "period": period,
        "total": found.total,
        "page": paginator.get_page(request.GET.get("page")),
    }
    return render_account_page(request, "resident/payments.html", context, nav="history")


@account_page
@require_http_methods(["GET", "HEAD", "POST"])
def payment(request: AccountRequest, payment_id: int) -> HttpResponse:
    """One payment with its confirmation: as PDF, or by e-mail (POST)."""
    found = _payment(request, payment_id)
    if request.method == "POST":
        link = portal_url(request, reverse("resident:payment", args=[request.account.pk, found.pk]))
        try:
            address = send_confirmation(
                payment=found, user=request.user, link=link, today=request.today, now=request.now
            )
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Подтверждение отправляем на {address}.")
        return redirect("resident:payment", account_id=request.account.pk, payment_id=found.pk)
    rows = [(label, value) for label, value in confirmation_rows(found) if value]
    return render_account_page(request, "resident/payment.html", {"payment": found, "rows": rows}, nav="history")


@account_page
@require_safe
def payment_pdf(request: AccountRequest, payment_id: int) -> HttpResponse:
    """The confirmation as PDF."""
    found = _payment(request, payment_id)
    pdf = render_notice(confirmation(found, created_on=found.paid_on))
    return pdf_answer(pdf, name=confirmation_file_name(found), plain=f"payment-{found.pk}.pdf")


def pdf_answer(pdf: bytes, *, name: str, plain: str) -> HttpResponse:
    """Return a PDF that a browser shows and saves under `name` (old ones under `plain`); nobody keeps it on the way."""
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-store",
        },
    )


def _payment(request: AccountRequest, payment_id: int) -> Payment:
    found = payment_of(request.account, payment_id)
    if found is None:
        raise Http404
    return found
