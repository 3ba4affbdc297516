"""Pages of «Учебный банк»: they look like no page of Kvita, and need no sign-in there."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kvita.integrations.acquiring.sandbox.cards import CARDS, SECURE_CODE, Outcome, find_card
from kvita.integrations.acquiring.sandbox.forms import CardForm, CodeForm
from kvita.integrations.acquiring.sandbox.messages import notify_shop
from kvita.integrations.acquiring.sandbox.models import BankPayment, BankState
from kvita.integrations.acquiring.sandbox.services import cancel, confirm_code, pay_by_card

WAITING = (BankState.OPEN, BankState.SECURE)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Ask for a card or for the code of an SMS, then send the payer back to the shop."""
    payment = get_object_or_404(BankPayment, token=token)
    form = _form(request, payment)
    if request.method == "POST" and "cancel" in request.POST:
        payment = cancel(payment=payment)
    elif request.method == "POST" and form.is_valid():
        payment = _act(payment, form, _now(request))
        form = _form(None, payment)
    if payment.state not in WAITING:
        return HttpResponseRedirect(payment.return_url)
    context = {"payment": payment, "form": form, "cards": CARDS, "code": SECURE_CODE}
    return render(request, f"sandbox_bank/{payment.state.lower()}.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest | None, payment: BankPayment) -> CardForm | CodeForm:
    data = request.POST if request is not None and request.method == "POST" else None
    return CodeForm(data) if payment.state == BankState.SECURE else CardForm(data)


def _act(payment: BankPayment, form: CardForm | CodeForm, now: dt.datetime) -> BankPayment:
    if isinstance(form, CodeForm):
        return confirm_code(payment=payment, code=form.cleaned_data["code"])
    paid = pay_by_card(payment=payment, number=form.cleaned_data["card"], now=now)
    card = find_card(form.cleaned_data["card"])
    if card is not None and card.outcome is Outcome.TWICE:
        notify_shop(paid, times=2, now=now)
    return paid


def _now(request: HttpRequest) -> dt.datetime:
    moment = getattr(request, "now", None)  # the clock of the demo can be set
    return moment if isinstance(moment, dt.datetime) else timezone.now()
