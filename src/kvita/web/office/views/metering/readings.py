"""The review of readings: the list, decisions, the journal of one reading, its photo."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kvita.core.errors import DomainError
from kvita.metering.enums import ReadingSource
from kvita.metering.policies.staff import may_take_readings
from kvita.metering.policies.windows import days_of
from kvita.metering.selectors.review import (
    ReviewQuery,
    find_photo,
    find_reading,
    houses_in_review,
    reading_ids_to_review,
    reason_counts,
    review_rows,
    services_in_review,
)
from kvita.metering.services import ReviewOutcome, accept_readings, ask_photos, refuse_readings
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.parsing import number_of, numbers_of, today_at
from kvita.web.office.presenters.journal import journal_context
from kvita.web.office.presenters.review import ACCEPTED, REFUSAL_REASONS, chips_of, lines_of, told
from kvita.web.requests import actor_of

SECTION = "readings"
PAGE_SIZE = 25


@desk_page(may_take_readings)
@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """Show what waits for a decision."""
    page = cast("DeskRequest", request)
    query = _query(page)
    rows = Paginator(reading_ids_to_review(query), PAGE_SIZE).get_page(page.GET.get("page"))
    reason = ACCEPTED if query.accepted_in else query.reason
    context = {
        "query": query,
        "month": days_of(page.organizations[0].settings).last(today_at(page, page.organizations[0])).month,
        "chips": chips_of(reason_counts(query), current=reason),
        "page": rows,
        "lines": lines_of(review_rows(list(rows.object_list), organization_ids=page.organization_ids)),
        "is_accepted": query.accepted_in is not None,
        "houses": houses_in_review(page.organization_ids),
        "services": services_in_review(page.organization_ids),
        "sources": ReadingSource.choices,
        "back": page.GET.urlencode(),
    }
    return render_desk(page, "office/review.html", context, section=SECTION)


def _query(request: DeskRequest) -> ReviewQuery:
    asked, organization = request.GET, request.organizations[0]
    reason = asked.get("reason", "")
    days = days_of(organization.settings)
    source = asked.get("source", "")
    return ReviewQuery(
        organization_ids=request.organization_ids,
        reason="" if reason == ACCEPTED else reason[:40],
        building_id=number_of(asked.get("house")),
        service_id=number_of(asked.get("service")),
        source=source if source in ReadingSource.values else "",
        accepted_in=days.last(today_at(request, organization)).month if reason == ACCEPTED else None,
    )


@desk_page(may_take_readings)
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Accept, ask for photos, or lead to the page where a refusal is given its reason."""
    page = cast("DeskRequest", request)
    act, _, one = page.POST.get("act", "").partition(":")
    ids = numbers_of([one] if one else page.POST.getlist("ids"))
    back = page.POST.get("back", "")[:500]
    if not ids:
        messages.info(page, "Отметьте показания в таблице.")
    elif act == "refuse":
        return redirect(reverse("office:reading_refuse", query={"ids": ids, "back": back}))
    elif act in ("accept", "photo"):
        outcome = _decide(page, act, ids)
        for level, sentence in told(outcome, done="Принято" if act == "accept" else "Попросили фото"):
            getattr(messages, level)(page, sentence)
    return redirect(f"{reverse('office:readings')}?{back}")


def _decide(request: DeskRequest, act: str, ids: list[int]) -> ReviewOutcome:
    service = accept_readings if act == "accept" else ask_photos
    return service(
        reading_ids=ids,
        organization_ids=request.organization_ids,
        user=request.user,
        actor=actor_of(request),
        now=request.now,
    )


@desk_page(may_take_readings)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest) -> HttpResponse:
    """Ask why the readings are refused; the residents read the reason."""
    page = cast("DeskRequest", request)
    asked = page.POST if page.method == "POST" else page.GET
    rows = review_rows(numbers_of(asked.getlist("ids")), organization_ids=page.organization_ids)
    if not rows:
        raise Http404
    back, error = asked.get("back", "")[:500], ""
    if page.method == "POST":
        try:
            return _refuse(page, [row.reading.pk for row in rows], back)
        except DomainError as refusal:
            error = refusal.message
    context = {"lines": lines_of(rows), "reasons": REFUSAL_REASONS, "back": back, "error": error, "typed": asked}
    return render_desk(page, "office/reading_refuse.html", context, section=SECTION, status=422 if error else 200)


def _refuse(request: DeskRequest, ids: list[int], back: str) -> HttpResponse:
    typed = request.POST.get("reason", "").strip()
    outcome = refuse_readings(
        reading_ids=ids,
        organization_ids=request.organization_ids,
        reason=typed or request.POST.get("ready", ""),
        user=request.user,
        actor=actor_of(request),
        now=request.now,
        in_doubt_only=f"reason={ACCEPTED}" not in back,
    )
    for level, sentence in told(outcome, done="Отклонено"):
        getattr(messages, level)(request, sentence)
    return redirect(f"{reverse('office:readings')}?{back}")


@desk_page(may_take_readings)
@require_GET
def journal(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Show all that is known of one reading: how it came, its checks, what was done with it, its photos."""
    page = cast("DeskRequest", request)
    reading = find_reading(reading_id, organization_ids=page.organization_ids)
    if reading is None:
        raise Http404
    return render_desk(page, "office/reading.html", journal_context(reading), section=SECTION)


@desk_page(may_take_readings)
@require_GET
def photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Show the photo of a dial to staff of the organisation alone."""
    page = cast("DeskRequest", request)
    found = find_photo(photo_id, organization_ids=page.organization_ids)
    if found is None:
        raise Http404
    with found.file.open("rb") as file:
        return HttpResponse(file.read(), content_type="image/jpeg", headers={"Cache-Control": "private"})
