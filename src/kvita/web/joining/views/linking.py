"""Adding an account in the cabinet: what kind, which organisation, the proof."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kvita.accounts.models import AccessApplication, AccountLink
from kvita.accounts.services import Applicant, link_account, submit_application
from kvita.core.errors import DomainError
from kvita.identity.services import update_contacts
from kvita.web.joining import drafts
from kvita.web.joining.building import claim_form, is_new_picture_wanted
from kvita.web.joining.choosing import (
    Choice,
    choice_of,
    kind_rows,
    linked_accounts,
    next_kind,
    organization_rows,
)
from kvita.web.joining.forms.claim import ClaimForm, asks_phone_with_account
from kvita.web.joining.plan import Step, asks_kind, is_checked_by_staff, step_context
from kvita.web.joining.presenters import letter_reminder, own_applications, profile_url, say_hours_of
from kvita.web.requests import ResidentRequest, actor_of


@login_required
@sensitive_post_parameters("account_password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_account(request: HttpRequest) -> HttpResponse:
    """Ask for the kind and the organisation where the portal wants them, then for the number and its proof."""
    page = cast("ResidentRequest", request)
    if page.user.realm != page.portal.realm:
        return render(page, "resident/not_resident.html", status=403)
    drafts.keep_hints(page.session, page.GET)
    linked, choice = linked_accounts(page, page.user), choice_of(page)
    if choice.needs_kind and not drafts.hints(page.session):
        return _show(page, "joining/add_kind.html", {"rows": kind_rows(page), "linked": linked})
    if choice.needs_organization:
        return _show(page, "joining/add_organization.html", organization_rows(page, choice) | {"linked": linked})
    form = claim_form(page, cabinet=True, phone=asks_phone_with_account(page.portal.settings) and not page.user.phone)
    if is_new_picture_wanted(page):
        form = form.kept()
    elif form.is_bound and form.is_valid():
        answer = _take(page, form, choice, is_first=not linked)
        if answer is not None:
            return answer
    return _show(page, "joining/add_account.html", {"form": form, "choice": choice, "linked": linked})


def _take(page: ResidentRequest, form: ClaimForm, choice: Choice, *, is_first: bool) -> HttpResponse | None:
    """Link the account, or ask the staff for it where they check (D3); None when it was refused."""
    if is_checked_by_staff(page.portal.settings):
        application = _apply(page, form, choice)
        return redirect("joining:application", token=application.token) if application is not None else None
    link = _link(page, form, choice)
    return _lead_on(page, link, is_first=is_first) if link is not None else None


def _apply(page: ResidentRequest, form: ClaimForm, choice: Choice) -> AccessApplication | None:
    """Put the account into the queue of the staff; None when it was refused, with the reason in the form."""
    claim = form.claim(kind=choice.kind, organization_id=choice.organization_id)
    user = page.user
    applicant = Applicant(phone=form.cleaned_data.get("phone") or user.phone or "", email=user.email or "")
    try:
        application = submit_application(
            portal=page.portal, claim=claim, applicant=applicant, user=user, now=page.now, actor=actor_of(page)
        )
    except DomainError as error:
        form.refuse(error)
        return None
    _keep_phone(page, form)
    return application


def _link(page: ResidentRequest, form: ClaimForm, choice: Choice) -> AccountLink | None:
    """Link the account and keep the phone; None when it was refused, with the reason in the form."""
    claim = form.claim(kind=choice.kind, organization_id=choice.organization_id)
    try:
        link = link_account(user=page.user, portal=page.portal, claim=claim, now=page.now, actor=actor_of(page))
    except DomainError as error:
        form.refuse(error)
        return None
    _keep_phone(page, form)
    messages.success(page, f"Лицевой счёт {link.account.full_number} добавлен.")
    return link


def _keep_phone(page: ResidentRequest, form: ClaimForm) -> None:
    """Keep the phone that was asked beside the account, and forget the letter that has filled the form in."""
    user, phone = page.user, form.cleaned_data.get("phone")
    if phone and user.phone and phone != user.phone:  # it may bring a new password: the profile asks who is there first
        messages.info(page, "Телефон в профиле остался прежним. Сменить его можно в профиле.")
    elif phone:
        update_contacts(
            user=user, name=user.name, phone=phone, home_phone=user.home_phone, actor=actor_of(page), now=page.now
        )
    drafts.drop_hints(page.session)


def _lead_on(page: ResidentRequest, link: AccountLink, *, is_first: bool) -> HttpResponse:
    """Stay in the window while there may be another kind of account; else go to the account or the contacts."""
    settings = page.portal.settings
    if settings.account_kind_asked and asks_kind(settings):
        kind = next_kind(page, linked_accounts(page, page.user))
        return redirect(f"{reverse('joining:add_account')}{f'?kind={kind}' if kind else ''}")
    if is_first and settings.contacts_after_linking:
        return redirect(profile_url())
    if is_first and letter_reminder(page.user, portal=page.portal):  # the last step: «Письмо»
        return redirect("joining:sent")
    return redirect("resident:home", account_id=link.account_id)


def _show(page: ResidentRequest, template: str, context: dict[str, object]) -> HttpResponse:
    form = context.get("form")
    settings = page.portal.settings
    first: dict[str, object] = {} if context["linked"] else step_context(settings, Step.ACCOUNT)
    if is_checked_by_staff(settings):
        first["checked_within"] = say_hours_of(settings.approval_deadline_hours)
    first["reminder"] = letter_reminder(page.user, portal=page.portal)
    first["applications"] = own_applications(page.user, portal=page.portal, now=page.now)
    return render(page, template, {**first, **context}, status=422 if getattr(form, "errors", None) else 200)
