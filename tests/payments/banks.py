"""A bank for tests: says what it is told to say, and remembers what it was asked."""

import datetime as dt
import threading
from dataclasses import dataclass, field

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


@dataclass
class ScriptedBank:
    """Answers every question with `answer`: a status, or an error to raise. Counts what it registered."""

    answer: ProviderStatus | ProviderError = field(default_factory=lambda: ProviderStatus(ProviderState.PENDING))
    start_error: ProviderError | None = None
    refund_answer: RefundStatus | ProviderError = field(default_factory=lambda: RefundStatus(RefundProgress.PENDING))
    listed: list[ListedPayment] = field(default_factory=list)
    title: str = "Карта"
    note: str = "на странице банка"
    page_hosts: tuple[str, ...] = ()
    has_refund_keys: bool = True
    refunds: list[RefundWish] = field(default_factory=list)
    started: list[StartPayment] = field(default_factory=list)
    asked: list[StatusQuery] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, payment: StartPayment) -> StartedPayment:
        """Register a payment under its attempt's number."""
        with self.lock:
            self.started.append(payment)
        if self.start_error is not None:
            raise self.start_error
        return StartedPayment(reference=f"ref-{payment.attempt_id}", redirect_url=f"/bank/{payment.attempt_id}/")

    def fetch_status(self, query: StatusQuery) -> ProviderStatus:
        """Say what the test wants."""
        with self.lock:
            self.asked.append(query)
        if isinstance(self.answer, ProviderError):
            raise self.answer
        return self.answer

    def list_payments(self, *, since: dt.datetime, until: dt.datetime) -> list[ListedPayment]:
        """Return the list that the test wrote."""
        return [one for one in self.listed if since <= one.created_at < until]

    def refund(self, wish: RefundWish) -> RefundStatus:
        """Say what the test wants."""
        with self.lock:
            self.refunds.append(wish)
        return self.fetch_refund(wish)

    def fetch_refund(self, wish: RefundWish) -> RefundStatus:
        """Say what the test wants."""
        if isinstance(self.refund_answer, ProviderError):
            raise self.refund_answer
        return self.refund_answer

    def read_message(self, message: IncomingMessage) -> EventNotice:
        """Believe what the body says: `<event> <attempt>`; anything else is forged."""
        kind, _, attempt_id = message.body.decode().partition(" ")
        if not attempt_id:
            raise ProviderError("forged", retryable=False)
        return EventNotice(key=f"{kind}:{attempt_id}", kind=kind, attempt_id=attempt_id)
