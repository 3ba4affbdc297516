"""The app for codes, set up in the middle of a sign-in where an organisation demands it of its staff."""

from typing import Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from kvita.web.entry.forms import SetUpForm
from kvita.web.entry.qr import draw_qr
from kvita.web.entry.stages import SetUpStage, StageRequest, has_app, leave_stage, stage_page

TEMPLATE: Final = "entry/office_set_up.html"


def _set_up(request: StageRequest) -> HttpResponse:
    """Show what to scan, take the first code as proof, show the spare codes once, then go on with the sign-in."""
    if has_app(request.person):
        return leave_stage(request)
    form = SetUpForm(request.POST if request.method == "POST" else None, user=request.person)
    if form.is_bound and form.is_valid():
        return render(request, "entry/office_spare_codes.html", {"codes": _activate(request, form)})
    address = get_adapter().build_totp_url(request.person, form.secret)
    secret = " ".join(form.secret[place : place + 4] for place in range(0, len(form.secret), 4))
    context = {"form": form, "qr": draw_qr(address), "secret": secret, "address": address}
    return render(request, TEMPLATE, context, status=422 if form.errors else 200)


@transaction.atomic
def _activate(request: StageRequest, form: SetUpForm) -> list[str]:
    TOTP.activate(request.person, form.secret)
    spare = RecoveryCodes.activate(request.person).get_unused_codes()
    clear_totp_secret(request)
    return [f"{code[:4]} {code[4:]}" for code in spare]


set_up = never_cache(stage_page(SetUpStage.key, "entry:office_login")(_set_up))
