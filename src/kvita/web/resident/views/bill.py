"""The bill as PDF."""

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from kvita.billing.documents import bill_document, bill_file_name
from kvita.billing.policies import bill_is_available
from kvita.billing.selectors import statement_history
from kvita.calc.period import Month
from kvita.documents.rendering import render_bill
from kvita.payments.selectors import last_counted_day
from kvita.web.resident.access import AccountRequest, account_page, render_account_page


@account_page
@require_safe
def bill_pdf(request: AccountRequest, month: Month) -> HttpResponse:
    """The bill of a published month, as far back as the organisation's archive reaches (D13)."""
    account = request.account
    history = statement_history(account.pk)
    statement = next((found for found in history.statements if found.month == month.first_day), None)
    if statement is None:
        raise Http404
    depth = account.organization.settings.bill_archive_months
    if not bill_is_available(month, newest=history.months[0], archive_months=depth):
        context = {"month": month, "depth": depth}
        return render_account_page(request, "resident/bill_archived.html", context, nav="charges", status=404)
    pdf = render_bill(bill_document(account, statement, last_paid_on=last_counted_day(account.pk, month)))
    name = bill_file_name(account, month)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f"inline; filename=\"bill-{month}.pdf\"; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "private, no-store",
        },
    )
