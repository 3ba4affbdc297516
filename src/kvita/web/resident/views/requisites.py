"""Paying by requisites or by the code: every payee, also those without a contract with a bank."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from kvita.billing.documents import payment_qr_file, payment_qr_picture, payment_slip
from kvita.documents.rendering import render_notice
from kvita.payments.selectors import amount_due
from kvita.web.resident.access import AccountRequest, account_page, render_account_page
from kvita.web.resident.presenters.requisites import PayeeSheet, payee_sheets
from kvita.web.resident.views.payments import pdf_answer


@account_page
@require_safe
def requisites(request: AccountRequest) -> HttpResponse:
    """All payees with what is due to each, the code for an app of a bank, and fields that are easy to copy."""
    due = amount_due(request.account)
    context = {"due": due, "sheets": payee_sheets(request.account, today=request.today, due=due)}
    return render_account_page(request, "resident/requisites.html", context, nav="charges")


@account_page
@require_safe
def qr_file(request: AccountRequest, payee_id: int) -> HttpResponse:
    """The code as a drawing to keep, to print or to send to a relative."""
    return _code(request, payee_id, payment_qr_file, kind="svg+xml", ending="svg")


@account_page
@require_safe
def qr_picture(request: AccountRequest, payee_id: int) -> HttpResponse:
    """The code as a picture that an app of a bank takes from the gallery of this very phone."""
    return _code(request, payee_id, payment_qr_picture, kind="png", ending="png")


@account_page
@require_safe
def slip_pdf(request: AccountRequest, payee_id: int) -> HttpResponse:
    """Requisites and code on a sheet to print."""
    sheet = _sheet(request, payee_id)
    slip = payment_slip(request.account, sheet.payee, amount=sheet.amount, month=sheet.month, created_on=request.today)
    name = f"Реквизиты {request.account.full_number}.pdf"
    return pdf_answer(render_notice(slip), name=name, plain=f"requisites-{request.account.pk}-{payee_id}.pdf")


def _code(
    request: AccountRequest, payee_id: int, draw: Callable[[bytes], bytes], *, kind: str, ending: str
) -> HttpResponse:
    payload = _sheet(request, payee_id).payload
    if not payload:
        raise Http404
    name = f"qr-{request.account.pk}-{payee_id}.{ending}"
    return HttpResponse(
        draw(payload),
        content_type=f"image/{kind}",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def _sheet(request: AccountRequest, payee_id: int) -> PayeeSheet:
    sheets = payee_sheets(request.account, today=request.today)
    found = next((sheet for sheet in sheets if sheet.payee.pk == payee_id), None)
    if found is None:
        raise Http404
    return found
