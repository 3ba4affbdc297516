"""Readings as a file: period, house, columns in the order of the accounting program, format."""

from tempfile import TemporaryFile
from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from kvita.core.errors import DomainError
from kvita.exchange.enums import ExportFormat
from kvita.exchange.exports import READING_COLUMNS, ReadingsQuery, readings_to_export, write_file
from kvita.exchange.models import ExportLayout
from kvita.exchange.selectors import export_layout
from kvita.exchange.services import remember_layout
from kvita.housing.models import ManagingOrganization
from kvita.metering.policies.staff import may_take_readings
from kvita.metering.policies.windows import days_of
from kvita.metering.selectors.review import houses_in_review
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.parsing import chosen_organization, month_of, number_of, today_at
from kvita.web.office.presenters.exports import chosen_columns, column_rows

SECTION = "readings"
TYPES = {ExportFormat.XLSX: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")}


@desk_page(may_take_readings)
@require_http_methods(["GET", "HEAD", "POST"])
def readings(request: HttpRequest) -> HttpResponseBase:
    """Choose columns and format; on POST remember them and give the file."""
    page = cast("DeskRequest", request)
    organization = chosen_organization(page, page.POST if page.method == "POST" else page.GET)
    if page.method != "POST":
        return _form(page, organization, export_layout(organization, page.user))
    try:
        layout = remember_layout(
            organization=organization,
            user=page.user,
            columns=chosen_columns(page.POST),
            form=page.POST.get("format", ""),
        )
        return _file(page, organization, layout)
    except DomainError as error:
        return _form(page, organization, export_layout(organization, page.user), error.message)


def _file(request: DeskRequest, organization: ManagingOrganization, layout: ExportLayout) -> FileResponse:
    first, last = month_of(request.POST.get("first")), month_of(request.POST.get("last"))
    if first is None or last is None or last < first:
        raise DomainError("month_wrong", "Выберите месяцы так, чтобы первый был не позже последнего.")
    query = ReadingsQuery(
        organization_id=organization.pk,
        first_month=first.first_day,
        last_month=last.first_day,
        building_id=number_of(request.POST.get("house")),
        with_doubtful="doubtful" in request.POST,
    )
    out = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_file(layout.format, [READING_COLUMNS[key] for key in layout.columns], readings_to_export(query), out)
    out.seek(0)
    ending, kind = TYPES.get(ExportFormat(layout.format), ("csv", "text/csv"))
    return FileResponse(out, as_attachment=True, filename=f"pokazaniya-{first}.{ending}", content_type=kind)


def _form(
    request: DeskRequest, organization: ManagingOrganization, layout: ExportLayout, error: str = ""
) -> HttpResponse:
    month = days_of(organization.settings).last(today_at(request, organization)).month
    context = {
        "organization": organization, "organizations": request.organizations, "layout": layout, "error": error,
        "columns": column_rows(layout.columns, typed=request.POST), "formats": ExportFormat.choices, "month": month,
        "chosen_format": request.POST.get("format", layout.format),
        "houses": houses_in_review([organization.pk]), "typed": request.POST,
    }  # fmt: skip
    return render_desk(request, "office/export.html", context, section=SECTION, status=422 if error else 200)
