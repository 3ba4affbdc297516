"""Another e-mail: a link goes to the new address, word of it to the old one (D22)."""

import datetime as dt
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kvita.accounts.services import confirm_new_email
from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.models import User
from kvita.identity.selectors import pending_email
from kvita.identity.services import CodeRules, cancel_email_change, peek_token, start_email_change
from kvita.web.entry.letters import send_confirmation
from kvita.web.profile.access import ProfileRequest, profile_page
from kvita.web.profile.views.page import back
from kvita.web.requests import PortalRequest, address_of, portal_url, visitor_of


@profile_page
@require_POST
def email_again(request: ProfileRequest) -> HttpResponse:
    """«Отправить письмо ещё раз»: to the new address, or to the present one while it is not confirmed."""
    pending = pending_email(request.user, now=request.now)
    if pending:
        refusal = send_email_link(request, pending)
    elif request.user.email and request.user.email_confirmed_at is None:
        refusal = _confirm_again(request)
    else:
        return back("contacts")
    if refusal:
        messages.error(request, refusal)
    return back("contacts")


@profile_page
@require_POST
def email_cancelled(request: ProfileRequest) -> HttpResponse:
    """Leave the e-mail as it is."""
    cancel_email_change(user=request.user, now=request.now)
    messages.success(request, "Почта остаётся прежней.")
    return back("contacts")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def email_confirmed(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the letter: a button confirms, so that programs that look into letters change nothing."""
    page, realm = cast("PortalRequest", request), cast("PortalRequest", request).portal.realm
    try:
        if page.method == "POST":
            user = _finished(page, secret)
            return render(page, "profile/email_done.html", {"email": user.email})
        code = peek_token(realm=realm, purpose=CodePurpose.CHANGE_EMAIL, token=secret, now=page.now)
    except DomainError as error:
        return render(page, "profile/email_dead.html", {"error": error}, status=410 if page.method == "GET" else 422)
    return render(page, "profile/email_confirm.html", {"email": code.address})


def send_email_link(request: ProfileRequest, email: str) -> str:
    """Send the link that changes the e-mail; return why not, or nothing when it is on its way."""
    settings = request.portal.settings
    try:
        start_email_change(
            user=request.user,
            email=email,
            rules=CodeRules(lifetime=dt.timedelta(hours=settings.confirmation_link_hours)),
            link_of=lambda token: portal_url(request, reverse("profile:email_confirmed", args=[token])),
            now=request.now,
            portal_name=request.portal.name,
            ip=visitor_of(request),
        )
    except DomainError as error:
        return error.message
    messages.success(request, f"Письмо отправлено на {email}. Откройте ссылку в нём, и почта сменится.")
    return ""


def _confirm_again(request: ProfileRequest) -> str:
    try:
        send_confirmation(request, request.user)
    except DomainError as error:
        return error.message
    messages.success(request, f"Письмо отправлено на {request.user.email}. Откройте ссылку в нём.")
    return ""


def _finished(request: PortalRequest, secret: str) -> User:
    return confirm_new_email(
        portal=request.portal,
        token=secret,
        actor=Actor(kind="resident", label="по ссылке из письма", address=address_of(request)),
        now=request.now,
        ip=visitor_of(request),
    )
