"""A bank behind a bad line: what it is asked may be lost, done without an answer, done late, or answered in any way."""

import datetime as dt
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import httpx

Bank = Callable[[httpx.Request], httpx.Response]

# A request that nobody has answered arrives within this time, or never.
ARRIVES_WITHIN: Final = 25 * 60
NOT_YET: Final = {"type": "processing", "description": "Request accepted", "retry_after": 1800}
KEY: Final = {"type": "error", "code": "invalid_request", "parameter": "Idempotence-Key"}
REFUSED: Final = {"type": "error", "code": "invalid_request", "parameter": "amount"}
FATES: Final = (
    *("fine",) * 8,
    *("lost", "silence", "late", "202", "409", "cut", "kind", "500", "429", "408", "425", "302", "key", "refuse"),
)
DELIVERED: Final = ("202", "409", "500", "429", "408", "425", "302", "key")


@dataclass
class Line:
    """The line to a bank. `is_good` ends all trouble; `moment` is the clock of the world."""

    bank: Bank
    chance: random.Random
    moment: dt.datetime
    is_sber: bool
    is_good: bool = False
    waiting: list[tuple[dt.datetime, httpx.Request]] = field(default_factory=list)
    fates: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Carry one request, somehow."""
        self.deliver()
        is_write = request.method == "POST" and not request.url.path.endswith(("Extended.do", "Merchants.do"))
        fate = "fine" if self.is_good else self.chance.choice(FATES)
        self.fates.append(f"{'write' if is_write else 'read'}:{fate}")
        if fate == "refuse" and is_write:
            return httpx.Response(200, json={"errorCode": 5}) if self.is_sber else httpx.Response(400, json=REFUSED)
        if fate == "lost":
            raise httpx.ConnectTimeout("the request did not arrive")
        if fate == "late" and is_write:
            self._keep_for_later(request)
            raise httpx.ReadTimeout("the request is still under way")
        if fate in DELIVERED and is_write and self.chance.random() < 0.3:
            self._keep_for_later(request)
        elif fate in DELIVERED:
            self.bank(request)
        if fate in DELIVERED:
            return self._told(fate)
        answer = self.bank(request)
        if fate == "silence":
            raise httpx.ReadTimeout("the answer did not arrive")
        if fate == "cut":
            return httpx.Response(answer.status_code, content=answer.content[: len(answer.content) // 2])
        return self._of_another_kind(answer) if fate == "kind" else answer

    def deliver(self) -> None:
        """Let the requests arrive whose time has come, in their order."""
        due = [request for at, request in self.waiting if at <= self.moment]
        self.waiting = [(at, request) for at, request in self.waiting if at > self.moment]
        for request in due:
            self.bank(request)

    def _keep_for_later(self, request: httpx.Request) -> None:
        at = self.moment + dt.timedelta(seconds=self.chance.randrange(1, ARRIVES_WITHIN))
        self.waiting.append((at, request))

    def _told(self, fate: str) -> httpx.Response:
        if fate == "key":
            return httpx.Response(200, json={"errorCode": 1}) if self.is_sber else httpx.Response(400, json=KEY)
        if self.is_sber and fate in ("500", "409"):
            return httpx.Response(200, json={"errorCode": "7", "errorMessage": "Системная ошибка"})
        return httpx.Response(int(fate), json=NOT_YET if fate == "202" else {})

    def _of_another_kind(self, answer: httpx.Response) -> httpx.Response:
        body = json.loads(answer.content)
        name = self.chance.choice(sorted(body))
        body[name] = self.chance.choice([[body[name]], {"x": 1}, [1], True])
        return httpx.Response(answer.status_code, json=body)
