"""What Kvita asks of an acquiring bank: two verbs on plain values. Adapters live in `kvita.integrations.acquiring`."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from kvita.calc.money import Money

CURRENCY = "RUB"


@dataclass(frozen=True, slots=True)
class StartPayment:
    """A payment to begin. `attempt_id` is the idempotency key: the same one twice is one payment at the bank.

    `total` is what the payer is charged, commission included; `return_url` is where the bank sends the payer back.
    """

    attempt_id: str
    total: Money
    description: str
    return_url: str
    now: dt.datetime
    email: str = ""


@dataclass(frozen=True, slots=True)
class StartedPayment:
    """The bank knows the payment under `reference`; the payer goes on at `redirect_url`."""

    reference: str
    redirect_url: str


@dataclass(frozen=True, slots=True)
class StatusQuery:
    """Which payment is asked about. `reference` is empty when the bank never answered the start."""

    attempt_id: str
    reference: str
    now: dt.datetime


class ProviderState(Enum):
    """What the bank says of a payment. UNKNOWN_PAYMENT: it has never heard of it, so nothing was charged."""

    PENDING = "PENDING"
    PAID = "PAID"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"
    UNKNOWN_PAYMENT = "UNKNOWN_PAYMENT"


@dataclass(frozen=True, slots=True)
class ProviderStatus:
    """The bank's own answer. `total` and `currency` are what it charged, to be compared with what was asked.

    `failure_code` is a value of `payments.enums.FailureReason`: each adapter translates its vendor's codes.
    """

    state: ProviderState
    reference: str = ""
    total: Money | None = None
    currency: str = CURRENCY
    failure_code: str = ""


class ProviderError(Exception):
    """The bank did not answer as it should.

    `retryable`: it may have done what was asked (timeout, 5xx), so ask again and assume nothing. Otherwise it has
    refused, and nothing was charged.
    """

    def __init__(self, code: str, *, retryable: bool) -> None:
        super().__init__(code)
        self.code = code
        self.retryable = retryable


class PaymentProvider(Protocol):
    """An acquiring bank. No verb renders pages, reads sessions or touches Kvita's tables."""

    @property
    def title(self) -> str:
        """Name of the way to pay, as on a button: «Карта любого банка»."""
        ...

    @property
    def note(self) -> str:
        """What happens next, in a few words: «на странице банка»."""
        ...

    def start(self, payment: StartPayment) -> StartedPayment:
        """Register the payment at the bank. Raises `ProviderError`."""
        ...

    def fetch_status(self, query: StatusQuery) -> ProviderStatus:
        """Ask what became of the payment. Raises `ProviderError`."""
        ...
