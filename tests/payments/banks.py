"""A bank for tests: says what it is told to say, and remembers what it was asked."""

import threading
from dataclasses import dataclass, field

from kvita.payments.ports import (
    ProviderError,
    ProviderState,
    ProviderStatus,
    StartedPayment,
    StartPayment,
    StatusQuery,
)


@dataclass
class ScriptedBank:
    """Answers every question with `answer`: a status, or an error to raise. Counts what it registered."""

    answer: ProviderStatus | ProviderError = field(default_factory=lambda: ProviderStatus(ProviderState.PENDING))
    start_error: ProviderError | None = None
    title: str = "Карта"
    note: str = "на странице банка"
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
