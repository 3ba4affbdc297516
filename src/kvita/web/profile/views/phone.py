"""The mobile phone of the profile: a code of an SMS proves that it is the person's own."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from kvita.accounts.services import confirm_own_phone, send_own_phone_code
from kvita.core.errors import DomainError
from kvita.web.profile.access import ProfileRequest, profile_page, render_profile
from kvita.web.profile.forms import PhoneCodeForm
from kvita.web.profile.views.page import back
from kvita.web.requests import actor_of, visitor_of

SENT: Final = "profile_phone_code"


@profile_page
@require_POST
def phone_sent(request: ProfileRequest) -> HttpResponse:
    """«Прислать код»: to the phone that stands in the profile."""
    try:
        code = send_own_phone_code(user=request.user, portal=request.portal, ip=visitor_of(request), now=request.now)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("profile:phone") if request.session.get(SENT) else back("contacts")
    request.session[SENT] = str(code.public_id)
    messages.success(request, "Код отправлен.")
    return redirect("profile:phone")


@profile_page
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: ProfileRequest) -> HttpResponse:
    """Take the code; a phone that is confirmed already, or to which no code went, leads back."""
    sent = request.session.get(SENT)
    if not sent or not request.user.phone or request.user.phone_confirmed_at:
        return back("contacts")
    form = PhoneCodeForm(request.POST if request.method == "POST" else None, settings=request.portal.settings)
    if form.is_bound and form.is_valid() and _is_right(request, form, sent):
        del request.session[SENT]
        messages.success(request, "Телефон подтверждён.")
        return back("contacts")
    return render_profile(request, "profile/phone.html", {"form": form}, status=422 if form.errors else 200)


def _is_right(request: ProfileRequest, form: PhoneCodeForm, sent: Any) -> bool:
    try:
        confirm_own_phone(
            user=request.user,
            portal=request.portal,
            public_id=uuid.UUID(sent),
            secret=form.cleaned_data["code"],
            ip=visitor_of(request),
            actor=actor_of(request),
            now=request.now,
        )
    except DomainError as error:
        form.add_error("code", error.message)
        return False
    return True
