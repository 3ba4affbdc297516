"""Codes of an app, spare codes and keys: set up, named, taken away. The library does what is dangerous (ADR 11)."""

from typing import Any, Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as spare_flows
from allauth.mfa.totp.internal import flows as code_flows
from allauth.mfa.webauthn.internal import auth as key_auth
from allauth.mfa.webauthn.internal import flows as key_flows
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvita.web.entry.qr import draw_qr
from kvita.web.profile.access import ProfileRequest, profile_page, render_profile
from kvita.web.profile.forms import KeyNameForm, NewCodeForm, NewKeyForm
from kvita.web.profile.sure import asks_first
from kvita.web.profile.views.page import back

SPARE: Final = "profile:spare_codes"


@profile_page
@asks_first
@require_http_methods(["GET", "HEAD", "POST"])
def new_code(request: ProfileRequest) -> HttpResponse:
    """Set the app up: a picture to scan or a secret to type, then its first code as proof."""
    if _factor(request, Authenticator.Type.TOTP) is not None:
        return back("safety")
    form = NewCodeForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and form.is_valid():
        _, spare = code_flows.activate_totp(request, form)
        messages.success(request, "Вход с кодом включён.")
        return redirect(SPARE) if spare else back("safety")
    address = get_adapter().build_totp_url(request.user, form.secret)
    context = {"form": form, "qr": draw_qr(address), "secret": _in_fours(form.secret), "address": address}
    return render_profile(request, "profile/new_code.html", context, status=422 if form.errors else 200)


@profile_page
@asks_first
@require_http_methods(["GET", "HEAD", "POST"])
def code_off(request: ProfileRequest) -> HttpResponse:
    """Ask, then go on without codes of the app."""
    factor = _factor(request, Authenticator.Type.TOTP)
    if factor is None:
        return back("safety")
    if request.method != "POST":
        return render_profile(request, "profile/code_off.html", {})
    code_flows.deactivate_totp(request, factor)
    messages.success(request, "Вход с кодом выключен. Теперь хватит пароля.")
    return back("safety")


@profile_page
@asks_first
@require_safe
def spare_codes(request: ProfileRequest) -> HttpResponse:
    """The spare codes that are left, to be printed or written down."""
    wrapper, _ = spare_flows.view_recovery_codes(request)
    if wrapper is None:
        return back("safety")
    codes = [f"{code[:4]} {code[4:]}" for code in wrapper.get_unused_codes()]
    return render_profile(request, "profile/spare_codes.html", {"codes": codes})


@profile_page
@asks_first
@require_POST
def new_spare_codes(request: ProfileRequest) -> HttpResponse:
    """Make new spare codes; the old ones stop working."""
    if not spare_flows.can_generate_recovery_codes(request.user):
        return back("safety")
    spare_flows.generate_recovery_codes(request)
    messages.success(request, "Новые запасные коды готовы, старые больше не действуют.")
    return redirect(SPARE)


@profile_page
@asks_first
@require_http_methods(["GET", "HEAD", "POST"])
def new_key(request: ProfileRequest) -> HttpResponse:
    """Make a key on this device, or on one that is plugged in."""
    form = NewKeyForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        _, spare = key_flows.add_authenticator(request, name=typed["name"], credential=typed["credential"])
        messages.success(request, f"Ключ «{typed['name']}» добавлен. Теперь им можно входить.")
        return redirect(SPARE) if spare else back("safety")
    options = {"creation_options": key_auth.begin_registration(request.user, passwordless=True)}
    context = {"form": form, "options": options}
    return render_profile(request, "profile/new_key.html", context, status=422 if form.errors else 200)


@profile_page
@asks_first
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: ProfileRequest, key_id: int) -> HttpResponse:
    """Give a key another name."""
    found = _key(request, key_id)
    form = KeyNameForm(request.POST if request.method == "POST" else None, initial={"name": found.wrap().name})
    if form.is_bound and form.is_valid():
        key_flows.rename_authenticator(request, found, form.cleaned_data["name"])
        messages.success(request, "Название сохранено.")
        return back("safety")
    return render_profile(request, "profile/key.html", {"form": form, "key": found}, status=422 if form.errors else 200)


@profile_page
@asks_first
@require_http_methods(["GET", "HEAD", "POST"])
def key_off(request: ProfileRequest, key_id: int) -> HttpResponse:
    """Ask, then take a key away."""
    found = _key(request, key_id)
    if request.method != "POST":
        return render_profile(request, "profile/key_off.html", {"name": found.wrap().name})
    key_flows.remove_authenticator(request, found)
    messages.success(request, f"Ключ «{found.wrap().name}» удалён.")
    return back("safety")


def _factor(request: ProfileRequest, kind: str) -> Any:
    return _factors(request).filter(type=kind).first()


def _key(request: ProfileRequest, key_id: int) -> Any:
    found = _factors(request).filter(type=Authenticator.Type.WEBAUTHN, pk=key_id).first()
    if found is None:
        raise Http404
    return found


def _factors(request: ProfileRequest) -> Any:
    return request.user.authenticator_set.all()  # type: ignore[attr-defined]  # the other end of a key of allauth's


def _in_fours(secret: str) -> str:
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
