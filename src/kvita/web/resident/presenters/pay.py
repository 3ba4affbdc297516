"""The payment pages: ways to pay with their fee, the payer known already, the outcome in words."""

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from kvita.accounts.models import BillingAccount
from kvita.billing.documents import payment_qr, payment_qr_drawing
from kvita.calc.money import Money
from kvita.calc.period import Month
from kvita.housing.enums import PayerField
from kvita.housing.models import Payee
from kvita.identity.models import User
from kvita.payments.enums import FINAL_ATTEMPT_STATES, AttemptState, FailureReason
from kvita.payments.models import PaymentAttempt, PaymentOrder
from kvita.payments.policies import commission_of
from kvita.payments.ports import PaymentProvider
from kvita.payments.services.settling import MISMATCH, PAID_TWICE
from kvita.web.resident.drafts import PaymentDraft
from kvita.web.resident.forms.pay import ALL, OTHER, PAYER_FIELDS, SOME, PayForm

FULL_NAME_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Way:
    """A way to pay: its key, words and fee for the sum that is due."""

    key: str
    title: str
    note: str
    fee: Money
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A service that may be paid alone."""

    key: str
    name: str
    amount: Money
    is_chosen: bool


def pay_context(form: PayForm, *, payee: Payee, providers: Mapping[str, PaymentProvider], due: Money) -> dict[str, Any]:
    """Return what the payment page prints around its form."""
    chosen = set(form["services"].value() or ())
    fee = commission_of(due, payee)
    return {
        "form": form,
        "payee": payee,
        "fee": fee,
        "charged": due + fee,
        "what": form["what"].value(),
        "kinds": [value for value, _ in form.fields["what"].choices],  # type: ignore[attr-defined]  # a ChoiceField
        "ways": [
            Way(key, provider.title, provider.note, fee, is_chosen=form["how"].value() == key)
            for key, provider in providers.items()
        ],
        "services": [
            Choice(key, line.service.name, line.closing, is_chosen=not form.is_bound or key in chosen)
            for key, line in form.lines.items()
        ],
        "payer_fields": [form[name.lower()] for name in form.payer_names],
    }


def first_values(account: BillingAccount, user: User, draft: PaymentDraft | None) -> dict[str, Any]:
    """Return what the form starts with: what was chosen before, or what the account and the user tell."""
    if draft is not None:
        values = {PayerField(name).lower(): value for name, value in draft.payer.items()}
        values |= {"what": draft.what, "how": draft.provider, "email": draft.email}
        if draft.what == OTHER:
            values["sum"] = f"{draft.amount.rubles}".replace(".", ",")
        return values | {"services": [str(key) for key, _ in draft.split]}
    city = account.premise.building.city
    address = f"{city.name}, {account.premise.address}" if city is not None else account.premise.address
    values = {"email": user.email or "", "address": address}
    name = account.holder_name.split()
    if len(name) == FULL_NAME_PARTS:
        values |= dict(zip(("surname", "given_name", "patronymic"), name, strict=True))
    return values


def elsewhere_context(account: BillingAccount, payee: Payee | None, *, due: Money, month: Month) -> dict[str, Any]:
    """Return what is shown when nobody can be paid in the cabinet: requisites, QR, other systems."""
    drawing = payment_qr_drawing(payment_qr(account, payee, amount=due, month=month)) if payee is not None else ""
    # Our own drawing of numbers: nothing in it was typed by anybody.
    return {"payee": payee, "drawing": SafeString(drawing), "links": account.organization.settings.payment_links}


def check_context(
    draft: PaymentDraft, *, payee: Payee, provider: PaymentProvider, month: Month, names: Mapping[int, str]
) -> dict[str, Any]:
    """Return what the page «Проверьте платёж» prints."""
    fee = commission_of(draft.amount, payee)
    return {
        "draft": draft,
        "payee": payee,
        "provider": provider,
        "month": month,
        "fee": fee,
        "charged": draft.amount + fee,
        "purpose": _purpose(draft, names),
        "first_payer_field": next((PayerField(name).lower() for name in draft.payer), ""),
        "payer": [(PAYER_FIELDS[PayerField(name)][0], value) for name, value in draft.payer.items() if value],
    }


def _purpose(draft: PaymentDraft, names: Mapping[int, str]) -> str:
    if draft.what == ALL:
        return "всё к оплате"
    if draft.what == SOME:
        return ", ".join(names.get(key, "") for key, _ in draft.split)
    return "другая сумма"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an order stands, in the words of its page."""

    template: str
    attempt: PaymentAttempt | None
    at: dt.datetime
    reason: str = ""
    is_with_staff: bool = False

    @property
    def can_go_on(self) -> bool:
        """True when the payer may go back to the bank's page and finish."""
        return self.attempt is not None and self.attempt.state == AttemptState.REDIRECTED and not self.is_with_staff


def outcome_of(order: PaymentOrder, *, time_zone: str) -> Outcome:
    """Return which page tells of an order: paid, failed, or still waiting for the bank."""
    attempts: Sequence[PaymentAttempt] = sorted(order.attempts.all(), key=lambda attempt: attempt.pk)
    paid = next((attempt for attempt in attempts if attempt.state == AttemptState.SUCCEEDED), None)
    attempt = paid or (attempts[-1] if attempts else None)
    moment = attempt.updated_at if attempt is not None else order.created_at
    at = moment.astimezone(zoneinfo.ZoneInfo(time_zone))
    if paid is not None:
        return Outcome("resident/pay_ok.html", paid, at)
    if attempt is None or attempt.state in FINAL_ATTEMPT_STATES:
        return Outcome("resident/pay_fail.html", attempt, at, reason=_reason(attempt))
    is_with_staff = attempt.next_check_at is None or attempt.failure_code in (MISMATCH, PAID_TWICE)
    return Outcome("resident/pay_wait.html", attempt, at, is_with_staff=is_with_staff)


def _reason(attempt: PaymentAttempt | None) -> str:
    code = attempt.failure_code if attempt is not None else ""
    return str(FailureReason(code).label) if code in FailureReason.values else str(FailureReason.OTHER.label)
