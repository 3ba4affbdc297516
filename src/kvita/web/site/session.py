"""Sign-in and sign-out."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kvita.identity.services import record_sign_in
from kvita.web.requests import PortalRequest
from kvita.web.site.forms import SignInForm

UNTIL_BROWSER_CLOSES = 0


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a name and a password; go where the person was heading."""
    page = cast("PortalRequest", request)
    if page.user.is_authenticated and page.method != "POST":
        return redirect("resident:start")
    form = SignInForm(page.portal, page.POST if page.method == "POST" else None)
    if form.is_bound and form.is_valid():
        user = authenticate(
            page, portal=page.portal, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
        )
        if user is not None:
            login(page, user)
            record_sign_in(user=user, now=page.now)
            page.session.set_expiry(None if form.remembers else UNTIL_BROWSER_CLOSES)
            return HttpResponseRedirect(_heading_for(page))
        form.refuse()
    context = {"form": form, "next": page.POST.get("next") or page.GET.get("next", "")}
    return render(page, "site/login.html", context, status=422 if form.errors else 200)


@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; only by the button, because a link could be planted anywhere."""
    if request.method != "POST":
        return redirect("resident:start")
    logout(request)
    messages.success(request, "Вы вышли из кабинета.")
    return redirect("site:login")


def _heading_for(request: PortalRequest) -> str:
    """Return the page asked for before the sign-in when it is on this very host, else the start page."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return resolve_url("resident:start")
