"""Recorded answers of banks (tests/data/payments), and a transport that plays them back."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from kvita.integrations.acquiring.calling import open_client

DATA = Path(__file__).parents[2] / "data" / "payments"


def recorded(name: str) -> Any:
    """Return a recorded answer: "yookassa/payment"."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@dataclass
class Wire:
    """A transport that answers from a list and keeps what was asked."""

    answers: Sequence[httpx.Response | Exception]
    asked: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        # Read again for each call: a response is used up.
        return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)

    @property
    def client(self) -> httpx.Client:
        """A client that speaks to this transport only."""
        return open_client(httpx.MockTransport(self))


def client_of(handler: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    """A client of a fake bank."""
    return open_client(httpx.MockTransport(handler))


def says(body: Any, status: int = 200) -> httpx.Response:
    """An answer with this JSON."""
    return httpx.Response(status, json=body)
