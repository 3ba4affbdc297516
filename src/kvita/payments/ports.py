"""What Kvita asks of an acquiring bank: a few verbs on plain values. Adapters: `kvita.integrations.acquiring`."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from kvita.calc.money import ZERO, Money

CURRENCY = "RUB"


@dataclass(frozen=True, slots=True)
class ConnectionKeys:
    """What an adapter signs in with: the shop of one organisation. The keys never show in a log or a traceback.

    `event_key` is what the bank signs its messages with, where it does; `api_url` replaces the bank's usual address.
    `sends_bill` tells that the bank is to be told which bill is paid, where it takes that (ЮKassa, for ГИС ЖКХ).
    """

    login: str
    secret: str = field(repr=False)
    event_key: str = field(default="", repr=False)
    api_url: str = ""
    sends_bill: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A position of a fiscal receipt (54-ФЗ): the words of `housing.enums`, the adapter has the bank's codes."""

    title: str
    amount: Money
    vat: str
    subject: str
    method: str


@dataclass(frozen=True, slots=True)
class PayeeDetails:
    """Who receives the money, as frozen in the order."""

    name: str
    inn: str = ""
    kpp: str = ""
    settlement_account: str = ""
    bank_name: str = ""
    bic: str = ""
    correspondent_account: str = ""


@dataclass(frozen=True, slots=True)
class PaidBill:
    """Which bill of housing services is paid: the account, its number in ГИС ЖКХ, the first day of the month.

    `paid_for` is what is paid, in a few words.
    """

    account_number: str
    month: dt.date
    unified_account_number: str = ""
    holder_name: str = ""
    address: str = ""
    paid_for: str = "ЖКУ"


@dataclass(frozen=True, slots=True)
class StartPayment:
    """A payment to begin. `attempt_id` is the idempotency key: the same one twice is one payment at the bank.

    `total` is what the payer is charged, commission included; `return_url` is where the bank sends the payer back,
    `event_url` where it sends its messages, for banks that are told with each payment. `receipt` sums up to `total`, or
    is empty.
    """

    attempt_id: str
    total: Money
    description: str
    return_url: str
    now: dt.datetime
    email: str = ""
    event_url: str = ""
    receipt: tuple[ReceiptLine, ...] = ()
    payee: PayeeDetails | None = None
    payer_name: str = ""
    bill: PaidBill | None = None


@dataclass(frozen=True, slots=True)
class StartedPayment:
    """The bank knows the payment under `reference`; the payer goes on at `redirect_url`."""

    reference: str
    redirect_url: str


@dataclass(frozen=True, slots=True)
class StatusQuery:
    """Which payment is asked about. `reference` is empty when the bank never answered the start.

    `started_at` is when we first asked for it: where to look in the bank's list without a reference.
    """

    attempt_id: str
    reference: str
    now: dt.datetime
    started_at: dt.datetime | None = None


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

    `paid_at` is when it charged, where it tells.
    `failure_code` is a value of `payments.enums.FailureReason`: each adapter translates its vendor's codes.
    """

    state: ProviderState
    reference: str = ""
    total: Money | None = None
    currency: str = CURRENCY
    failure_code: str = ""
    paid_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedPayment:
    """A line of the bank's own list. `attempt_id` is empty where the bank does not tell our number."""

    reference: str
    attempt_id: str
    state: ProviderState
    total: Money
    created_at: dt.datetime
    refunded: Money = ZERO
    currency: str = CURRENCY


@dataclass(frozen=True, slots=True)
class RefundWish:
    """Money to be given back. `refund_id` is the idempotency key, `total` what the payer gets.

    `refunded_before` is what was given back of this payment earlier: banks without idempotency keys tell only the sum.
    """

    refund_id: str
    attempt_id: str
    payment_reference: str
    total: Money
    refunded_before: Money
    reason: str
    now: dt.datetime
    reference: str = ""
    email: str = ""
    receipt: tuple[ReceiptLine, ...] = ()


class RefundProgress(Enum):
    """What the bank says of a refund. UNKNOWN_REFUND: it has never heard of it, so it may be asked for again."""

    PENDING = "PENDING"
    DONE = "DONE"
    DECLINED = "DECLINED"
    UNKNOWN_REFUND = "UNKNOWN_REFUND"


@dataclass(frozen=True, slots=True)
class RefundStatus:
    """The bank's own answer about a refund; `total` is what it gave back, to be compared with what was asked."""

    progress: RefundProgress
    reference: str = ""
    total: Money | None = None
    currency: str = CURRENCY
    failure_code: str = ""


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A message that says to be from the bank, as it came: nothing in it is believed. Header names in lower case."""

    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str]
    address: str


@dataclass(frozen=True, slots=True)
class EventNotice:
    """What a message is about, after its signature or sender was checked. `key` is unique at this bank.

    `payload` is kept for people to read: the few values that matter, never card data.
    """

    key: str
    kind: str
    attempt_id: str = ""
    payment_reference: str = ""
    refund_reference: str = ""
    payload: Mapping[str, str] = field(default_factory=dict)


class ProviderError(Exception):
    """The bank did not answer as it should.

    `retryable`: it may have done what was asked, so keep the number, ask again and assume nothing. Otherwise it has
    refused for good as its documents say, and nothing was charged or given back.
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

    @property
    def page_hosts(self) -> tuple[str, ...]:
        """Hosts of the bank's payment pages, as in a Content-Security-Policy; none when the pages are our own."""
        ...

    @property
    def has_refund_keys(self) -> bool:
        """Whether a refund sent again under its number is the same refund; if not, it is known by its sum alone."""
        ...

    def start(self, payment: StartPayment) -> StartedPayment:
        """Register the payment at the bank. Raises `ProviderError`."""
        ...

    def fetch_status(self, query: StatusQuery) -> ProviderStatus:
        """Ask what became of the payment. Raises `ProviderError`."""
        ...

    def list_payments(self, *, since: dt.datetime, until: dt.datetime) -> Sequence[ListedPayment]:
        """Return the bank's own list of payments begun in [since, until). Raises `ProviderError`."""
        ...

    def refund(self, wish: RefundWish) -> RefundStatus:
        """Give money back; the same `refund_id` again is the same refund. Raises `ProviderError`."""
        ...

    def fetch_refund(self, wish: RefundWish) -> RefundStatus:
        """Ask what became of a refund. Raises `ProviderError`."""
        ...

    def read_message(self, message: IncomingMessage) -> EventNotice:
        """Check who sent a message and tell what it is about. Raises `ProviderError` "forged" or "unreadable"."""
        ...
