"""Talking to the bank: never inside a transaction, never trusting anything but its own answer."""

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError

from kvita.billing.selectors import paid_for
from kvita.core.wording import say_month
from kvita.housing.enums import PayerField
from kvita.payments.enums import FINAL_ATTEMPT_STATES
from kvita.payments.models import PaymentAttempt, PaymentOrder
from kvita.payments.policies import check_return_url
from kvita.payments.ports import (
    PaidBill,
    PaymentProvider,
    ProviderError,
    StartPayment,
)
from kvita.payments.selectors.freezing import frozen_payee, frozen_receipt, status_query
from kvita.payments.services.attempts import open_attempt, record_start
from kvita.payments.services.settling import record_no_answer, record_refusal, settle_attempt


def start_attempt(
    *,
    order: PaymentOrder,
    provider_key: str,
    provider: PaymentProvider,
    return_url: str,
    host: str,
    now: dt.datetime,
    event_url: str = "",
) -> str:
    """Begin paying an order at a bank; return the bank's page, or "" when there is no page to go to.

    The attempt is stored and committed before the bank is called, under our own number, so that whatever happens in
    between can be asked about later. The same order again, also at the same moment, leads to the same bank payment.
    "" means: paid already, refused, or no answer yet; the page of the order tells which. Raises `DomainError`
    "return_url" when the payer would come back to another host than `host`.
    """
    check_return_url(return_url, host=host)
    attempt = open_attempt(order_id=order.pk, provider_key=provider_key, now=now)
    if attempt.state in FINAL_ATTEMPT_STATES or attempt.redirect_url:
        return "" if attempt.state in FINAL_ATTEMPT_STATES else attempt.redirect_url
    wish = StartPayment(
        attempt_id=str(attempt.public_id),
        total=attempt.total,
        description=f"{_purpose(order)} за {say_month(order.month)}, счёт {order.account.full_number}",
        return_url=return_url,
        now=now,
        email=order.email,
        event_url=event_url,
        receipt=frozen_receipt(order),
        payee=frozen_payee(order),
        payer_name=_payer_name(order),
        bill=_paid_bill(order),
    )
    try:
        started = provider.start(wish)
    except ProviderError as error:
        if error.retryable:
            record_no_answer(attempt_id=attempt.pk, code=error.code, now=now)
        else:
            record_refusal(attempt_id=attempt.pk, code=error.code, now=now)
        return ""
    try:
        attempt = record_start(attempt_id=attempt.pk, started=started, now=now)
    except IntegrityError:  # the bank gave a number that another payment of this shop has
        record_no_answer(attempt_id=attempt.pk, code="number_taken", now=now)
        return ""
    return "" if attempt.state in FINAL_ATTEMPT_STATES else attempt.redirect_url


def ask_provider(*, attempt: PaymentAttempt, provider: PaymentProvider, now: dt.datetime) -> PaymentAttempt:
    """Ask the bank what became of an attempt and store its answer, or that there was none."""
    try:
        status = provider.fetch_status(status_query(attempt, now))
    except ProviderError as error:
        return record_no_answer(attempt_id=attempt.pk, code=error.code, now=now)
    return settle_attempt(attempt_id=attempt.pk, status=status, now=now)


def refresh_order(*, order: PaymentOrder, providers: Mapping[str, PaymentProvider], now: dt.datetime) -> None:
    """Ask about the attempts of an order that are still open; those left to a person are not asked about again."""
    for attempt in order.attempts.all():
        is_open = attempt.state not in FINAL_ATTEMPT_STATES and attempt.next_check_at is not None
        if is_open and attempt.provider in providers:
            ask_provider(attempt=attempt, provider=providers[attempt.provider], now=now)


def _purpose(order: PaymentOrder) -> str:
    return paid_for(order.account, order.payee, [service_id for service_id, _ in order.split])


def _paid_bill(order: PaymentOrder) -> PaidBill:
    account = order.account
    return PaidBill(
        account_number=account.full_number,
        month=order.month,
        unified_account_number=account.unified_account_number or "",
        holder_name=account.holder_name,
        address=account.premise.address,
        paid_for=_purpose(order),
    )


def _payer_name(order: PaymentOrder) -> str:
    parts = (order.payer.get(name, "") for name in (PayerField.SURNAME, PayerField.GIVEN_NAME, PayerField.PATRONYMIC))
    return " ".join(filter(None, parts))
