"""Files that staff bring in: upload, look at what would change, apply, take back."""

from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from kvita.core.errors import DomainError
from kvita.exchange.enums import BatchState, ImportKind
from kvita.exchange.kinds import ImportOptions
from kvita.exchange.models import ImportUpload
from kvita.exchange.selectors import batches_in, find_batch, find_upload
from kvita.exchange.services import apply_upload, roll_back_batch, stage_upload
from kvita.housing.policies import may_edit_reference
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.parsing import chosen_organization, month_of
from kvita.web.office.presenters.imports import report_context
from kvita.web.requests import actor_of

SECTION = "import"
PAGE_SIZE = 20


@desk_page(may_edit_reference)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and rehearse it; below the form stand the batches of before."""
    page = cast("DeskRequest", request)
    error = ""
    if page.method == "POST":
        try:
            return redirect("office:import_check", upload_id=_stage(page).pk)
        except DomainError as refusal:
            error = refusal.message
    batches = Paginator(batches_in(page.organization_ids), PAGE_SIZE).get_page(page.GET.get("page"))
    context = {"kinds": ImportKind.choices, "organizations": page.organizations, "page": batches, "error": error,
               "typed": page.POST}  # fmt: skip
    return render_desk(page, "office/import.html", context, section=SECTION, status=422 if error else 200)


def _stage(request: DeskRequest) -> ImportUpload:
    kind, content = request.POST.get("kind", ""), request.FILES.get("file")
    if kind not in ImportKind.values:
        raise DomainError("kind_missing", "Выберите, что в файле.")
    if not isinstance(content, UploadedFile):
        raise DomainError("file_missing", "Выберите файл.")
    return stage_upload(
        kind=ImportKind(kind),
        organization=chosen_organization(request, request.POST),
        options=_options(request),
        content=content,
        user=request.user,
        actor=actor_of(request),
        now=request.now,
    )


def _options(request: DeskRequest) -> ImportOptions:
    month = month_of(request.POST.get("month"))
    return ImportOptions(
        month=month.first_day if month else None,
        reason=request.POST.get("reason", "").strip()[:500],
        replace="replace" in request.POST,
        create_services="create_services" in request.POST,
    )


@desk_page(may_edit_reference)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Show what the file would change; on POST bring it in."""
    page = cast("DeskRequest", request)
    found = find_upload(upload_id, organization_ids=page.organization_ids)
    if found is None:
        raise Http404
    error = ""
    if page.method == "POST":
        try:
            found = apply_upload(upload=found, actor=actor_of(page), now=page.now)
        except DomainError as refusal:
            error = refusal.message
        if found.batch_id is not None:
            messages.success(page, f"Загружено: загрузка № {found.batch_id}. Её можно отменить целиком.")
            return redirect("office:import_batch", batch_id=found.batch_id)
    context = report_context(found, error=error)
    return render_desk(page, "office/import_check.html", context, section=SECTION, status=422 if error else 200)


@desk_page(may_edit_reference)
@require_GET
def problems(request: HttpRequest, upload_id: int) -> HttpResponse:
    """All wrong cells as a table for a spreadsheet."""
    page = cast("DeskRequest", request)
    found = find_upload(upload_id, organization_ids=page.organization_ids)
    if found is None or not found.problems_file:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="oshibki-{found.pk}.csv"'}
    with found.problems_file.open("rb") as file:
        return HttpResponse(file.read(), content_type="text/csv; charset=utf-8", headers=headers)


@desk_page(may_edit_reference)
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show what a batch did; on POST take it back."""
    page = cast("DeskRequest", request)
    found = find_batch(batch_id, organization_ids=page.organization_ids)
    if found is None:
        raise Http404
    context: dict[str, Any] = {"batch": found, "is_applied": found.state == BatchState.APPLIED, "error": ""}
    if page.method == "POST":
        try:
            roll_back_batch(batch_id=found.pk, actor=actor_of(page), now=page.now)
            messages.success(page, f"Загрузка № {found.pk} отменена: всё стало как до неё.")
            return redirect("office:import_batch", batch_id=found.pk)
        except DomainError as refusal:
            context["error"] = refusal.message
    return render_desk(
        page, "office/import_batch.html", context, section=SECTION, status=422 if context["error"] else 200
    )
