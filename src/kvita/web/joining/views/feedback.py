"""A question to the support before the sign-in."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kvita.core.errors import DomainError
from kvita.service_requests.services import ask_support
from kvita.web.joining.forms.feedback import FeedbackForm
from kvita.web.requests import PortalRequest, guest_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """Take a question; the support answers by phone or e-mail."""
    page = cast("PortalRequest", request)
    if not page.portal.settings.feedback_form_enabled:
        raise Http404
    form = FeedbackForm(page.POST if page.method == "POST" else None)
    if form.is_bound and (form.is_trapped or (form.is_valid() and _ask(page, form))):
        messages.success(page, "Вопрос отправлен. Ответим в рабочее время.")
        return redirect("joining:feedback")
    return render(page, "joining/feedback.html", {"form": form}, status=422 if form.errors else 200)


def _ask(page: PortalRequest, form: FeedbackForm) -> bool:
    try:
        ask_support(portal=page.portal, now=page.now, actor=guest_of(page), **form.question)
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True
