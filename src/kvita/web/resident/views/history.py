"""History of charges and the movement of money."""

from django.core.paginator import Paginator
from django.http import HttpResponse

from kvita.billing.selectors import statements_of
from kvita.calc.period import Month
from kvita.payments.selectors import newest_payments
from kvita.web.resident.access import AccountRequest, account_page, render_account_page
from kvita.web.resident.presenters.history import history_chart, history_rows, money_movement, read_range

MONTHS_A_PAGE = 12
PAYMENTS_SHOWN = 4


@account_page
def history(request: AccountRequest) -> HttpResponse:
    """Charged and paid by month, debt at both ends of a chosen range."""
    statements = statements_of(request.account.pk)
    if not statements:
        return render_account_page(request, "resident/history_none.html", {}, nav="history")
    months = [Month.of(row.month) for row in statements]
    chosen = read_range(request.GET, months)
    archive = request.account.organization.settings.bill_archive_months
    rows = history_rows(statements, newest=months[0], chosen=chosen, archive_months=archive)
    shown = [row.row for row in rows]
    context = {
        "months": months,
        "chosen": chosen,
        "chart": history_chart(shown) if shown else None,
        "movement": money_movement(shown) if shown else None,
        "payments": newest_payments(request.account.pk, limit=PAYMENTS_SHOWN),
        "page": Paginator(rows, MONTHS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render_account_page(request, "resident/history.html", context, nav="history")
