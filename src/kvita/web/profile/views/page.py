"""The profile as one page, and the forms on it."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kvita.accounts.selectors import message_choices_of
from kvita.accounts.services import choose_delivery, choose_messages
from kvita.web.profile.access import PAGE, ProfileRequest, profile_page, render_profile
from kvita.web.profile.forms import MessagesForm
from kvita.web.profile.presenters.page import delivery_form, look_form, profile_context
from kvita.web.requests import actor_of
from kvita.web.ui.appearance import COOKIE_AGE, TEXT_SIZE_COOKIE, THEME_COOKIE

TEMPLATE: Final = "profile/page.html"


@profile_page
@require_safe
def page(request: ProfileRequest) -> HttpResponse:
    """Everything about the person in one place."""
    return render_profile(request, TEMPLATE, profile_context(request))


@profile_page
@require_POST
def wanted_messages(request: ProfileRequest) -> HttpResponse:
    """«Оповещения»: store the ticks (D20)."""
    settings, choices = request.portal.settings, message_choices_of(request.user)
    form = MessagesForm(request.POST, user=request.user, settings=settings, choices=choices)
    if not form.is_valid():
        return again(request, message_form=form)
    choose_messages(user=request.user, choices=form.wanted, now=request.now)
    messages.success(request, "Оповещения сохранены.")
    return back("messages")


@profile_page
@require_POST
def delivery(request: ProfileRequest) -> HttpResponse:
    """«Счёт на дом», «Счёт по e-mail»: store the ways of each account."""
    form = delivery_form(request, request.POST)
    if form is None:
        return back("delivery")
    if not form.is_valid():
        return again(request, delivery=form)
    for account_id, ways in form.wanted.items():
        choose_delivery(user=request.user, account_id=account_id, ways=ways, actor=actor_of(request), now=request.now)
    messages.success(request, "Способ доставки сохранён.")
    return back("delivery")


@profile_page
@require_POST
def look(request: ProfileRequest) -> HttpResponse:
    """Theme and size of text, for this browser."""
    form = look_form(request, request.POST)
    if not form.is_valid():
        return again(request, look_choice=form)
    answer = back("look")
    chosen = form.look
    for name, value in ((THEME_COOKIE, chosen.theme), (TEXT_SIZE_COOKIE, chosen.text_size)):
        answer.set_cookie(name, value, max_age=COOKIE_AGE, samesite="Lax", secure=request.is_secure(), httponly=True)
    return answer


def again(request: ProfileRequest, **bound: Any) -> HttpResponse:
    """Show the page with a form that has mistakes."""
    return render_profile(request, TEMPLATE, profile_context(request, **bound), status=422)


def back(section: str) -> HttpResponse:
    """Lead back to a section of the page."""
    return redirect(f"{reverse(PAGE)}#{section}")
