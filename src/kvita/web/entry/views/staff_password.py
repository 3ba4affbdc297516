"""«Забыли пароль?» of staff, and the page to which the link of an invitation leads."""

from functools import partial
from typing import Final, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose
from kvita.identity.models import STAFF_REALM
from kvita.identity.selectors import find_staff
from kvita.identity.services import peek_token, recover_staff, redeem_token, reset_password
from kvita.web.captcha import wants_new_picture
from kvita.web.entry.forms import STAFF_PASSWORDS, NewPasswordForm, RecoveryForm
from kvita.web.entry.letters import staff_link
from kvita.web.entry.limits import hit_recovery
from kvita.web.entry.signing_in import enter
from kvita.web.requests import PortalRequest, address_of, visitor_of

RESET: Final = CodePurpose.RESET_PASSWORD
SENT: Final = "Если у сотрудника «{}» указана почта, письмо со ссылкой уже идёт. Ссылка действует 2 часа."


@never_cache
def forgot(request: HttpRequest) -> HttpResponse:
    """Ask who it is and send a link; the answer is the same whoever is called so."""
    page = cast("PortalRequest", request)
    data = page.POST if page.method == "POST" else None
    form = RecoveryForm(data, label="Логин или почта", hint="", by_sms=False, asks_captcha=True)
    if wants_new_picture(page.POST):
        return render(page, "entry/office_forgot.html", {"form": form.kept()})
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            hit_recovery(page)
            link_of = staff_link(page, find_staff(name))
            recover_staff(name=name, link_of=link_of, now=page.now, ip=visitor_of(page))
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(page, SENT.format(name))
            return redirect("entry:office_login")
    return render(page, "entry/office_forgot.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@never_cache
def new(request: HttpRequest, token: str) -> HttpResponse:
    """Take a password of their own from the member of staff whom a link has brought, and go on with the sign-in."""
    page = cast("PortalRequest", request)
    try:
        code = peek_token(realm=STAFF_REALM, purpose=RESET, token=token, now=page.now)
    except DomainError:
        return render(page, "entry/office_dead_link.html", status=410)
    form = NewPasswordForm(STAFF_PASSWORDS, page.POST if page.method == "POST" else None, user=code.user)
    if form.is_bound and form.is_valid() and (answer := _finish(page, form, token)):
        return answer
    context = {"form": form, "login": code.user and (code.user.login or code.user.email)}
    return render(page, "entry/office_new_password.html", context, status=422 if form.errors else 200)


def _finish(page: PortalRequest, form: NewPasswordForm, token: str) -> HttpResponse | None:
    actor = Actor(kind="staff", label="по ссылке", address=address_of(page))
    apply = partial(_reset, password=form.cleaned_data["password"], actor=actor, now=page.now)
    try:
        code = redeem_token(
            realm=STAFF_REALM, purpose=RESET, token=token, now=page.now, apply=apply, ip=visitor_of(page)
        )
    except DomainError as error:
        form.add_error(None, error.message)
        return None
    if code.user is None:
        raise TypeError("a code without a user is never redeemed")
    return enter(page, code.user, method="code")


def _reset(code: object, **values: object) -> None:
    reset_password(code=code, **values)  # type: ignore[arg-type]  # the values of `partial` above
