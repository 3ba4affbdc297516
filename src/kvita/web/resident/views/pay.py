"""Paying: choose, check, go to the bank, see what became of it."""

import datetime as dt
import uuid
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvita.calc.period import Month
from kvita.core.errors import DomainError
from kvita.housing.enums import ConfirmationGate
from kvita.housing.models import Payee
from kvita.payments.enums import OrderState
from kvita.payments.selectors import (
    due_change,
    order_by_form,
    order_of,
    pending_order,
)
from kvita.payments.services import PaymentWish, place_order, refresh_order, start_attempt
from kvita.web.providers import all_payment_providers
from kvita.web.requests import actor_of
from kvita.web.resident.access import AccountRequest, account_page, render_account_page
from kvita.web.resident.desk import PaymentDesk, payment_desk
from kvita.web.resident.drafts import PaymentDraft, drop_draft, load_draft, save_draft
from kvita.web.resident.forms.pay import ALL, PayForm
from kvita.web.resident.gates import confirmed_only
from kvita.web.resident.presenters.pay import (
    check_context,
    elsewhere_context,
    first_values,
    outcome_of,
    pay_context,
)

PENDING_FOR: Final = dt.timedelta(hours=2)


@account_page
@confirmed_only(ConfirmationGate.PAYING, nav="pay")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: AccountRequest) -> HttpResponse:
    """Choose the sum and the way; without a contract show where else to pay."""
    desk = payment_desk(request.account, today=request.today)
    if not desk.is_open or desk.payee is None:
        context = elsewhere_context(request.account, desk.payee, due=desk.due.due, month=desk.month)
        return render_account_page(request, "resident/pay_elsewhere.html", {"due": desk.due, **context}, nav="pay")
    form = _form(request, desk)
    if form.is_bound and form.is_valid():
        save_draft(request.session, request.account.pk, _draft(form, desk))
        return redirect("resident:pay_check", account_id=request.account.pk)
    context = pay_context(form, payee=desk.payee, providers=desk.providers, due=desk.due.due)
    return render_account_page(
        request,
        "resident/pay.html",
        {"due": desk.due, "month": desk.month, **context},
        nav="pay",
        status=422 if form.errors else 200,
    )


@account_page
@confirmed_only(ConfirmationGate.PAYING, nav="pay")
@never_cache
@require_safe
def check(request: AccountRequest) -> HttpResponse:
    """Show once more what will be paid, with a way to change each part."""
    draft, desk = load_draft(request.session, request.account.pk), payment_desk(request.account, today=request.today)
    if draft is None or desk.payee is None or not desk.is_open or draft.provider not in desk.providers:
        return redirect("resident:pay", account_id=request.account.pk)
    context = check_context(
        draft,
        payee=desk.payee,
        provider=desk.providers[draft.provider],
        month=desk.month,
        names={line.service_id: line.service.name for line in desk.lines},
    )
    context["pending"] = pending_order(request.account, since=request.now - PENDING_FOR)
    return render_account_page(request, "resident/pay_check.html", context, nav="pay")


@account_page
@confirmed_only(ConfirmationGate.PAYING, nav="pay")
@never_cache
@require_POST
def start_payment(request: AccountRequest) -> HttpResponse:
    """Store the order and send the payer to the bank; the same form again leads to the same place."""
    form_key = _uuid(request.POST.get("form_key", ""))
    order = order_by_form(request.account, form_key)
    draft = load_draft(request.session, request.account.pk)
    if order is not None and order.state == OrderState.PAID:
        return redirect("resident:pay_result", account_id=request.account.pk, order_id=order.public_id)
    if draft is None or draft.form_key != form_key:
        messages.warning(request, "Оплату начали заново в другой вкладке. Проверьте, всё ли верно.")
        return redirect("resident:pay_check", account_id=request.account.pk)
    try:
        return _go_to_bank(request, draft, payment_desk(request.account, today=request.today))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("resident:pay", account_id=request.account.pk)


@account_page
@never_cache
@require_safe
def result(request: AccountRequest, order_id: uuid.UUID) -> HttpResponse:
    """Ask the bank what became of the order, and tell: paid, refused, or not known yet."""
    order = order_of(request.account, order_id)
    if order is None:
        raise Http404
    if order.state != OrderState.PAID:
        refresh_order(order=order, providers=all_payment_providers(), now=request.now)
        order = order_of(request.account, order_id) or order
    outcome = outcome_of(order, time_zone=request.account.organization.time_zone)
    context = {"order": order, "outcome": outcome, "charged": order.amount + order.commission}
    if order.state == OrderState.PAID and outcome.attempt is not None:
        context["change"] = due_change(request.account, outcome.attempt.payment)
        drop_draft(request.session, request.account.pk, order.form_key)
    return render_account_page(request, outcome.template, context, nav="pay")


def _go_to_bank(request: AccountRequest, draft: PaymentDraft, desk: PaymentDesk) -> HttpResponse:
    payee, provider = desk.require(draft.provider)
    if draft.what == ALL and draft.amount != desk.due.due:
        raise DomainError("due_changed", "Сумма к оплате изменилась, пока вы заполняли форму. Проверьте её.")
    wish = _wish(draft, payee, desk.month)
    order = place_order(account=request.account, user=request.user, wish=wish, actor=actor_of(request), now=request.now)
    page = reverse("resident:pay_result", args=[request.account.pk, order.public_id])
    bank_page = start_attempt(
        order=order,
        provider_key=draft.provider,
        provider=provider,
        return_url=request.build_absolute_uri(page),
        host=request.portal.host,
        now=request.now,
    )
    return HttpResponseRedirect(bank_page or page)


def _form(request: AccountRequest, desk: PaymentDesk) -> PayForm:
    draft = load_draft(request.session, request.account.pk)
    return PayForm(
        request.POST if request.method == "POST" else None,
        settings=request.account.organization.settings,
        due=desk.due.due,
        lines=desk.lines,
        providers=desk.providers,
        initial=first_values(request.account, request.user, draft),
    )


def _draft(form: PayForm, desk: PaymentDesk) -> PaymentDraft:
    return PaymentDraft(
        form_key=uuid.uuid4(),
        what=form.cleaned_data["what"],
        amount=form.cleaned_data["amount"],
        due=desk.due.due,
        provider=form.cleaned_data["how"],
        email=form.cleaned_data["email"],
        payer=form.payer,
        split=tuple(form.split),
    )


def _wish(draft: PaymentDraft, payee: Payee, month: Month) -> PaymentWish:
    return PaymentWish(
        form_key=draft.form_key,
        amount=draft.amount,
        payee=payee,
        month=month.first_day,
        email=draft.email,
        payer=draft.payer,
        split=draft.split,
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
