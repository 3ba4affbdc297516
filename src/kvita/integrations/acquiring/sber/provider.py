"""Эквайринг Сбера behind the port."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx

from kvita.integrations.acquiring.answers import OK, Outcome, outcome_of
from kvita.integrations.acquiring.calling import (
    LONGEST_NUMBER,
    call,
    read_object,
    read_page,
    read_rows,
    read_text,
    unreadable,
)
from kvita.integrations.acquiring.sber import messages, wire
from kvita.integrations.acquiring.sber.answers import REFUND, REGISTER, WRITES
from kvita.payments.ports import (
    ConnectionKeys,
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

API: Final = "https://securepayments.sberbank.ru/payment/rest"
LIST_SIZE: Final = 200
LIST_PAGES: Final = 100
LISTED_STATES: Final = "CREATED,APPROVED,DEPOSITED,DECLINED,REVERSED,REFUNDED"


@dataclass(frozen=True, slots=True)
class SberProvider:
    """One merchant of the gateway."""

    keys: ConnectionKeys
    client: httpx.Client
    title: str = "Карта любого банка"
    note: str = "на странице Сбера"
    has_refund_keys: bool = False

    @property
    def page_hosts(self) -> tuple[str, ...]:
        """The payment pages are on the host of the API."""
        host = urlsplit(self.keys.api_url or API).netloc
        return tuple(dict.fromkeys((f"https://{host}", "https://*.sberbank.ru", "https://*.sber.ru")))

    def start(self, payment: StartPayment) -> StartedPayment:
        """Register the order. One that is registered already is asked about first, by our number."""
        answer = self._ask(REGISTER, wire.register_fields(payment))
        if (code := wire.error_code(answer)) != wire.DONE:
            outcome = outcome_of(WRITES, http=OK, code=str(code), call=REGISTER)
            told = "already_registered" if code == wire.ALREADY else f"error_{code}"
            raise ProviderError(told, retryable=outcome is not Outcome.REFUSED)
        page, reference = read_page(answer.get("formurl")), read_text(answer.get("orderid"), longest=LONGEST_NUMBER)
        if not page or not reference:
            raise ProviderError("no_page", retryable=True)
        return StartedPayment(reference=reference, redirect_url=page)

    def fetch_status(self, query: StatusQuery) -> ProviderStatus:
        """Read the order by the gateway's number, or by ours."""
        answer = self._order(query.reference, query.attempt_id)
        if answer is None:
            return ProviderStatus(ProviderState.UNKNOWN_PAYMENT)
        return wire.order_status(answer)

    def list_payments(self, *, since: dt.datetime, until: dt.datetime) -> list[ListedPayment]:
        """Return the merchant's orders of these days."""
        found: list[ListedPayment] = []
        for page in range(LIST_PAGES):
            answer = self._checked(
                "getLastOrdersForMerchants.do",
                {
                    "from": _stamp(since),
                    "to": _stamp(until),
                    "page": str(page),
                    "size": str(LIST_SIZE),
                    "transactionStates": LISTED_STATES,
                    "merchants": "",
                    "searchByCreatedDate": "true",
                },
            )
            orders = read_rows(answer, "orderstatuses")
            found += [wire.listed_order(order) for order in orders]
            if len(orders) < LIST_SIZE:
                return [one for one in found if since <= one.created_at < until]
        raise ProviderError("too_long", retryable=True)

    def refund(self, wish: RefundWish) -> RefundStatus:
        """Give money back, unless the sum given back already shows that it was done.

        The caller sees to it that nobody else refunds this payment meanwhile, and that an earlier request can no longer
        arrive: the gateway has no idempotency key.
        """
        before = self.fetch_refund(wish)
        if before.progress is not RefundProgress.UNKNOWN_REFUND:
            return before
        fields = {"orderId": wish.payment_reference, "amount": str(wish.total.kopecks)}
        answer = self._ask(REFUND, fields)
        code = wire.error_code(answer)
        outcome = outcome_of(WRITES, http=OK, code=str(code), call=REFUND)
        if outcome is Outcome.REFUSED:
            raise ProviderError(f"error_{code}", retryable=False)
        if outcome is Outcome.UNKNOWN or "errorcode" not in answer:
            raise ProviderError(f"error_{code}" if code else "unreadable", retryable=True)
        after = self.fetch_refund(wish)
        return after if after.progress is RefundProgress.DONE else RefundStatus(RefundProgress.PENDING)

    def fetch_refund(self, wish: RefundWish) -> RefundStatus:
        """Tell by the sum given back: all that was before and this one, or only what was before."""
        answer = self._order(wish.payment_reference, wish.attempt_id)
        if answer is None:
            raise ProviderError("no_payment", retryable=True)
        given = wire.refunded(answer) - wish.refunded_before
        if given == wish.total:
            return RefundStatus(RefundProgress.DONE, reference=wish.refund_id, total=given)
        if given.kopecks <= 0:
            return RefundStatus(RefundProgress.UNKNOWN_REFUND)
        # Somebody gave money back in the bank's own cabinet: a person has to look.
        return RefundStatus(RefundProgress.DONE, reference=wish.refund_id, total=given)

    def read_message(self, message: IncomingMessage) -> EventNotice:
        """Check the signature of a message."""
        return messages.read_message(message, key=self.keys.event_key)

    def _order(self, reference: str, attempt_id: str) -> wire.Json | None:
        number = wire.order_number(attempt_id)
        fields = {"orderId": reference} if reference else {"orderNumber": number}
        answer = self._ask("getOrderStatusExtended.do", fields)
        code = wire.error_code(answer)
        if code == wire.UNKNOWN_ORDER:
            return None
        if code != wire.DONE:
            raise ProviderError(f"error_{code}", retryable=True)
        if (read_text(answer.get("ordernumber"), longest=LONGEST_NUMBER) or number) != number:
            raise ProviderError("another_payment", retryable=True)
        return answer

    def _checked(self, method: str, fields: Mapping[str, str]) -> wire.Json:
        answer = self._ask(method, fields)
        if code := wire.error_code(answer):
            raise ProviderError(f"error_{code}", retryable=True)
        return answer

    def _ask(self, method: str, fields: Mapping[str, str]) -> wire.Json:
        base = (self.keys.api_url or API).rstrip("/")
        signed = {"userName": self.keys.login, "password": self.keys.secret, **fields}
        response = call(self.client, "POST", f"{base}/{method}", data=signed)
        if response.status_code != httpx.codes.OK:
            raise ProviderError(f"http_{response.status_code}", retryable=True)
        try:
            answer: wire.Json = wire.lowered(read_object(response))
        except RecursionError:
            raise unreadable() from None
        return answer


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.timezone(dt.timedelta(hours=3))).strftime("%Y%m%d%H%M%S")
