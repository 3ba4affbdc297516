"""The queue of applications: what was typed beside what is stored, and the decision (D3)."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvita.accounts.policies import may_decide_applications, may_see_applications
from kvita.accounts.selectors import Examined, Queue, QueueFilter, application_for_staff, queue_of
from kvita.accounts.services import decide_application, resume_application, undo_decision
from kvita.core.errors import DomainError
from kvita.web.office.access import DeskRequest, allowed_ids, desk_page, render_desk
from kvita.web.office.forms.applications import DecisionForm
from kvita.web.office.presenters import applications as words
from kvita.web.requests import actor_of

LONGEST_QUERY = 100


@desk_page(may_see_applications)
@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue, and in it the application that is to be decided first."""
    page = cast("DeskRequest", request)
    found = _queue(page)
    first = found.entries[0].application.pk if found.entries else None
    examined = application_for_staff(page.organization_ids, application_id=first) if first else None
    return _render(page, found, examined, DecisionForm(examined) if examined else None)


@desk_page(may_see_applications)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, application_id: int) -> HttpResponse:
    """Show one application beside the queue; take the decision."""
    page = cast("DeskRequest", request)
    examined = _examined(page, application_id)
    form = DecisionForm(examined, page.POST or None)
    if page.method == "POST":
        _refuse_who_only_looks(page, examined)
        if form.is_valid() and _decide(page, examined, form):
            return _next(page, application_id)
    return _render(page, _queue(page), examined, form)


@desk_page(may_decide_applications)
@require_POST
def undo(request: HttpRequest, application_id: int) -> HttpResponseRedirect:
    """Take the last decision back within a minute."""
    page = cast("DeskRequest", request)
    _examined(page, application_id)
    try:
        undo_decision(application_id=application_id, now=page.now, actor=actor_of(page))
        messages.success(page, "Решение отменено, жильцу ничего не отправлено.")
    except DomainError as error:
        messages.error(page, error.message)
    return redirect("office:application", application_id=application_id)


@desk_page(may_decide_applications)
@require_POST
def resume(request: HttpRequest, application_id: int) -> HttpResponseRedirect:
    """Put an application back into the queue: the resident has answered by phone."""
    page = cast("DeskRequest", request)
    _examined(page, application_id)
    try:
        resume_application(
            application_id=application_id, answer=page.POST.get("answer", ""), now=page.now, actor=actor_of(page)
        )
    except DomainError as error:
        messages.error(page, error.message)
    return redirect("office:application", application_id=application_id)


def _examined(page: DeskRequest, application_id: int) -> Examined:
    examined = application_for_staff(page.organization_ids, application_id=application_id)
    if examined is None:
        raise Http404
    return examined


def _queue(page: DeskRequest) -> Queue:
    part = page.GET.get("state", "")
    number = page.GET.get("page", "")
    return queue_of(
        page.organization_ids,
        part=QueueFilter(part) if part in QueueFilter.values else QueueFilter.WAITING,
        query=page.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY],
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1,
        now=page.now,
    )


def _may_decide(page: DeskRequest, examined: Examined) -> bool:
    return examined.application.organization_id in allowed_ids(page, may_decide_applications)


def _refuse_who_only_looks(page: DeskRequest, examined: Examined) -> None:
    if not _may_decide(page, examined):
        raise PermissionDenied


def _decide(page: DeskRequest, examined: Examined, form: DecisionForm) -> bool:
    try:
        decide_application(examined=examined, **form.cleaned_data, by=page.user, now=page.now, actor=actor_of(page))
    except DomainError as error:
        form.refuse(error)
        return False
    return True


def _next(page: DeskRequest, application_id: int) -> HttpResponseRedirect:
    return redirect(f"{reverse('office:applications')}?decided={application_id}")


def _render(page: DeskRequest, found: Queue, examined: Examined | None, form: DecisionForm | None) -> HttpResponse:
    context: dict[str, Any] = {
        "queue": found,
        "rows": words.rows_of(found),
        "chips": words.chips_of(found),
        "summary": words.summary_of(found),
        "query": page.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY],
        "decided": _just_decided(page),
    }
    if examined is not None:
        context |= {
            "examined": examined,
            "application": examined.application,
            "lines": words.lines_of(examined),
            "hints": words.hints_of(examined),
            "application_head": words.head_of(examined),
            "deadline": words.deadline_of(examined, page.now),
            "form": form if examined.is_open and _may_decide(page, examined) else None,
        }
    status = 422 if form is not None and form.errors else 200
    return render_desk(page, "office/applications.html", context, section="applications", status=status)


def _just_decided(page: DeskRequest) -> dict[str, Any] | None:
    """Return the decision that can still be taken back."""
    number = page.GET.get("decided", "")
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    examined = application_for_staff(page.organization_ids, application_id=int(number))
    if examined is None or not examined.can_undo(page.now) or not _may_decide(page, examined):
        return None
    return {"application": examined.application, "until": words.undo_until(examined.application)}
