"""Payments whose account nobody knows yet: suggestions, search, a person's choice and its taking back."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from kvita.accounts.selectors import search_accounts
from kvita.core.errors import DomainError
from kvita.remittances.enums import RowState
from kvita.remittances.models import RemittanceRow
from kvita.remittances.policies import may_keep_money
from kvita.remittances.selectors import account_of, queue_of, row_of, suggest_accounts
from kvita.remittances.services import dismiss_row, match_row, unmatch_row
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.forms.bank import ReasonForm
from kvita.web.office.presenters.bank import row_tone
from kvita.web.requests import actor_of

ROWS_A_PAGE = 50
MOST_FOUND = 10
_OPEN = (RowState.UNMATCHED, RowState.DUPLICATE, RowState.BAD, RowState.DISMISSED)


@desk_page(may_keep_money)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """The payments that wait, the oldest first."""
    page = cast("DeskRequest", request)
    rows = Paginator(queue_of(page.organization_ids), ROWS_A_PAGE).get_page(page.GET.get("page"))
    return render_desk(page, "office/bank/queue.html", {"page": rows}, section="bank_queue")


@desk_page(may_keep_money)
@require_http_methods(["GET", "HEAD", "POST"])
def row_page(request: HttpRequest, row_id: int) -> HttpResponse:
    """One payment: who may be meant, and the decision."""
    page = cast("DeskRequest", request)
    row = row_of(page.organization_ids, row_id)
    if row is None:
        raise Http404
    form = ReasonForm(page.POST if page.method == "POST" and "account" not in page.POST else None)
    if page.method == "POST" and (answer := _decide(page, row, form)):
        return answer
    query = page.GET.get("q", "").replace("\0", "")
    is_open = row.state in _OPEN and row.amount is not None
    context = {
        "row": row, "tone": row_tone(row.state), "form": form, "query": query, "is_open": is_open,
        "suggestions": suggest_accounts(row) if is_open else [],
        "found": search_accounts(query, organization_ids=[row.organization_id], limit=MOST_FOUND) if is_open else [],
    }  # fmt: skip
    return render_desk(page, "office/bank/row.html", context, section="bank_queue", status=422 if form.errors else 200)


def _decide(page: DeskRequest, row: RemittanceRow, form: ReasonForm) -> HttpResponse | None:
    """Do what was asked: credit to `account`, else dismiss or take back with a reason; None when that was refused."""
    try:
        if "account" in page.POST:
            return _match(page, row)
        if not form.is_valid():
            return None
        reason, actor = form.cleaned_data["reason"], actor_of(page)
        if row.state == RowState.CREDITED:
            unmatch_row(row_id=row.pk, actor=actor, reason=reason, now=page.now)
            messages.success(page, "Платёж снят со счёта и снова ждёт решения.")
            return redirect("office:bank_row", row_id=row.pk)
        dismiss_row(row_id=row.pk, actor=actor, reason=reason, now=page.now)
    except DomainError as error:
        messages.error(page, error.message)
        return redirect("office:bank_row", row_id=row.pk)
    messages.success(page, "Платёж отложен: на счета он не попадёт.")
    return redirect("office:bank_queue")


def _match(page: DeskRequest, row: RemittanceRow) -> HttpResponse:
    account = account_of(row.organization_id, page.POST.get("account", ""))
    if account is None:
        messages.error(page, "Такого счёта у организации нет. Выберите счёт из списка.")
        return redirect("office:bank_row", row_id=row.pk)
    matched = match_row(row_id=row.pk, account=account, actor=actor_of(page), now=page.now)
    if matched.state == RowState.DUPLICATE:
        messages.error(page, matched.reason)
        return redirect("office:bank_row", row_id=row.pk)
    messages.success(page, f"Зачислено на счёт {account}. Отменить можно на странице реестра № {row.file_id}.")
    return redirect("office:bank_queue")
