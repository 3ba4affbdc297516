"""Who is at the sign-in without a cabinet yet: the first sign-in by surname, and the waiting application."""

import re
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from kvita.accounts.selectors import application_by_password
from kvita.accounts.services import Claimed, LinkClaim, prove_claim
from kvita.core.errors import DomainError
from kvita.housing.enums import LinkingProof
from kvita.housing.models import PortalSettings
from kvita.web.joining import drafts
from kvita.web.joining.forms.claim import ClaimForm
from kvita.web.joining.plan import is_application, starts_with_account
from kvita.web.requests import PortalRequest, guest_of

# What may be a surname, and is looked at as one: a wrong password is not, and spends no try of the account.
SURNAME: Final = re.compile(r"[А-ЯЁа-яё]{2,}(?:[ -][А-ЯЁа-яё]{2,})?")
FOUND: Final = "Счёт найден. Это ваш первый вход: укажите почту и придумайте пароль, дальше входите с ними."
KEPT: Final = "Вы подали заявку, кабинет по ней ещё не открыт. Вот как она стоит."


def begins_with_surname(settings: PortalSettings) -> bool:
    """Tell whether number and surname on the sign-in page lead to the first sign-in."""
    only = [LinkingProof(proof) for proof in settings.linking_proofs] == [LinkingProof.SURNAME]
    return settings.first_sign_in_by_surname and only and starts_with_account(settings)


def first_sign_in_form(request: PortalRequest) -> ClaimForm | None:
    """Return the fields of the first sign-in, for the sign-in page; None where the portal begins otherwise."""
    if not begins_with_surname(request.portal.settings):
        return None
    form = ClaimForm(portal=request.portal, initial=drafts.hints(request.session))
    form.fields["number"].label = "Номер счёта с квитанции"  # another name than that of the sign-in above it
    return form


def lead_beginner(request: PortalRequest, *, name: str, password: str) -> HttpResponse | None:
    """Lead on somebody whose name and password opened no cabinet, when they are those of a beginner; None otherwise."""
    settings = request.portal.settings
    if is_application(settings):
        found = application_by_password(name, password, portal_id=request.portal.pk)
        if found is not None:
            messages.info(request, KEPT)
            return redirect("joining:application", token=found.token)
    if begins_with_surname(settings) and SURNAME.fullmatch(password.strip()) and any(sign.isdigit() for sign in name):
        return _claim(request, name, password.strip())
    return None


def _claim(request: PortalRequest, number: str, surname: str) -> HttpResponse | None:
    claim = LinkClaim(number=number, surname=surname)
    try:
        proven = prove_claim(portal=request.portal, claim=claim, now=request.now, actor=guest_of(request))
    except DomainError:
        return None
    draft = drafts.ClaimedDraft(Claimed(proven.account.pk, proven.proof), proven.account.full_number, surname)
    drafts.keep_claimed(request.session, draft, now=request.now)
    messages.info(request, FOUND)
    return redirect("joining:details")
