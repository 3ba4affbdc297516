"""«Подтвердите, что это вы»: asked before what would give the cabinet away; the password once more is the answer."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate, reauthenticate_by_password
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kvita.core.errors import DomainError
from kvita.web.entry.limits import forgive_second_step, hit_second_step
from kvita.web.profile.access import ProfileRequest, render_profile
from kvita.web.profile.forms import SureForm

SURE: Final = "profile:sure"
FIELD: Final = "sure_password"


def is_sure(request: ProfileRequest) -> bool:
    """Tell whether the person has proved themselves within the last minutes (ACCOUNT_REAUTHENTICATION_TIMEOUT)."""
    return bool(did_recently_reauthenticate(request))


def check_own_password(request: ProfileRequest, password: str) -> None:
    """Check the password of who is signed in; guesses are counted. Raises `DomainError` "password_wrong", "locked"."""
    hit_second_step(request, request.user)
    if not request.user.check_password(password):
        raise DomainError("password_wrong", "Пароль не подошёл. Проверьте раскладку клавиатуры.")
    forgive_second_step(request, request.user)


def read_answer(request: ProfileRequest) -> SureForm:
    """Return the form of the question; when its password was right, `is_sure` holds from now on."""
    form = SureForm(request.POST if FIELD in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            check_own_password(request, form.cleaned_data[FIELD])
        except DomainError as error:
            form.add_error(FIELD, error.message)
        else:
            reauthenticate_by_password(request)
    return form


def ask_here(
    request: ProfileRequest, form: SureForm, *, action: str, kept: Mapping[str, str], next_path: str = ""
) -> HttpResponse:
    """Ask; the answer goes to `action` together with what was typed before (`kept`)."""
    context = {"form": form, "action": action, "kept": kept.items(), "next": next_path}
    return render_profile(request, "profile/sure.html", context, status=422 if form.errors else 200)


def asks_first(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead to the question first; after the answer the page itself opens. Comes right below `profile_page`."""

    @wraps(view)
    def wrapper(request: ProfileRequest, **kwargs: Any) -> HttpResponse:
        if is_sure(request):
            return view(request, **kwargs)
        return redirect(f"{reverse(SURE)}?{urlencode({'next': request.path})}")

    return wrapper
