"""«Забыли пароль?»: a link by e-mail or a code by SMS, and a new password. Pages never tell who has a cabinet here."""

import uuid
from functools import partial
from typing import Any, Final, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.services import peek_token, redeem_code, redeem_token, reset_password
from kvita.notifications.enums import Channel
from kvita.web.captcha import wants_new_picture
from kvita.web.entry.forms import CodeAndPasswordForm, NewPasswordForm, password_rules
from kvita.web.entry.recovering import recovery_form, seconds_left, send_recovery
from kvita.web.entry.signing_in import enter
from kvita.web.requests import PortalRequest, address_of, visitor_of

PENDING: Final = "recovery_code"
RESET: Final = CodePurpose.RESET_PASSWORD
LOOK_AT_EMAIL: Final = "В кабинете указана почта {}. Её ещё не подтверждали: если она не ваша, смените её в профиле."


@never_cache
def recover(request: HttpRequest) -> HttpResponse:
    """Ask who it is, and send the letter or the SMS."""
    page = cast("PortalRequest", request)
    form = recovery_form(page)
    if wants_new_picture(request.POST):
        return render(request, "entry/recover.html", {"form": form.kept()})
    if form.is_bound and form.is_valid():
        try:
            public_id = send_recovery(page, name=form.cleaned_data["name"], by_sms=form.by_sms)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            request.session[PENDING] = {"id": str(public_id), "name": form.cleaned_data["name"]}
            return redirect("entry:recover_code" if form.by_sms else "entry:recover_sent")
    return render(request, "entry/recover.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
def recover_sent(request: HttpRequest) -> HttpResponse:
    """Say where to look for the letter, and offer to send it again."""
    page, pending = cast("PortalRequest", request), request.session.get(PENDING)
    if not pending:
        return redirect("entry:recover")
    return render(request, "entry/recover_sent.html", {"name": pending["name"], "wait": seconds_left(page, pending)})


@sensitive_post_parameters("password", "code")
@never_cache
def recover_code(request: HttpRequest) -> HttpResponse:
    """Take the code of the SMS and a new password."""
    page, pending = cast("PortalRequest", request), request.session.get(PENDING)
    if not pending:
        return redirect("entry:recover")
    form = CodeAndPasswordForm(password_rules(page.portal), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        public_id, secret = uuid.UUID(pending["id"]), form.cleaned_data["code"]
        act = partial(redeem_code, public_id=public_id, secret=secret)
        if answer := _set_password(page, form, act, "code"):
            return answer
    context = {"form": form, "name": pending["name"], "wait": seconds_left(page, pending)}
    return render(request, "entry/recover_code.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@never_cache
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """Take a new password from the person whom the letter's link has brought."""
    page = cast("PortalRequest", request)
    try:
        code = peek_token(realm=page.portal.realm, purpose=RESET, token=token, now=page.now)
    except DomainError:
        return render(request, "entry/reset_dead.html", status=410)
    form = NewPasswordForm(
        password_rules(page.portal), request.POST if request.method == "POST" else None, user=code.user
    )
    if form.is_bound and form.is_valid():
        answer = _set_password(page, form, partial(redeem_token, token=token), "")
        if answer:
            return answer
    return render(request, "entry/new_password.html", {"form": form}, status=422 if form.errors else 200)


def _set_password(page: PortalRequest, form: NewPasswordForm, redeem: Any, field: str) -> HttpResponse | None:
    """Use the code up for the new password and sign the person in; None when the code was refused."""
    actor = Actor(kind="resident", label="владелец адреса", address=address_of(page))
    apply = partial(
        _reset, password=form.cleaned_data["password"], actor=actor, now=page.now, portal_name=page.portal.name
    )
    try:
        code = redeem(realm=page.portal.realm, purpose=RESET, now=page.now, ip=visitor_of(page), apply=apply)
    except DomainError as error:
        form.add_error(field or None, error.message)
        return None
    page.session.pop(PENDING, None)
    if code.channel == Channel.SMS and code.user.email and not code.user.email_confirmed_at:
        messages.warning(page, LOOK_AT_EMAIL.format(code.user.email))
    return enter(page, code.user, method="code")


def _reset(code: Any, **values: Any) -> None:
    reset_password(code=code, **values)
