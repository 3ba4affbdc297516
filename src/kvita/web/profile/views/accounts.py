"""Linked accounts: unlink and take it back, see who else looks in, close somebody's access."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvita.accounts.models import AccountLink
from kvita.accounts.services import restore_link, revoke_link, unlink_account
from kvita.core.errors import DomainError
from kvita.web.profile.access import ProfileRequest, profile_page, render_profile
from kvita.web.profile.presenters.accounts import OtherViewer, other_viewers
from kvita.web.profile.views.page import back
from kvita.web.requests import actor_of

VIEWERS: Final = "profile:viewers"
UNDO: Final = "profile_unlinked"


@profile_page
@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: ProfileRequest, account_id: int) -> HttpResponse:
    """Ask, then end one's own link; the profile offers to take it back."""
    link = _own_link(request, account_id)
    if request.method != "POST":
        return render_profile(request, "profile/unlink.html", {"link": link})
    ended = unlink_account(user=request.user, account_id=account_id, now=request.now, actor=actor_of(request))
    request.session[UNDO] = ended.pk
    messages.success(request, f"Счёт {link.account.full_number} отвязан.")
    return back("accounts")


@profile_page
@require_POST
def restore(request: ProfileRequest) -> HttpResponse:
    """Take the last unlinking of this session back."""
    link_id = request.session.pop(UNDO, None)
    if link_id is None:
        return back("accounts")
    try:
        link = restore_link(user=request.user, link_id=link_id, now=request.now, actor=actor_of(request))
        messages.success(request, f"Счёт {link.account.full_number} снова в кабинете.")
    except DomainError as error:
        messages.error(request, error.message)
    return back("accounts")


@profile_page
@require_safe
def viewers(request: ProfileRequest, account_id: int) -> HttpResponse:
    """«Кто ещё видит счёт», and whom of them one may send away."""
    link = _own_link(request, account_id)
    others = other_viewers(request.user, link, portal_id=request.portal.pk)
    return render_profile(request, "profile/viewers.html", {"link": link, "others": others})


@profile_page
@require_http_methods(["GET", "HEAD", "POST"])
def close_access(request: ProfileRequest, account_id: int, link_id: int) -> HttpResponse:
    """Ask, then end somebody else's link; they are told."""
    own = _own_link(request, account_id)
    other = _closable(request, own, link_id)
    if request.method != "POST":
        return render_profile(request, "profile/close_access.html", {"link": own, "other": other})
    try:
        revoke_link(link_id=other.link.pk, by=request.user, now=request.now, actor=actor_of(request))
    except DomainError as error:  # in another window the own link has ended meanwhile
        messages.error(request, error.message)
        return back("accounts")
    messages.success(request, f"Доступ закрыт: {other.name} больше не видит счёт {own.account.full_number}.")
    return redirect(VIEWERS, account_id=account_id)


def _own_link(request: ProfileRequest, account_id: int) -> AccountLink:
    for link in request.account_links:
        if link.account_id == account_id:
            return link
    raise Http404


def _closable(request: ProfileRequest, own: AccountLink, link_id: int) -> OtherViewer:
    for other in other_viewers(request.user, own, portal_id=request.portal.pk):
        if other.link.pk == link_id and other.may_close:
            return other
    raise Http404
