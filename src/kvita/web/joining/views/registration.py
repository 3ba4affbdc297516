"""The pages of registration: the user, or first the account and then the user."""

from typing import Any, Final, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kvita.accounts.services import Claimed, prove_claim, register_resident
from kvita.core.errors import DomainError
from kvita.web.captcha import CaptchaForm
from kvita.web.joining import drafts
from kvita.web.joining.building import claim_form, is_new_picture_wanted, note_refusal, user_form
from kvita.web.joining.confirming import channel_form, check, is_phone_act, kept, phone_act
from kvita.web.joining.doors import enter, resident_of
from kvita.web.joining.forms.channel import ChannelForm
from kvita.web.joining.forms.user import UserForm
from kvita.web.joining.links import confirmation_address
from kvita.web.joining.plan import (
    USER_STEPS,
    Step,
    is_application,
    is_closed_till_confirmed,
    starts_with_account,
    step_context,
)
from kvita.web.joining.presenters import document_context, letter_reminder, sms_context
from kvita.web.joining.views import applications
from kvita.web.requests import PortalRequest, guest_of

TOO_LATE: Final = "Прошло больше получаса. Найдите свой счёт ещё раз."
LETTER_SENT: Final = "Мы отправили письмо на {email}. Откройте ссылку в нём, чтобы подтвердить почту: можно и позже."
WELCOME: Final = "Регистрация завершена. Теперь войдите с почтой и паролем, которые вы указали."


@sensitive_post_parameters("password", "password_again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Open the first page of registration, whichever the portal begins with; a letter's QR fills it in."""
    page = cast("PortalRequest", request)
    drafts.keep_hints(page.session, page.GET)
    if resident_of(page) is not None:
        return redirect("joining:add_account")
    settings = page.portal.settings
    if is_application(settings):
        return applications.apply(page)
    return _find_account(page) if starts_with_account(settings) else _make_user(page)


@sensitive_post_parameters("password", "password_again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Ask for addresses and password after the account was proved, with the SMS on the same page."""
    page = cast("PortalRequest", request)
    draft = drafts.claimed_draft(page.session, now=page.now)
    if draft is None or not starts_with_account(page.portal.settings):
        if page.method == "POST":
            messages.warning(page, TOO_LATE)
        return redirect("joining:register")
    form, channel = user_form(page, surname=draft.surname), channel_form(page)
    if channel is not None and is_phone_act(page):
        phone_act(page, channel)
        form = form.kept()
    elif is_new_picture_wanted(page):
        form, channel = form.kept(), kept(channel)
    elif form.is_bound and _are_valid(page, form, channel):
        answer = _finish(page, form, channel, draft.claimed)
        if answer is not None:
            return answer
    return _show(page, "joining/details.html", form, *USER_STEPS, draft=draft, channel=channel)


def _make_user(page: PortalRequest) -> HttpResponse:
    form, channel = user_form(page), channel_form(page)
    if channel is not None and is_phone_act(page):
        phone_act(page, channel)
        form = form.kept()
    elif is_new_picture_wanted(page):
        form, channel = form.kept(), kept(channel)
    elif form.is_bound and _are_valid(page, form, channel):
        answer = _finish(page, form, channel, None)
        if answer is not None:
            return answer
    return _show(page, "joining/user.html", form, *USER_STEPS, channel=channel)


def _find_account(page: PortalRequest) -> HttpResponse:
    form = claim_form(page)
    if is_new_picture_wanted(page):
        form = form.kept()
    elif form.is_bound and form.is_valid():
        try:
            proven = prove_claim(portal=page.portal, claim=form.claim(), now=page.now, actor=guest_of(page))
        except DomainError as error:
            form.refuse(error)
        else:
            number, surname = proven.account.full_number, form.cleaned_data.get("surname", "")
            draft = drafts.ClaimedDraft(Claimed(proven.account.pk, proven.proof), number, surname)
            drafts.keep_claimed(page.session, draft, now=page.now)
            return redirect("joining:details")
    return _show(page, "joining/account.html", form, Step.ACCOUNT)


def _are_valid(page: PortalRequest, form: UserForm, channel: ChannelForm | None) -> bool:
    """Check both halves of the page, so that everything wrong is told at once; the code of the SMS comes last."""
    if not all([form.is_valid(), channel is None or channel.is_valid()]):
        return False
    if channel is None or not channel.phone:
        return True
    try:
        check(page, channel)
    except DomainError as error:
        channel.refuse(error)
    return not channel.errors


def _finish(
    page: PortalRequest, form: UserForm, channel: ChannelForm | None, claimed: Claimed | None
) -> HttpResponse | None:
    """Register and lead on; None when it was refused, with the reason in the form."""
    try:
        user = register_resident(
            portal=page.portal,
            resident=form.resident(phone=channel.phone if channel else ""),
            claimed=claimed,
            address_of=confirmation_address(page),
            now=page.now,
            actor=guest_of(page),
        )
    except DomainError as error:
        form.refuse(error)
        note_refusal(page)
        return None
    settings = page.portal.settings
    if user.confirmation_due and is_closed_till_confirmed(settings):
        page.session[drafts.PENDING] = user.pk
        return redirect("joining:sent")
    if not settings.signed_in_after_registration:
        messages.success(page, WELCOME)
        return redirect("site:login")
    letter = letter_reminder(user, portal=page.portal)
    if letter and letter["was_sent"]:
        messages.info(page, LETTER_SENT.format(email=user.email))
    return enter(page, user, page="resident:start" if claimed else "joining:add_account")


def _show(page: PortalRequest, template: str, form: CaptchaForm, *steps: Step, **more: Any) -> HttpResponse:
    channel = more.get("channel")
    errors = form.errors or (channel is not None and channel.errors)
    context = {"form": form, **step_context(page.portal.settings, *steps), **document_context(page.portal), **more}
    context |= sms_context(more.get("channel"), portal=page.portal, now=page.now)
    return render(page, template, context, status=422 if errors else 200)
