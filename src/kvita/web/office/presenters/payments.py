"""Payments as the desk shows them: tones, what can be done, what the bank has said."""

from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page

from kvita.identity.models import User
from kvita.payments.enums import AttemptState, OrderState, RefundState
from kvita.payments.models import PaymentAttempt
from kvita.payments.selectors import AttemptFilter, Refundable
from kvita.web.office.forms.payments import NoteForm, RefundForm
from kvita.web.ui.formatting import money

TONES: Final = {
    AttemptState.CREATED: "info",
    AttemptState.REDIRECTED: "info",
    AttemptState.UNKNOWN: "warn",
    AttemptState.SUCCEEDED: "good",
    AttemptState.DECLINED: "bad",
    AttemptState.EXPIRED: "bad",
}
REFUND_TONES: Final = {
    RefundState.WAITING: "warn",
    RefundState.APPROVED: "info",
    RefundState.UNKNOWN: "warn",
    RefundState.SUCCEEDED: "good",
    RefundState.DECLINED: "bad",
    RefundState.REJECTED: "info",
}
FILTERS: Final = (
    (AttemptFilter.WAITING, "Ждут сотрудника"),
    (AttemptFilter.OPEN, "Ждут банка"),
    (AttemptFilter.ALL, "Все"),
)


@dataclass(frozen=True, slots=True)
class ListedAttempt:
    """A row of the list: how the payment stands, and what waits for whom."""

    attempt: PaymentAttempt
    status: str
    tone: str
    story: str


def list_context(page: "Page[PaymentAttempt]", which: AttemptFilter, number: str, *, user: User) -> dict[str, Any]:
    """Return what the list prints to this member of staff."""
    return {
        "page": page,
        "rows": [_listed(attempt, user) for attempt in page.object_list],
        "filters": [(one.value, title, one is which and not number) for one, title in FILTERS],
        "which": which.value,
        "number": number,
    }


def _listed(attempt: PaymentAttempt, user: User) -> ListedAttempt:
    """Tell first what a person has to do: with the payment, else with a refund of it."""
    if attempt.staff_since is not None:
        return ListedAttempt(attempt, "Нужен сотрудник", "warn", attempt.staff_reason)
    for refund in attempt.refunds.all():
        told = f"{money(refund.total)}: {refund.reason}"
        if refund.state == RefundState.WAITING:
            if refund.requested_by_id == user.pk:
                return ListedAttempt(attempt, "Возврат ждёт другого сотрудника", "info", f"вы просите вернуть {told}")
            return ListedAttempt(
                attempt, "Возврат ждёт вашего решения", "warn", f"{refund.requested_by} просит вернуть {told}"
            )
        if refund.staff_since is not None:
            label = refund.get_state_display()
            return ListedAttempt(attempt, f"Возврат: {label}", REFUND_TONES[RefundState(refund.state)], told)
    return ListedAttempt(attempt, attempt.get_state_display(), TONES[AttemptState(attempt.state)], "")


def attempt_context(
    attempt: PaymentAttempt, left: Refundable, refund_form: RefundForm, note_form: NoteForm
) -> dict[str, Any]:
    """Return what the page of an attempt prints; `can_…` is what its buttons allow."""
    refunds = [(refund, REFUND_TONES[RefundState(refund.state)]) for refund in attempt.refunds.all()]
    needs_person = attempt.staff_since is not None
    took = attempt.charged is not None and attempt.state != AttemptState.SUCCEEDED
    return {
        "attempt": attempt,
        "order": attempt.order,
        "tone": TONES[AttemptState(attempt.state)],
        "refunds": refunds,
        "left": left,
        "limit": attempt.order.account.organization.settings.refund_second_approval_above,
        "refund_form": refund_form,
        "note_form": note_form,
        "can_ask": attempt.state != AttemptState.SUCCEEDED,
        "can_credit": needs_person and took and attempt.order.state != OrderState.PAID,
        "can_close": needs_person,
        "can_refund": left.amount.kopecks > 0 and (attempt.state == AttemptState.SUCCEEDED or took),
    }
