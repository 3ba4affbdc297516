"""ЮKassa behind the port."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from kvita.integrations.acquiring.answers import OK, Outcome, outcome_of
from kvita.integrations.acquiring.calling import (
    LONGEST_WORD,
    call,
    read_object,
    read_page,
    read_part,
    read_rows,
    read_text,
)
from kvita.integrations.acquiring.yookassa import messages, wire
from kvita.integrations.acquiring.yookassa.answers import BAD_REQUEST, KEY_TROUBLE, WRITES
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

API: Final = "https://api.yookassa.ru/v3"
LIST_LIMIT: Final = 100
LIST_PAGES: Final = 200
LONGEST_CURSOR: Final = 500
# How far around our own moment a payment without a number is looked for: clocks differ.
AROUND: Final = dt.timedelta(minutes=15)
NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True)
class YooKassaProvider:
    """One shop of ЮKassa."""

    keys: ConnectionKeys
    client: httpx.Client
    title: str = "Карта любого банка, СБП"
    note: str = "на странице ЮKassa"
    has_refund_keys: bool = True
    page_hosts: tuple[str, ...] = (
        "https://yookassa.ru",
        "https://*.yookassa.ru",
        "https://yoomoney.ru",
        "https://*.yoomoney.ru",
    )

    def start(self, payment: StartPayment) -> StartedPayment:
        """Create the payment; the attempt's number is the idempotency key."""
        created = self._post(
            "/payments", wire.payment_body(payment, with_bill=self.keys.sends_bill), key=payment.attempt_id
        )
        if wire.attempt_of(created) not in ("", payment.attempt_id):
            raise ProviderError("another_payment", retryable=True)
        page = read_page(read_part(created, "confirmation").get("confirmation_url"))
        reference = wire.number_of(created)
        if not page or not reference:
            raise ProviderError("no_page", retryable=True)
        return StartedPayment(reference=reference, redirect_url=page)

    def fetch_status(self, query: StatusQuery) -> ProviderStatus:
        """Read the payment by the bank's number, or look for ours in the list."""
        found = self._get_payment(query.reference) if query.reference else self._search(query)
        if found is None:
            return ProviderStatus(ProviderState.UNKNOWN_PAYMENT)
        if wire.attempt_of(found) not in ("", query.attempt_id):
            raise ProviderError("another_payment", retryable=True)
        return wire.payment_status(found)

    def list_payments(self, *, since: dt.datetime, until: dt.datetime) -> list[ListedPayment]:
        """Return the shop's payments of these days."""
        return [wire.listed_payment(one) for one in self._pages("/payments", _between(since, until))]

    def refund(self, wish: RefundWish) -> RefundStatus:
        """Create the refund; its number is the idempotency key."""
        return wire.refund_status(self._post("/refunds", wire.refund_body(wish), key=wish.refund_id))

    def fetch_refund(self, wish: RefundWish) -> RefundStatus:
        """Read the refund by the bank's number, or look for ours among the refunds of the payment."""
        if wish.reference:
            response = self._call("GET", f"/refunds/{wish.reference}")
            return wire.refund_status(self._read(response))
        for refund in self._pages("/refunds", {"payment_id": wish.payment_reference}):
            if wire.refund_of(refund) == wish.refund_id:
                return wire.refund_status(refund)
        return RefundStatus(RefundProgress.UNKNOWN_REFUND)

    def read_message(self, message: IncomingMessage) -> EventNotice:
        """Check the sender of a message."""
        return messages.read_message(message)

    def _get_payment(self, reference: str) -> wire.Json | None:
        response = self._call("GET", f"/payments/{reference}")
        return None if response.status_code == NOT_FOUND else self._read(response)

    def _search(self, query: StatusQuery) -> wire.Json | None:
        if query.started_at is None:
            raise ProviderError("no_reference", retryable=True)
        days = _between(query.started_at - AROUND, query.now + AROUND)
        found = (one for one in self._pages("/payments", days) if wire.attempt_of(one) == query.attempt_id)
        return next(found, None)

    def _pages(self, path: str, filters: Mapping[str, str]) -> Iterator[wire.Json]:
        parameters = {"limit": str(LIST_LIMIT), **filters}
        for _ in range(LIST_PAGES):
            page = self._read(self._call("GET", path, params=parameters))
            yield from read_rows(page, "items")
            cursor = page.get("next_cursor")
            if not cursor:
                return
            parameters["cursor"] = read_text(cursor, longest=LONGEST_CURSOR)
        raise ProviderError("too_long", retryable=True)

    def _post(self, path: str, body: wire.Json, *, key: str) -> wire.Json:
        response = self._call("POST", path, json=body, headers={"Idempotence-Key": key})
        code = _code(response)
        outcome = outcome_of(WRITES, http=response.status_code, code=code)
        if outcome is Outcome.DONE:
            return read_object(response)
        raise ProviderError(code or f"http_{response.status_code}", retryable=outcome is not Outcome.REFUSED)

    def _read(self, response: httpx.Response) -> wire.Json:
        if response.status_code != OK:
            # A question that is refused (a wrong key, say) leaves the payment as unknown as silence does.
            raise ProviderError(_code(response) or f"http_{response.status_code}", retryable=True)
        return read_object(response)

    def _call(self, method: str, path: str, **options: Any) -> httpx.Response:
        base = (self.keys.api_url or API).rstrip("/")
        auth = (self.keys.login, self.keys.secret)
        return call(self.client, method, f"{base}{path}", auth=auth, **options)


def _between(since: dt.datetime, until: dt.datetime) -> dict[str, str]:
    return {"created_at.gte": wire.moment(since), "created_at.lt": wire.moment(until)}


def _code(response: httpx.Response) -> str:
    """Return the code of an error of ЮKassa, "" for an object and for what is no error of it (a proxy's page, say)."""
    if response.status_code == OK:
        return ""
    try:
        error = read_object(response)
        code = read_text(error.get("code"), longest=LONGEST_WORD) if error.get("type") == "error" else ""
        told = f"{error.get('parameter', '')} {error.get('description', '')}".lower()
    except ProviderError:
        return ""
    return KEY_TROUBLE if response.status_code == BAD_REQUEST and "idempot" in told else code
