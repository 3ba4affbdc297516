"""Sign-in of staff under `/office/`: the same counters, picture and second step as for residents."""

from typing import cast

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kvita.core.errors import DomainError
from kvita.identity.models import STAFF_REALM, User
from kvita.identity.selectors import are_keys_known
from kvita.web.captcha import wants_new_picture
from kvita.web.entry.forms import StaffSignInForm
from kvita.web.entry.limits import failed_sign_ins
from kvita.web.entry.signing_in import enter
from kvita.web.requests import PortalRequest

PICTURE_AFTER = 3
WRONG = "Логин или пароль не подошли. Проверьте раскладку клавиатуры и попробуйте ещё раз."


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a login and a password."""
    page = cast("PortalRequest", request)
    if page.user.is_authenticated and page.user.is_staff and page.method != "POST":
        return redirect("office:start")
    asks = failed_sign_ins(page) >= PICTURE_AFTER
    form = StaffSignInForm(page.POST if page.method == "POST" else None, asks_captcha=asks)
    target = page.POST.get("next") or page.GET.get("next", "")
    if wants_new_picture(page.POST):
        form = form.kept()
    elif form.is_bound and form.is_valid() and (user := _proved(page, form)):
        return enter(page, user, target=target, method="password")
    context = {"form": form, "next": target, "offers_key": are_keys_known(realm=STAFF_REALM)}
    return render(page, "entry/office_login.html", context, status=422 if form.errors else 200)


def _proved(page: PortalRequest, form: StaffSignInForm) -> User | None:
    """Return whose login and password these are, or put the reason on the form."""
    values = form.cleaned_data
    try:
        user = authenticate(page, username=values["username"], password=values["password"])
    except DomainError as error:
        form.add_error(None, error.message)
        return None
    if user is None:
        form.add_error(None, WRONG)
    return user
