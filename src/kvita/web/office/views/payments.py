"""Payments at the desk: which hang, what the bank says, money back with two pairs of eyes."""

import uuid
from typing import Final, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvita.core.errors import DomainError
from kvita.payments.enums import RefundState
from kvita.payments.models import PaymentAttempt, Refund
from kvita.payments.policies import may_handle_payments
from kvita.payments.ports import PaymentProvider
from kvita.payments.selectors import AttemptFilter, attempt_for, attempts_for, refund_for, refundable
from kvita.payments.services import (
    ask_again,
    ask_refund,
    close_attempt,
    close_refund_case,
    credit_charged,
    decide_refund,
    recheck_refund,
    request_refund,
)
from kvita.web.office.access import DeskRequest, desk_page, render_desk
from kvita.web.office.forms.payments import NoteForm, RefundForm
from kvita.web.office.presenters.payments import attempt_context, list_context
from kvita.web.providers import bank_names, providers_named
from kvita.web.requests import actor_of

ROWS_A_PAGE: Final = 50
SECTION: Final = "payments"


@desk_page(may_handle_payments)
@require_safe
def attempts(request: HttpRequest) -> HttpResponse:
    """List payments begun in the cabinet: those that wait for a person first of all."""
    page = cast("DeskRequest", request)
    shown = page.GET.get("show", "")
    which = AttemptFilter(shown) if shown in [one.value for one in AttemptFilter] else AttemptFilter.WAITING
    number = page.GET.get("q", "").replace("\0", "").strip()[:80]
    rows = attempts_for(page.organization_ids, which=AttemptFilter.ALL if number else which, number=number)
    listed = Paginator(rows, ROWS_A_PAGE).get_page(page.GET.get("page"))
    return render_desk(
        page, "office/payments/list.html", list_context(listed, which, number, user=page.user), section=SECTION
    )


@desk_page(may_handle_payments)
@require_http_methods(["GET", "HEAD", "POST"])
def attempt_page(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """One payment with all that is known, and what a person can do."""
    page = cast("DeskRequest", request)
    attempt = attempt_for(page.organization_ids, attempt_id)
    if attempt is None:
        raise Http404
    left, act = refundable(attempt), page.POST.get("act", "")
    refund_form = RefundForm(page.POST if act == "refund" else None, left=left.amount)
    note_form = NoteForm(page.POST if act == "close" else None)
    if page.method == "POST" and (answer := _act(page, attempt, refund_form, note_form)):
        return answer
    bank = bank_names([attempt.provider])[attempt.provider]
    context = {"bank": bank, **attempt_context(attempt, left, refund_form, note_form)}
    status = 422 if page.method == "POST" else 200
    return render_desk(page, "office/payments/attempt.html", context, section=SECTION, status=status)


@desk_page(may_handle_payments)
@require_POST
def refund_decision(request: HttpRequest, refund_id: uuid.UUID) -> HttpResponse:
    """Agree to a refund, refuse it, ask the bank again, or close the case."""
    page = cast("DeskRequest", request)
    refund = refund_for(page.organization_ids, refund_id)
    if refund is None:
        raise Http404
    try:
        messages.success(page, _decide(page, refund))
    except DomainError as error:
        messages.error(page, error.message)
    return redirect("office:payment", attempt_id=refund.attempt.public_id)


def _act(
    page: DeskRequest, attempt: PaymentAttempt, refund_form: RefundForm, note_form: NoteForm
) -> HttpResponse | None:
    """Do what was asked; None when the form is to be shown again."""
    act = page.POST.get("act", "")
    if (act == "refund" and not refund_form.is_valid()) or (act == "close" and not note_form.is_valid()):
        return None
    try:
        match act:
            case "ask":
                told = _ask(page, attempt)
            case "credit":
                provider = _provider(attempt)
                credit_charged(attempt=attempt, provider=provider, actor=actor_of(page), now=page.now)
                told = "Зачислено столько, сколько списал банк."
            case "close":
                close_attempt(attempt=attempt, actor=actor_of(page), note=note_form.cleaned_data["note"], now=page.now)
                told = "Разбор закончен, запись осталась в журнале."
            case "refund":
                told = _refund(page, attempt, refund_form)
            case _:
                return None
    except DomainError as error:
        messages.error(page, error.message)
    else:
        messages.success(page, told)
    return redirect("office:payment", attempt_id=attempt.public_id)


def _ask(page: DeskRequest, attempt: PaymentAttempt) -> str:
    asked = ask_again(attempt=attempt, provider=_provider(attempt), now=page.now)
    return f"Банк ответил. Попытка: {asked.get_state_display()}."


def _refund(page: DeskRequest, attempt: PaymentAttempt, form: RefundForm) -> str:
    provider = _provider(attempt)
    values = form.cleaned_data
    refund = request_refund(
        attempt=attempt,
        amount=values["amount"],
        reason=values["reason"],
        form_key=values["form_key"],
        user=page.user,
        actor=actor_of(page),
        now=page.now,
    )
    sent = ask_refund(refund=refund, provider=provider, now=page.now)
    if sent.state == RefundState.WAITING:
        return "Возврат записан и ждёт второго сотрудника: он увидит его в «Онлайн-платежах» и на главной."
    return f"Возврат записан: {sent.get_state_display()}."


def _decide(page: DeskRequest, refund: Refund) -> str:
    act, actor = page.POST.get("act", ""), actor_of(page)
    if act in ("approve", "reject"):
        decided = decide_refund(refund=refund, approve=act == "approve", user=page.user, actor=actor, now=page.now)
    elif act == "again":
        decided = recheck_refund(refund=refund, now=page.now)
    elif act in ("close", "given"):
        note, given = page.POST.get("note", "")[:250], act == "given"
        closed = close_refund_case(refund=refund, given=given, actor=actor, note=note, now=page.now)
        return f"Разбор возврата закончен: {closed.get_state_display()}."
    else:
        raise DomainError("act", "Выберите, что сделать с возвратом.")
    if act != "reject":
        decided = ask_refund(refund=decided, provider=_provider(refund.attempt), now=page.now)
    return f"Возврат: {decided.get_state_display()}."


def _provider(attempt: PaymentAttempt) -> PaymentProvider:
    """Return the bank of an attempt. Raises `DomainError` "provider" when it is not connected any more."""
    provider = providers_named([attempt.provider]).get(attempt.provider)
    if provider is None:
        raise DomainError("provider", "Этот банк больше не подключён: спросить его нельзя.")
    return provider
