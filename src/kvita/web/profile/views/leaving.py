"""Withdrawal of a consent, and the end of the cabinet (D27)."""

import datetime as dt
from typing import Final

from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kvita.identity.enums import ConsentKind
from kvita.identity.models import Consent
from kvita.identity.selectors import consents_of, withdrawn_consent
from kvita.identity.services import cancel_deletion, renew_consent, request_deletion, withdraw_consent
from kvita.web.profile.access import ProfileRequest, profile_page, render_profile, time_zone_of
from kvita.web.profile.forms import StayForm
from kvita.web.profile.sure import asks_first
from kvita.web.profile.views.page import back
from kvita.web.requests import actor_of, address_of

LOGIN: Final = "site:login"


@profile_page
@asks_first
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: ProfileRequest, consent_id: int) -> HttpResponse:
    """Show what was agreed to and when; withdraw it, knowing what follows (152-ФЗ, art. 9)."""
    found = _consent(request, consent_id)
    if request.method != "POST":
        return render_profile(request, "profile/consent.html", {"consent": found, "hold_days": _hold(request).days})
    if found.withdrawn_at is None:
        withdraw_consent(user=request.user, kind=ConsentKind(found.kind), now=request.now)
        if found.kind == ConsentKind.PERSONAL_DATA:
            return _leave(request)
        messages.success(request, "Согласие отозвано.")
    return back("consents")


@profile_page
@asks_first
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: ProfileRequest) -> HttpResponse:
    """Say what goes and what stays, then begin the hold and close the cabinet everywhere."""
    if not request.portal.settings.user_deletion_enabled:
        raise Http404
    if request.method != "POST":
        return render_profile(request, "profile/delete.html", {"hold_days": _hold(request).days})
    return _leave(request)


@profile_page
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: ProfileRequest) -> HttpResponse:
    """Whoever signs in during the hold: stay after all, or leave it at that?"""
    if request.user.delete_after is None:
        return redirect("resident:start")
    withdrawn = withdrawn_consent(request.user)
    form = StayForm(request.POST if request.method == "POST" else None, document=withdrawn.title if withdrawn else "")
    if not (form.is_bound and form.is_valid()):
        context = {"day": request.user.delete_after, "form": form, "consent": withdrawn, "today": request.today}
        return render(request, "profile/leaving.html", context, status=422 if form.errors else 200)
    if withdrawn is not None:
        renew_consent(consent=withdrawn, now=request.now, ip=address_of(request))
    cancel_deletion(user=request.user, actor=actor_of(request), now=request.now, portal_name=request.portal.name)
    messages.success(request, "Кабинет остаётся, ничего не удалено.")
    return redirect("resident:start")


def _leave(request: ProfileRequest) -> HttpResponse:
    request_deletion(
        user=request.user,
        hold=_hold(request),
        actor=actor_of(request),
        now=request.now,
        portal_name=request.portal.name,
        time_zone=time_zone_of(request),
    )
    end_other_sessions(request, request.user)
    logout(request)
    messages.success(request, "Кабинет закрыт и скоро будет удалён. Передумаете — войдите до того дня, что в письме.")
    return redirect(LOGIN)


def _hold(request: ProfileRequest) -> dt.timedelta:
    return dt.timedelta(days=request.portal.settings.user_deletion_hold_days)


def _consent(request: ProfileRequest, consent_id: int) -> Consent:
    found = next((row for row in consents_of(request.user) if row.pk == consent_id), None)
    if found is None:
        raise Http404
    return found
