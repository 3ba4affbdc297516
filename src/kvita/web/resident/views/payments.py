"""The list of payments."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from kvita.calc.period import Month
from kvita.payments.selectors import months_paid, payments_of
from kvita.web.resident.access import AccountRequest, account_page, render_account_page
from kvita.web.resident.presenters.payments import read_period

PAYMENTS_A_PAGE = 24


@account_page
@require_safe
def payment_list(request: AccountRequest) -> HttpResponse:
    """«Платежи» (S4-24): what was paid when, where and for which month; the total of the whole period."""
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
