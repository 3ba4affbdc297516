"""The payment pages: ways to pay with their fee, the payer known already, the outcome in words."""

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from django.utils.safestring import SafeString

from kvita.accounts.models import BillingAccount
from kvita.billing.documents import payment_qr, payment_qr_drawing
from kvita.billing.selectors import paid_for
from kvita.calc.money import ZERO, Money
from kvita.calc.period import Month
from kvita.housing.enums import PayerField
from kvita.housing.models import Payee
from kvita.identity.models import User
from kvita.payments.enums import FINAL_ATTEMPT_STATES, AttemptState, FailureReason
from kvita.payments.models import PaymentAttempt, PaymentOrder
from kvita.payments.policies import commission_of, commission_terms
from kvita.payments.ports import PaymentProvider
from kvita.payments.selectors import PayeeDue
from kvita.web.resident.desk import PaymentDesk
from kvita.web.resident.drafts import PaymentDraft
from kvita.web.resident.forms.pay import ALL, OTHER, PAYER_FIELDS, SOME, PayForm
from kvita.web.ui.formatting import NBSP, money, volume

FULL_NAME_PARTS: Final = 3
WAITING: Final = "resident/pay_wait.html"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to pay: its key and words."""

    key: str
    title: str
    note: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A service that may be paid alone."""

    key: str
    name: str
    amount: Money
    is_chosen: bool


def pay_context(account: BillingAccount, form: PayForm, desk: PaymentDesk, payee: Payee) -> dict[str, Any]:
    """Return what the payment page prints around its form."""
    shown, chosen = form.shown_amount, set(form.chosen_services)
    percent, least = commission_terms(payee)
    fee = commission_of(shown, payee) if shown else ZERO
    return {
        "form": form,
        "payee": payee,
        "due": desk.due,
        "month": desk.month,
        "amount": desk.amount,
        "shown": shown,
        "fee": fee,
        "charged": shown + fee,
        "fee_terms": _fee_terms(percent, least),
        "fee_rate": int(percent * 100),  # the contract has at most two decimals
        "fee_least": least.kopecks,
        "links": payment_links(account, amount=shown),
        "is_one_of_many": desk.is_shared,
        "begun": desk.begun,
        "what": form["what"].value(),
        "is_by_service": form.is_by_service,
        "kinds": [value for value, _ in form.fields["what"].choices],  # type: ignore[attr-defined]  # a ChoiceField
        "ways": [
            Way(key, provider.title, provider.note, is_chosen=form["how"].value() == key)
            for key, provider in desk.providers.items()
        ],
        "services": [
            Choice(key, one.name, one.amount, is_chosen=key in chosen) for key, one in form.services_due.items()
        ],
        "payer_fields": [form[name.lower()] for name in form.payer_names],
        "payer_name": _payer_name(form),
        "is_payer_open": bool(_payer_gaps(form)),
    }


def _payer_name(form: PayForm) -> str:
    names = (PayerField.SURNAME, PayerField.GIVEN_NAME, PayerField.PATRONYMIC)
    return " ".join(str(form[name.lower()].value() or "") for name in names if name in form.payer_names).strip()


def _payer_gaps(form: PayForm) -> list[str]:
    """Return the fields of the payer that are to be filled in or mended: then they are not folded."""
    names = [*(name.lower() for name in form.payer_names), "email"]
    empty = [name for name in names if form.fields[name].required and not form[name].value()]
    return [*empty, *(name for name in names if form.is_bound and form[name].errors)]


def _fee_terms(percent: Decimal, least: Money) -> str:
    """Return the terms of a contract in words: `1,2 %, не меньше 10,00 ₽`; nothing where there is no commission."""
    if not percent:
        return money(least) if least else ""
    rate = f"{volume(percent)}{NBSP}%"
    return f"{rate}, не меньше {money(least)}" if least else rate


def first_values(
    account: BillingAccount, user: User, draft: PaymentDraft | None, last: PaymentOrder | None = None
) -> dict[str, Any]:
    """Return what the form starts with: what was chosen before, how they paid last, or what account and user tell."""
    if draft is not None:
        values: dict[str, Any] = {PayerField(name).lower(): value for name, value in draft.payer.items()}
        values |= {"what": draft.what, "how": draft.provider, "email": draft.email}
        if draft.what == OTHER:
            values["sum"] = draft.amount
        return values | {"services": [str(key) for key, _ in draft.split]}
    city = account.premise.building.city
    address = f"{city.name}, {account.premise.address}" if city is not None else account.premise.address
    values = {"email": user.email or "", "address": address}
    name = account.holder_name.split()
    if len(name) == FULL_NAME_PARTS:
        values |= dict(zip(("surname", "given_name", "patronymic"), name, strict=True))
    if last is not None:
        values |= {PayerField(name).lower(): value for name, value in last.payer.items() if value}
        values |= {"email": last.email or values["email"]}
        values |= {"how": list(last.attempts.all())[-1].provider} if last.attempts.all() else {}
    return values


@dataclass(frozen=True, slots=True)
class Place:
    """Where to pay outside of the cabinet: a payee with the sum, and the QR of both."""

    payee: Payee
    amount: Money
    drawing: SafeString


def elsewhere_context(account: BillingAccount, desk: PaymentDesk) -> dict[str, Any]:
    """Return what is shown when nobody can be paid in the cabinet: requisites, QR, other systems."""
    parts = [part for part in desk.parts if desk.payee in (None, part.payee)]
    if not parts and desk.payee is not None:
        parts = [PayeeDue(desk.payee, desk.amount)]
    return {
        "month": desk.month,
        "amount": Money.total(part.amount for part in parts),
        "places": [_place(account, part, desk.month) for part in parts],
        "links": payment_links(account, amount=Money.total(part.amount for part in parts)),
        "is_one_of_many": desk.is_shared and desk.payee is not None,
        "is_payable": desk.is_open,
    }


def _place(account: BillingAccount, part: PayeeDue, month: Month) -> Place:
    drawing = payment_qr_drawing(payment_qr(account, part.payee, amount=part.amount, month=month))
    # Our own drawing of numbers: nothing in it was typed by anybody.
    return Place(part.payee, part.amount, SafeString(drawing))


def payment_links(account: BillingAccount, *, amount: Money) -> list[dict[str, Any]]:
    """Return the ways to pay on other sites, with the account and the sum put into their addresses.

    An address is a template: `{account}`, `{sum}` in roubles, `{kopecks}`; what is not `https` is left out. What the
    address does not carry the payer types there: `asks_account`, `asks_sum`.
    """
    values = {
        "{account}": quote(account.payment_code or account.full_number, safe=""),
        "{sum}": f"{amount.rubles}",
        "{kopecks}": str(amount.kopecks),
    }
    links = []
    for link in account.organization.settings.payment_links:
        template = address = str(link.get("url", ""))
        takes_sum = "{sum}" in template or "{kopecks}" in template
        for name, value in values.items():
            address = address.replace(name, value)
        if address.startswith("https://"):
            asks = {"asks_account": "{account}" not in template, "asks_sum": bool(amount) and not takes_sum}
            links.append({"title": str(link.get("title", "")), "url": address, **asks})
            # The script puts the sum that is chosen into the address; the account stands in it already.
            if takes_sum:
                links[-1]["template"] = template.replace("{account}", values["{account}"])
    return links


def check_context(
    account: BillingAccount,
    draft: PaymentDraft,
    *,
    payee: Payee,
    provider: PaymentProvider,
    month: Month,
    due: Money,
    names: Mapping[int, str],
) -> dict[str, Any]:
    """Return what the page «Проверьте платёж» prints; `due` is what this payee is owed now."""
    fee = commission_of(draft.amount, payee)
    return {
        "draft": draft,
        "payee": payee,
        "provider": provider,
        "month": month,
        "fee": fee,
        "charged": draft.amount + fee,
        "above": max(ZERO, draft.amount - due),
        "due": due,
        "purpose": _purpose(draft, names),
        "paid_for": paid_for(account, payee, [key for key, _ in draft.split]),
        "first_payer_field": next((PayerField(name).lower() for name in draft.payer), ""),
        "payer": [(PAYER_FIELDS[PayerField(name)][0], value) for name, value in draft.payer.items() if value],
    }


def _purpose(draft: PaymentDraft, names: Mapping[int, str]) -> str:
    if draft.what == ALL:
        return "всё к оплате"
    if draft.what == SOME:
        return ", ".join(names.get(key, "") for key, _ in draft.split)
    return "другая сумма, разделим по услугам" if draft.split else "другая сумма"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an order stands, in the words of its page."""

    template: str
    attempt: PaymentAttempt | None
    at: dt.datetime
    reason: str = ""
    is_with_staff: bool = False

    @property
    def is_open(self) -> bool:
        """True while only the bank's answer is missing."""
        return self.template == WAITING and not self.is_with_staff

    @property
    def can_go_on(self) -> bool:
        """True when the payer may go back to the bank's page and finish."""
        return self.attempt is not None and self.attempt.state == AttemptState.REDIRECTED and not self.is_with_staff

    @property
    def can_begin(self) -> bool:
        """True when the bank has not told its page yet: the same request again leads to the same payment, never two."""
        waits = self.attempt is not None and self.attempt.state in (AttemptState.CREATED, AttemptState.UNKNOWN)
        return waits and self.is_open and not (self.attempt and self.attempt.redirect_url)


def outcome_of(order: PaymentOrder, *, time_zone: str) -> Outcome:
    """Return which page tells of an order: paid, failed, or still waiting for the bank."""
    attempts: Sequence[PaymentAttempt] = sorted(order.attempts.all(), key=lambda attempt: attempt.pk)
    paid = next((attempt for attempt in attempts if attempt.state == AttemptState.SUCCEEDED), None)
    attempt = paid or (attempts[-1] if attempts else None)
    moment = attempt.updated_at if attempt is not None else order.created_at
    at = moment.astimezone(zoneinfo.ZoneInfo(time_zone))
    if paid is not None:
        return Outcome("resident/pay_ok.html", paid, at)
    if attempt is not None and attempt.staff_since is not None and attempt.charged is not None:
        return Outcome(WAITING, attempt, at, is_with_staff=True)
    if attempt is None or attempt.state in FINAL_ATTEMPT_STATES:
        return Outcome("resident/pay_fail.html", attempt, at, reason=_reason(attempt))
    is_with_staff = attempt.staff_since is not None or attempt.next_check_at is None
    return Outcome(WAITING, attempt, at, is_with_staff=is_with_staff)


def _reason(attempt: PaymentAttempt | None) -> str:
    code = attempt.failure_code if attempt is not None else ""
    return str(FailureReason(code).label) if code in FailureReason.values else str(FailureReason.OTHER.label)
