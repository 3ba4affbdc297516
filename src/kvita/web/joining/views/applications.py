"""The application that the staff check: sending it, waiting, the code of the SMS."""

import uuid
from typing import cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kvita.accounts.models import AccessApplication
from kvita.accounts.policies import is_in_cabinet
from kvita.accounts.selectors import application_by_phone, application_by_token
from kvita.accounts.services import (
    Applicant,
    answer_application,
    complete_application,
    resend_application_code,
    submit_application,
)
from kvita.core.errors import DomainError
from kvita.web.joining import drafts
from kvita.web.joining.building import claim_form, consents_of, is_new_picture_wanted, note_refusal, user_form
from kvita.web.joining.doors import enter, resident_of
from kvita.web.joining.forms.application import AnswerForm, CodeForm, PhoneCodeForm
from kvita.web.joining.forms.claim import ClaimForm
from kvita.web.joining.forms.user import UserForm
from kvita.web.joining.plan import Step, is_application, step_context
from kvita.web.joining.presenters import application_context, application_row, document_context
from kvita.web.requests import PortalRequest, guest_of


def apply(page: PortalRequest) -> HttpResponse:
    """Show the application and take it; what was typed stays when something is wrong or the picture is changed."""
    claim, form = claim_form(page, picture=False), user_form(page)
    if is_new_picture_wanted(page):
        claim, form = claim.kept(), form.kept()
    elif form.is_bound and all([claim.is_valid(), form.is_valid()]):
        application = _submit(page, claim, form)
        if application is not None:
            page.session[drafts.APPLICATION] = application.token.hex
            return redirect("joining:application", token=application.token)
    context = {"claim": claim, "form": form, **document_context(page.portal)}
    context |= step_context(page.portal.settings, Step.APPLICATION)
    return render(page, "joining/apply.html", context, status=422 if claim.errors or form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Tell how the application stands; once it is approved take the code."""
    page = cast("PortalRequest", request)
    found = application_by_token(token, portal_id=page.portal.pk)
    if found is None:
        raise Http404
    if is_in_cabinet(found):
        return _in_cabinet(page, found)
    form = CodeForm(page.POST if page.method == "POST" else None, portal=page.portal)
    if form.is_bound and form.is_valid():
        answer = _complete(page, token, form)
        if answer is not None:
            return answer
    context = {"form": form, **application_context(found)}
    context |= step_context(page.portal.settings, *context.pop("current"))
    return render(page, "joining/application.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code from somebody who has come back on another device: the phone says which application it is."""
    page = cast("PortalRequest", request)
    if not is_application(page.portal.settings):
        raise Http404
    form = PhoneCodeForm(page.POST if page.method == "POST" else None, portal=page.portal)
    if form.is_bound and form.is_valid():
        found = application_by_phone(form.cleaned_data["phone"], portal_id=page.portal.pk)
        answer = _complete(page, found.token if found else uuid.UUID(int=0), form)
        if answer is not None:
            return answer
    context = {"form": form, **step_context(page.portal.settings, Step.CODE, Step.PASSWORD)}
    return render(page, "joining/code.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def code_again(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Send the SMS of an approved application again."""
    page = cast("PortalRequest", request)
    if application_by_token(token, portal_id=page.portal.pk) is None:
        raise Http404
    try:
        resend_application_code(token=token, now=page.now, actor=guest_of(page))
    except DomainError as error:
        messages.error(page, error.message)
    else:
        messages.success(page, "Код отправлен ещё раз.")
    return redirect("joining:application", token=token)


@never_cache
@require_POST
def answer(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Take the answer to a question of the staff."""
    page = cast("PortalRequest", request)
    if application_by_token(token, portal_id=page.portal.pk) is None:
        raise Http404
    form = AnswerForm(page.POST)
    try:
        if not form.is_valid():
            raise DomainError("answer_wrong", form.first_error)
        answer_application(token=token, answer=form.cleaned_data["answer"], now=page.now)
    except DomainError as error:
        messages.error(page, error.message)
    else:
        messages.success(page, "Ответ отправлен. Мы продолжим проверку.")
    return redirect("joining:application", token=token)


def _in_cabinet(page: PortalRequest, found: AccessApplication) -> HttpResponse:
    """Show an application that was sent from a cabinet to whose cabinet it is, and to nobody else."""
    resident = resident_of(page)
    if resident is None:
        return redirect_to_login(page.get_full_path(), reverse("site:login"))
    if resident.pk != found.user_id:
        raise Http404
    return render(page, "joining/application_inside.html", {"row": application_row(found), "application": found})


def _submit(page: PortalRequest, claim: ClaimForm, form: UserForm) -> AccessApplication | None:
    applicant = Applicant(
        phone=form.cleaned_data.get("phone", ""),
        email=form.cleaned_data["email"],
        password=form.cleaned_data.get("password", ""),
        consents=consents_of(page.portal, agreed=form.has_agreed),
    )
    try:
        return submit_application(
            portal=page.portal, claim=claim.claim(), applicant=applicant, now=page.now, actor=guest_of(page)
        )
    except DomainError as error:
        form.refuse(error)
        note_refusal(page)
        return None


def _complete(page: PortalRequest, token: uuid.UUID, form: CodeForm) -> HttpResponse | None:
    """Let the applicant in; None when the code was refused, with the reason in the form."""
    try:
        user = complete_application(token=token, code=form.cleaned_data["code"], now=page.now, actor=guest_of(page))
    except DomainError as error:
        form.refuse(error)
        return None
    inside = enter(page, user)
    messages.success(page, "Регистрация завершена. Добро пожаловать!")
    return inside
