"""Files of banks: brought in, looked at, credited, taken back."""

import csv
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvita.core.errors import DomainError
from kvita.remittances.enums import FileState
from kvita.remittances.formats import BankFileError
from kvita.remittances.models import RemittanceFile
from kvita.remittances.policies import may_keep_money
from kvita.remittances.selectors import count_waiting, file_figures, file_of, files_of, layouts_of, rows_of
from kvita.remittances.services import credit_file, read_file, take_back_file
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.forms.bank import BankFileForm, ReasonForm
from kvita.web.office.presenters.bank import (
    chips_of,
    chosen_state,
    not_taken_rows,
    planned_figures,
    shown_rows,
    tiles_of,
    to_credit,
)
from kvita.web.requests import actor_of

FILES_A_PAGE = 20
ROWS_A_PAGE = 50


@desk_page(may_keep_money)
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """The files brought in so far, and the form for the next one."""
    page = cast("DeskRequest", request)
    is_post = page.method == "POST"
    form = BankFileForm(
        page.POST if is_post else None,
        page.FILES if is_post else None,
        organizations=page.organizations,
        layouts=layouts_of(page.organization_ids),
    )
    if form.is_bound and form.is_valid() and (file := _read(page, form)):
        return redirect("office:bank_file", file_id=file.pk)
    context = {
        "form": form,
        "page": Paginator(files_of(page.organization_ids), FILES_A_PAGE).get_page(page.GET.get("page")),
        "waiting": count_waiting(page.organization_ids),
        "has_many": len(page.organizations) > 1,
    }
    return render_desk(page, "office/bank/files.html", context, section="bank", status=422 if form.errors else 200)


@desk_page(may_keep_money)
@require_safe
def file_page(request: HttpRequest, file_id: int) -> HttpResponse:
    """One file: what crediting it will do, or what it has done."""
    page = cast("DeskRequest", request)
    file = _file(page, file_id)
    if file.state == FileState.READ:
        figures = planned_figures(file)
        left_out = not_taken_rows(file)
        context = {
            "file": file, "tiles": tiles_of(file, figures), "rows": shown_rows(file), "plan": to_credit(figures),
            "not_taken": left_out, "not_taken_count": sum(it.count for it in left_out),
        }  # fmt: skip
        return render_desk(page, "office/bank/check.html", context, section="bank")
    figures, state = file_figures(file), chosen_state(page.GET)
    context = {
        "file": file,
        "tiles": tiles_of(file, figures),
        "chips": chips_of(figures, state),
        "page": Paginator(rows_of(file, state), ROWS_A_PAGE).get_page(page.GET.get("page")),
    }
    return render_desk(page, "office/bank/file.html", context, section="bank")


@desk_page(may_keep_money)
@require_POST
def credit(request: HttpRequest, file_id: int) -> HttpResponse:
    """Credit what was checked; pressed twice it is credited once."""
    page = cast("DeskRequest", request)
    file = _file(page, file_id)
    try:
        credit_file(file_id=file.pk, actor=actor_of(page), now=page.now, confirmed="confirmed" in page.POST)
    except DomainError as error:
        messages.error(page, error.message)
    return redirect("office:bank_file", file_id=file.pk)


@desk_page(may_keep_money)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, file_id: int) -> HttpResponse:
    """Ask why, then reverse what the file has credited; a file that was only checked is dropped without a question."""
    page = cast("DeskRequest", request)
    file = _file(page, file_id)
    form = ReasonForm(page.POST if page.method == "POST" else None)
    form.fields["reason"].required = file.state == FileState.CREDITED
    if form.is_bound and form.is_valid():
        try:
            take_back_file(file_id=file.pk, actor=actor_of(page), reason=form.cleaned_data["reason"], now=page.now)
        except DomainError as error:
            form.add_error("reason", error.message)
        else:
            messages.success(page, f"Реестр № {file.pk} отменён.")
            return redirect("office:bank")
    context = {"form": form, "file": file}
    return render_desk(page, "office/bank/take_back.html", context, section="bank", status=422 if form.errors else 200)


@desk_page(may_keep_money)
@require_safe
def problems_csv(request: HttpRequest, file_id: int) -> HttpResponse:
    """The rows that need a look, for a spreadsheet."""
    page = cast("DeskRequest", request)
    file = _file(page, file_id)
    headers = {"Content-Disposition": f'attachment; filename="registry-{file.pk}.csv"'}
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(answer, delimiter=";")
    writer.writerow(["Строка", "Счёт", "Плательщик", "Сумма", "Что не так"])
    for row in shown_rows(file):
        amount = "" if row.amount is None else str(row.amount.rubles).replace(".", ",")
        writer.writerow(
            [row.line, *(f"\t{text}" if text else "" for text in (row.account, row.payer)), amount, row.reason]
        )
    return answer


def _read(page: DeskRequest, form: BankFileForm) -> RemittanceFile | None:
    name, data = form.read()
    try:
        return read_file(
            organization=form.chosen_organization,
            name=name,
            data=data,
            layout=form.chosen_layout,
            actor=actor_of(page),
            now=page.now,
        )
    except BankFileError as error:
        form.add_error("file", error.message)
        return None


def _file(page: DeskRequest, file_id: int) -> RemittanceFile:
    file = file_of(page.organization_ids, file_id)
    if file is None:
        raise Http404
    return file
