"""The sandbox bank behind the port: a status call reads the bank's books instead of asking over the network."""

import datetime as dt
from typing import Final

from django.urls import reverse

from kvita.calc.money import Money
from kvita.integrations.acquiring.sandbox.models import BankPayment, BankRefund, BankState
from kvita.integrations.acquiring.sandbox.services import refund_card, refund_status
from kvita.payments.enums import FailureReason
from kvita.payments.ports import (
    EventNotice,
    IncomingMessage,
    ListedPayment,
    ProviderError,
    ProviderState,
    ProviderStatus,
    RefundProgress,
    RefundStatus,
    RefundWish,
    StartedPayment,
    StartPayment,
    StatusQuery,
)

PAGE_LIVES: Final = dt.timedelta(minutes=20)


class SandboxProvider:
    """«Учебный банк» as a way to pay."""

    title = "Карта любого банка"
    note = "на странице учебного банка, деньги не списываются"
    page_hosts = ()
    has_refund_keys = True

    def start(self, payment: StartPayment) -> StartedPayment:
        """Register the payment; the same attempt again is the same payment."""
        row, _ = BankPayment.objects.get_or_create(
            attempt_id=payment.attempt_id,
            defaults={
                "total": payment.total,
                "description": payment.description,
                "return_url": payment.return_url,
                "created_at": payment.now,
            },
        )
        return StartedPayment(reference=row.reference, redirect_url=reverse("sandbox_bank:page", args=[row.token]))

    def fetch_status(self, query: StatusQuery) -> ProviderStatus:
        """Tell what the bank's books say, when the bank is in the mood to tell."""
        row = BankPayment.objects.filter(attempt_id=query.attempt_id).first()
        if row is None:
            return ProviderStatus(ProviderState.UNKNOWN_PAYMENT)
        if row.is_silent:
            raise ProviderError("timeout", retryable=True)
        return ProviderStatus(
            _state(row, query.now), reference=row.reference, total=row.charged, failure_code=_reason(row)
        )

    def list_payments(self, *, since: dt.datetime, until: dt.datetime) -> list[ListedPayment]:
        """Return the bank's books of these days, as the bank would tell them at the end."""
        rows = BankPayment.objects.filter(created_at__gte=since, created_at__lt=until).order_by("pk")
        return [
            ListedPayment(
                reference=row.reference,
                attempt_id=row.attempt_id,
                state=_state(row, until),
                total=row.charged or row.total,
                created_at=row.created_at,
                refunded=Money.total(row.refunds.filter(is_done=True).values_list("total", flat=True)),
            )
            for row in rows
        ]

    def refund(self, wish: RefundWish) -> RefundStatus:
        """Give the money back as the card of the payment decides; the same refund again is the same."""
        return refund_card(wish=wish)

    def fetch_refund(self, wish: RefundWish) -> RefundStatus:
        """Tell what the books say of a refund."""
        row = BankRefund.objects.filter(refund_id=wish.refund_id).first()
        return refund_status(row) if row is not None else RefundStatus(RefundProgress.UNKNOWN_REFUND)

    def read_message(self, message: IncomingMessage) -> EventNotice:
        """Take a message that names a payment of the bank's books; no message comes over the network."""
        row = BankPayment.objects.filter(attempt_id=message.body.decode(errors="replace")[:64]).first()
        if row is None:
            raise ProviderError("forged", retryable=False)
        return EventNotice(key=f"{row.state}:{row.reference}", kind=row.state, attempt_id=row.attempt_id)


def _state(row: BankPayment, now: dt.datetime) -> ProviderState:
    if row.state == BankState.DECLINED:
        return ProviderState.DECLINED
    if row.state == BankState.PAID:
        is_late = row.answers_at is not None and now < row.answers_at
        return ProviderState.PENDING if is_late else ProviderState.PAID
    return ProviderState.EXPIRED if now - row.created_at > PAGE_LIVES else ProviderState.PENDING


def _reason(row: BankPayment) -> str:
    if row.state == BankState.DECLINED:
        return row.failure_code
    return FailureReason.EXPIRED if row.state != BankState.PAID else ""
