"""The letter of confirmation: waiting for it, asking for it again, and the page to which its link leads."""

from typing import Any, Final, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kvita.accounts.services import (
    confirm_by_link,
    newest_letter,
    refuse_letter,
    send_letter_again,
    send_letter_to,
    user_of_late_link,
    user_of_letter,
)
from kvita.core.errors import DomainError
from kvita.identity.models import User
from kvita.web.entry.forms import NewPasswordForm, password_rules
from kvita.web.joining.doors import enter, resident_of
from kvita.web.joining.forms.letter import AgainForm
from kvita.web.joining.links import confirmation_address
from kvita.web.joining.plan import Step, offers_letter, starts_with_account, step_context
from kvita.web.joining.presenters import confirmed_context, letter_reminder, waiting_context
from kvita.web.joining.waiting import is_of_holder, is_open_to_its_own, is_own_browser, is_pending_here, pending_user
from kvita.web.requests import PortalRequest, guest_of

SENT_AGAIN: Final = "Письмо отправлено ещё раз."
SENT_FIRST: Final = "Письмо отправлено."
ON_ITS_WAY: Final = "Если с этой почтой кто-то зарегистрирован и ещё не подтвердил её, письмо уже в пути."
CONFIRM, NOT_ME = "confirm", "not-me"
STEPS: Final = (Step.LETTER, Step.CONFIRMATION)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest) -> HttpResponse:
    """Tell where the letter went and when it can be sent again; POST sends it again."""
    page = cast("PortalRequest", request)
    user = resident_of(page) or pending_user(page)
    if user is None:
        return redirect("joining:again")
    if user.email_confirmed_at or not offers_letter(page.portal.settings):
        return redirect("resident:start")
    if page.method == "POST":
        _send(page, user)
        return redirect("joining:sent")
    return render(page, "joining/sent.html", _waiting(page, user))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Send the letter to an address that somebody types: the answer is the same whoever has it."""
    page = cast("PortalRequest", request)
    form = AgainForm(page.POST if page.method == "POST" else None, portal=page.portal)
    if form.is_bound and form.is_valid():
        try:
            send_letter_to(
                email=form.cleaned_data["email"],
                portal=page.portal,
                address_of=confirmation_address(page),
                now=page.now,
                actor=guest_of(page),
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(page, ON_ITS_WAY)
            return redirect("joining:again")
    return render(page, "joining/again.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm the address of the letter's link: by a button, beside the address and «Это не я».

    Programs that look into letters open links, so opening it changes nothing; only the browser in which the person has
    just registered needs no button. A link that came too late leads to a new letter.
    """
    page = cast("PortalRequest", request)
    act = page.POST.get("act", "")
    if page.method == "POST" and act not in (CONFIRM, NOT_ME):
        return _send_instead(page, token)
    if is_of_holder(page, token):
        return render(page, "joining/have_cabinet.html", {"token": token})
    try:
        user = user_of_letter(portal=page.portal, token=token, now=page.now)
        if act == NOT_ME:
            refuse_letter(user=user, actor=guest_of(page), now=page.now)
            return render(page, "joining/not_me.html", {"email": user.email})
        if not act and not user.email_confirmed_at and not _is_own(page, user):
            return render(page, "joining/confirm_email.html", {"email": user.email})
        return _confirmed(page, token)
    except DomainError as error:
        late = error.code == "code_expired"
        return render(page, "joining/dead_link.html", {"is_late": late, "reason": error.message}, status=410)


def _waiting(page: PortalRequest, user: User) -> dict[str, Any]:
    settings = page.portal.settings
    return {
        **waiting_context(user, portal=page.portal, now=page.now),
        **step_context(settings, *STEPS),
        "first_account": starts_with_account(settings),
        "reminder": letter_reminder(user, portal=page.portal) if resident_of(page) else None,
    }


def _is_own(page: PortalRequest, user: User) -> bool:
    """Tell whether the person has registered, or is signed in, in this very browser."""
    return page.method == "GET" and is_own_browser(page, user)


def _confirmed(page: PortalRequest, token: str) -> HttpResponse:
    form = NewPasswordForm(password_rules(page.portal), page.POST if "password" in page.POST else None)
    password = form.cleaned_data["password"] if form.is_bound and form.is_valid() else ""
    try:
        user = confirm_by_link(
            portal=page.portal,
            token=token,
            now=page.now,
            actor=guest_of(page),
            is_own=is_open_to_its_own(page, token),
            password=password,
        )
    except DomainError as error:
        if error.code != "password_needed":
            raise
        return render(page, "joining/own_password.html", {"form": form}, status=422 if form.errors else 200)
    if password:
        messages.success(page, "Почта подтверждена, лицевые счета из прежних регистраций теперь здесь.")
        return enter(page, user)
    if is_pending_here(page, user):
        inside = enter(page, user)
        if starts_with_account(page.portal.settings):
            messages.success(page, "Email успешно подтверждён.")
            return inside
    return render(page, "joining/confirmed.html", confirmed_context(page, user))


def _send_instead(page: PortalRequest, token: str) -> HttpResponse:
    """Send a new letter to where the late one went."""
    user = user_of_late_link(portal=page.portal, token=token, now=page.now)
    if user is None:
        return redirect("joining:again")
    _send(page, user)
    return redirect("joining:again")


def _send(page: PortalRequest, user: User) -> None:
    told = SENT_AGAIN if newest_letter(user=user) else SENT_FIRST
    try:
        send_letter_again(
            user=user,
            portal=page.portal,
            address_of=confirmation_address(page),
            now=page.now,
            actor=guest_of(page),
        )
    except DomainError as error:
        messages.error(page, error.message)
    else:
        messages.success(page, told)
