"""Paying: choose, check, go to the bank, see what became of it."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, Final, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvita.billing.selectors import paid_for
from kvita.calc.period import Month
from kvita.core.errors import DomainError
from kvita.housing.enums import ConfirmationGate, PaymentTarget
from kvita.housing.models import Payee
from kvita.payments.enums import OrderState
from kvita.payments.models import PaymentOrder
from kvita.payments.selectors import (
    OtherOrders,
    due_change,
    last_order_for,
    old_debt,
    order_by_form,
    order_of,
    other_orders,
    own_order_for,
)
from kvita.payments.services import PaymentWish, place_order, refresh_order, start_attempt
from kvita.web.csp import allow_form_targets
from kvita.web.providers import event_address, providers_named
from kvita.web.requests import ResidentRequest, actor_of, portal_url
from kvita.web.resident.access import AccountRequest, account_page, render_account_page
from kvita.web.resident.desk import PaymentDesk, payment_desk
from kvita.web.resident.drafts import PaymentDraft, drop_draft, load_draft, save_draft
from kvita.web.resident.forms.pay import ALL, OTHER, SOME, PayForm
from kvita.web.resident.gates import confirmed_only
from kvita.web.resident.presenters.pay import (
    Outcome,
    check_context,
    elsewhere_context,
    first_values,
    outcome_of,
    pay_context,
)

PAID_LATELY: Final = dt.timedelta(hours=1)


@account_page
@confirmed_only(ConfirmationGate.PAYING, nav="charges")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: AccountRequest) -> HttpResponse:
    """Choose the payee where there are several, the sum and the way; without a contract show where else to pay."""
    desk = _desk(request)
    if desk.has_choice:
        context = {"desk": desk, "due": desk.due, "month": desk.month}
        return render_account_page(request, "resident/pay_payees.html", context, nav="charges")
    if not desk.is_open or desk.payee is None:
        context = {"due": desk.due, **elsewhere_context(request.account, desk)}
        return render_account_page(request, "resident/pay_elsewhere.html", context, nav="charges")
    form = _form(request, desk)
    if form.is_bound and form.is_valid():
        save_draft(request.session, request.account.pk, _draft(form, desk, desk.payee))
        return redirect("resident:pay_check", account_id=request.account.pk)
    context = pay_context(request.account, form, desk, desk.payee)
    status = 422 if form.errors else 200
    return render_account_page(request, "resident/pay.html", context, nav="charges", status=status)


@account_page
@confirmed_only(ConfirmationGate.PAYING, nav="charges")
@require_POST
def pay_next(request: AccountRequest) -> HttpResponse:
    """Go on with one of several payees: all that is due, the way and the payer of last time; straight to the check."""
    desk = _desk(request)
    if desk.payee is None:
        return redirect("resident:pay", account_id=request.account.pk)
    form = _quick_form(request, desk)
    if desk.is_open and form.is_valid():
        save_draft(request.session, request.account.pk, _draft(form, desk, desk.payee))
        return redirect("resident:pay_check", account_id=request.account.pk)
    return redirect(f"{reverse('resident:pay', args=[request.account.pk])}?to={desk.payee.pk}")


@account_page
@confirmed_only(ConfirmationGate.PAYING, nav="charges")
@never_cache
@require_safe
def check(request: AccountRequest) -> HttpResponse:
    """Show once more what will be paid, with a way to change each part."""
    draft = load_draft(request.session, request.account.pk)
    desk = _desk(request, draft)
    if draft is None or desk.payee is None or not desk.is_open or draft.provider not in desk.providers:
        return redirect("resident:pay", account_id=request.account.pk)
    provider = desk.providers[draft.provider]
    context = check_context(
        request.account,
        draft,
        payee=desk.payee,
        provider=provider,
        month=desk.month,
        due=desk.amount,
        names={one.service_id: one.name for one in desk.services},
    )
    context["pay_query"] = f"?to={desk.payee.pk}" if len(desk.parts) > 1 else ""
    context["others"] = _others(request, desk.payee, own=draft.form_key)
    page = render_account_page(request, "resident/pay_check.html", context, nav="charges")
    return allow_form_targets(page, provider.page_hosts)


@account_page
@confirmed_only(ConfirmationGate.PAYING, nav="charges")
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
    desk = _desk(request, draft)
    if _pays_twice(request, desk, form_key, order):
        messages.error(request, "Прошлый платёж ещё проверяется банком. Если платите ещё раз, поставьте отметку.")
        return redirect("resident:pay_check", account_id=request.account.pk)
    try:
        return _go_to_bank(request, draft, desk)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("resident:pay", account_id=request.account.pk)


@never_cache
@require_safe
def result(request: HttpRequest, account_id: int, order_id: uuid.UUID) -> HttpResponse:
    """Tell what became of an order, also to a payer who has unlinked the account while paying."""
    try:
        return account_result(request, account_id, order_id=order_id)
    except Http404:
        page = cast("ResidentRequest", request)
        order = own_order_for(page.user, order_id)
        if order is None or order.account_id != account_id or order.portal_id != page.portal.pk:
            raise
        order, outcome = _asked(order, page.now, lambda: own_order_for(page.user, order_id))
        return render(page, "resident/pay_unlinked.html", {"order": order, "outcome": outcome, "account_links": []})


@account_page
def account_result(request: AccountRequest, order_id: uuid.UUID) -> HttpResponse:
    """Ask the bank what became of the order, and tell: paid, refused, or not known yet.

    The waiting page asks by itself; while there is nothing new it gets no content: nothing is read out again.
    """
    order = order_of(request.account, order_id)
    if order is None:
        raise Http404
    order, outcome = _asked(order, request.now, lambda: order_of(request.account, order_id))
    if request.htmx and outcome.is_open:
        return HttpResponse(status=204)
    context = {"order": order, "outcome": outcome, "charged": order.amount + order.commission}
    context["paid_for"] = paid_for(request.account, order.payee, [key for key, _ in order.split])
    context["desk"] = desk = payment_desk(request.account, today=request.today)
    context["next_part"] = desk.after(order.payee) if desk.is_shared else None
    if order.state == OrderState.PAID and outcome.attempt is not None:
        context["change"] = due_change(request.account, outcome.attempt.payment)
        drop_draft(request.session, request.account.pk, order.form_key)
    return render_account_page(request, outcome.template, context, nav="charges")


def _asked(
    order: PaymentOrder, now: dt.datetime, again: Callable[[], PaymentOrder | None]
) -> tuple[PaymentOrder, Outcome]:
    """Ask the bank about an order that is not paid yet; return it as it stands then, with its words."""
    if order.state != OrderState.PAID:
        providers = providers_named(attempt.provider for attempt in order.attempts.all())
        refresh_order(order=order, providers=providers, now=now)
        order = again() or order
    return order, outcome_of(order, time_zone=order.account.organization.time_zone)


def _go_to_bank(request: AccountRequest, draft: PaymentDraft, desk: PaymentDesk) -> HttpResponse:
    payee, provider = desk.require(draft.provider)
    if draft.what == ALL and draft.amount != desk.amount:
        raise DomainError("due_changed", "Сумма к оплате изменилась, пока вы заполняли форму. Проверьте её.")
    wish = _wish(draft, payee, desk.month, portal_id=request.portal.pk)
    order = place_order(account=request.account, user=request.user, wish=wish, actor=actor_of(request), now=request.now)
    page = reverse("resident:pay_result", args=[request.account.pk, order.public_id])
    bank_page = start_attempt(
        order=order,
        provider_key=draft.provider,
        provider=provider,
        return_url=portal_url(request, page),
        host=request.portal.host,
        now=request.now,
        event_url=_event_url(request, draft.provider),
    )
    return HttpResponseRedirect(bank_page or page)


def _pays_twice(request: AccountRequest, desk: PaymentDesk, form_key: uuid.UUID, order: PaymentOrder | None) -> bool:
    """Tell whether somebody's payment to this payee has no answer yet and the payer has not said to pay once more.

    An order that is itself under way was said so before: its bank page may be opened again.
    """
    is_begun = order is not None and order.state == OrderState.PENDING
    if desk.payee is None or is_begun or request.POST.get("again") == "1":
        return False
    return _others(request, desk.payee, own=form_key).pending is not None


def _others(request: AccountRequest, payee: Payee, *, own: uuid.UUID) -> OtherOrders:
    return other_orders(request.account, payee, paid_since=request.now - PAID_LATELY, own=own)


def _desk(request: AccountRequest, draft: PaymentDraft | None = None) -> PaymentDesk:
    chosen = request.POST.get("to", "") or request.GET.get("to", "")
    payee_id = draft.payee_id if draft is not None else (int(chosen) if chosen.isdecimal() else None)
    return payment_desk(request.account, today=request.today, payee_id=payee_id)


def _event_url(request: AccountRequest, provider_key: str) -> str:
    key = event_address(provider_key)
    return portal_url(request, reverse("hooks:payments", args=[key])) if key is not None else ""


def _form(request: AccountRequest, desk: PaymentDesk) -> PayForm:
    draft = load_draft(request.session, request.account.pk)
    if draft is not None and desk.payee is not None and draft.payee_id != desk.payee.pk:
        draft = None
    return PayForm(
        request.POST if request.method == "POST" else None,
        settings=request.account.organization.settings,
        due=desk.amount,
        services=desk.services,
        takes_all=desk.takes_all,
        providers=desk.providers,
        initial=_first_values(request, desk, draft),
    )


def _first_values(request: AccountRequest, desk: PaymentDesk, draft: PaymentDraft | None) -> dict[str, Any]:
    """Return what the form starts with; `?debt=1` asks for the sum of the old debt."""
    values = first_values(request.account, request.user, draft, _last(request, draft))
    debt = old_debt(desk.due, today=request.today) if request.GET.get("debt") == "1" else None
    return values | ({"what": OTHER, "sum": min(debt.amount, desk.amount)} if debt is not None else {})


def _last(request: AccountRequest, draft: PaymentDraft | None) -> PaymentOrder | None:
    return None if draft is not None else last_order_for(request.user, request.account)


def _quick_form(request: AccountRequest, desk: PaymentDesk) -> PayForm:
    last = last_order_for(request.user, request.account)
    values = first_values(request.account, request.user, None, last)
    values |= {"what": ALL if desk.takes_all else SOME, "services": [str(one.service_id) for one in desk.services]}
    if values.get("how") not in desk.providers:
        values["how"] = next(iter(desk.providers), "")
    return PayForm(
        values,
        settings=request.account.organization.settings,
        due=desk.amount,
        services=desk.services,
        takes_all=desk.takes_all,
        providers=desk.providers,
    )


def _draft(form: PayForm, desk: PaymentDesk, payee: Payee) -> PaymentDraft:
    return PaymentDraft(
        form_key=uuid.uuid4(),
        what=form.cleaned_data["what"],
        amount=form.cleaned_data["amount"],
        due=desk.amount,
        provider=form.cleaned_data["how"],
        payee_id=payee.pk,
        email=form.cleaned_data["email"],
        payer=form.payer,
        split=tuple(form.split),
    )


def _wish(draft: PaymentDraft, payee: Payee, month: Month, *, portal_id: int) -> PaymentWish:
    by_payee = PaymentTarget.TOTAL if payee.is_default else PaymentTarget.BY_PAYEE
    return PaymentWish(
        form_key=draft.form_key,
        amount=draft.amount,
        payee=payee,
        month=month.first_day,
        email=draft.email,
        payer=draft.payer,
        split=draft.split,
        target=PaymentTarget.BY_SERVICE if draft.split else by_payee,
        portal_id=portal_id,
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
