"""A small ЮKassa that fails as the real one does: silence after charging, HTTP 500 that may have worked, 4xx.

It keeps books, so that a test can compare what the shop believes with what the bank did.
"""

import base64
import datetime as dt
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

Json = dict[str, Any]


@dataclass
class FakeYooKassa:
    """One shop. `trouble` names what goes wrong with the next writes, one word a call: see `_fail`."""

    shop: str = "123456"
    key: str = "test_secret"
    payments: dict[str, Json] = field(default_factory=dict)
    refunds: dict[str, Json] = field(default_factory=dict)
    done: dict[str, Json] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    now: dt.datetime = dt.datetime(2017, 9, 11, 9, 0, tzinfo=dt.UTC)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        expected = base64.b64encode(f"{self.shop}:{self.key}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return _error(401, "invalid_credentials")
        path = request.url.path.removeprefix("/v3")
        if request.method == "POST":
            return self._write(path, request)
        return self._read(path, request)

    def pay(self, payment_id: str) -> None:
        """The payer gives a good card."""
        payment = self.payments[payment_id]
        payment |= {"status": "succeeded", "paid": True, "captured_at": _stamp(self.now)}

    def cancel(self, payment_id: str, reason: str) -> None:
        """The payment comes to nothing."""
        details = {"party": "payment_network", "reason": reason}
        self.payments[payment_id] |= {"status": "canceled", "cancellation_details": details}

    @property
    def kept(self) -> int:
        """Kopecks that the shop has by these books."""
        paid = [one for one in self.payments.values() if one["status"] == "succeeded"]
        return sum(_kopecks(one) for one in paid) - sum(_kopecks(one) for one in self.refunds.values())

    def _write(self, path: str, request: httpx.Request) -> httpx.Response:
        key = request.headers.get("idempotence-key", "")
        if not 1 <= len(key) <= 64:
            return _error(400, "invalid_request", "Idempotence-Key")
        trouble = self.trouble.pop(0) if self.trouble else ""
        if trouble == "lost":
            raise httpx.ConnectTimeout("the request did not arrive")
        if trouble == "refuse":
            return _error(400, "invalid_request", "amount")
        if key not in self.done:
            body = json.loads(request.content)
            if "metadata" not in body or body["amount"]["currency"] != "RUB":
                return _error(400, "invalid_request", "amount")
            made = self._payment(body) if path == "/payments" else self._refund(body)
            if isinstance(made, httpx.Response):
                return made
            self.done[key] = made
        if trouble == "silence":
            raise httpx.ReadTimeout("the answer did not arrive")
        if trouble == "500":
            return httpx.Response(500, json={"type": "error", "code": "internal_server_error"})
        return httpx.Response(200, json=self.done[key])

    def _payment(self, body: Json) -> Json:
        number = f"2a7834f6-0001-5000-a000-{next(self.numbers):012d}"
        payment = {
            "id": number,
            "status": "pending",
            "paid": False,
            "amount": body["amount"],
            "created_at": _stamp(self.now),
            "metadata": body["metadata"],
            "confirmation": {
                "type": "redirect",
                "confirmation_url": f"https://yoomoney.ru/checkout/payments/v2/contract?orderId={number}",
            },
            "receipt": body.get("receipt"),
        }
        self.payments[number] = payment
        return payment

    def _refund(self, body: Json) -> Json | httpx.Response:
        payment = self.payments.get(body["payment_id"])
        if payment is None or payment["status"] != "succeeded":
            return _error(400, "invalid_request", "payment_id")
        before = sum(_kopecks(one) for one in self.refunds.values() if one["payment_id"] == payment["id"])
        if before + _kopecks(body) > _kopecks(payment):
            return _error(400, "invalid_request", "amount")
        number = f"2a7834f6-refund-{next(self.numbers):012d}"
        refund = {
            "id": number,
            "status": "succeeded",
            "amount": body["amount"],
            "payment_id": payment["id"],
            "created_at": _stamp(self.now),
            "metadata": body["metadata"],
        }
        self.refunds[number] = refund
        return refund

    def _read(self, path: str, request: httpx.Request) -> httpx.Response:
        _, kind, *rest = path.split("/")
        table = self.payments if kind == "payments" else self.refunds
        if rest:
            found = table.get(rest[0])
            return httpx.Response(200, json=found) if found else _error(404, "not_found")
        wanted = request.url.params
        rows = [
            one
            for one in table.values()
            if wanted.get("created_at.gte", "") <= one["created_at"] < wanted.get("created_at.lt", "9")
            and one.get("payment_id") == wanted.get("payment_id", one.get("payment_id"))
        ]
        start = int(wanted.get("cursor", "0"))
        page: Json = {"type": "list", "items": rows[start : start + int(wanted["limit"])]}
        if len(rows) > start + int(wanted["limit"]):
            page["next_cursor"] = str(start + int(wanted["limit"]))
        return httpx.Response(200, json=page)


def _kopecks(thing: Json) -> int:
    whole, _, part = thing["amount"]["value"].partition(".")
    return int(whole) * 100 + int(part)


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _error(status: int, code: str, parameter: str = "") -> httpx.Response:
    return httpx.Response(status, json={"type": "error", "id": "err-123", "code": code, "parameter": parameter})
