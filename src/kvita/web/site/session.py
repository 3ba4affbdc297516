"""Sign-in and sign-out."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kvita.core.errors import DomainError
from kvita.housing.enums import RegistrationText
from kvita.identity.models import User
from kvita.identity.selectors import are_keys_known
from kvita.web.captcha import is_captcha_asked, wants_new_picture
from kvita.web.entry.limits import failed_sign_ins
from kvita.web.entry.signing_in import enter
from kvita.web.joining.plan import is_application
from kvita.web.joining.presenters import say_hours_of
from kvita.web.requests import PortalRequest
from kvita.web.site.beginning import first_sign_in_form, lead_beginner
from kvita.web.site.forms import SignInForm


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a name and a password; go where the person was heading."""
    page = cast("PortalRequest", request)
    if page.user.is_authenticated and page.method != "POST":
        return redirect("resident:start")
    form = _form(page)
    if wants_new_picture(page.POST):
        form = form.kept()
    elif form.is_bound and form.is_valid() and (answer := _let_in(page, form)):
        return answer
    elif form.is_bound:
        form.ask_for_picture(is_asked=_asks_for_picture(page))
    context = {"form": form, "next": _target(page), "first": first_sign_in_form(page), **_beginning(page)}
    return render(page, "site/login.html", context, status=422 if form.errors else 200)


@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; only by the button, because a link could be planted anywhere."""
    if request.method != "POST":
        return redirect("resident:start")
    logout(request)
    messages.success(request, "Вы вышли из кабинета.")
    return redirect("site:login")


def _beginning(page: PortalRequest) -> dict[str, object]:
    """Return what the page says of the first way in, and whether it offers a key."""
    settings = page.portal.settings
    return {
        "first_title": settings.registration_text(RegistrationText.FIND_ACCOUNT),
        "checked_within": say_hours_of(settings.approval_deadline_hours) if is_application(settings) else "",
        "offers_key": are_keys_known(realm=page.portal.realm),
    }


def _target(page: PortalRequest) -> str:
    return page.POST.get("next") or page.GET.get("next", "")


def _let_in(page: PortalRequest, form: SignInForm) -> HttpResponse | None:
    """Sign in who has proved themselves, lead a beginner on; None with the reason on the form otherwise."""
    if user := _proved(page, form):
        return enter(page, user, target=_target(page), remember=form.remembers, method="password")
    if form.is_refused:
        return lead_beginner(page, name=form.typed["name"], password=form.typed["password"])
    return None


def _form(page: PortalRequest) -> SignInForm:
    data = page.POST if page.method == "POST" else None
    return SignInForm(page.portal, data, asks_captcha=_asks_for_picture(page))


def _asks_for_picture(page: PortalRequest) -> bool:
    return is_captcha_asked(page.portal, failures=failed_sign_ins(page), open_form=False)


def _proved(page: PortalRequest, form: SignInForm) -> User | None:
    """Return whose name and password these are, or put the reason on the form."""
    values = form.cleaned_data
    try:
        user = authenticate(page, portal=page.portal, name=values["name"], password=values["password"])
    except DomainError as error:
        form.add_error(None, error.message)
        return None
    if user is None:
        form.refuse()
    return user
