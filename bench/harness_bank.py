"""A bank of the measurements: it answers at once what is asked about a payment, over a real connection.

It keeps nothing: the number of a payment tells the attempt and the kopecks.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from bench.harness_load import LOOPBACK

STAMP = "2026-01-01T00:00:00.000Z"
SENDERS = "2a02:5180::"  # of the published networks of ЮKassa


@dataclass(frozen=True, slots=True)
class Awaited:
    """A payment that the bank has taken and of which it has not told yet."""

    attempt_id: str
    kopecks: int

    @property
    def reference(self) -> str:
        """The bank's number of the payment."""
        return f"{self.attempt_id}_{self.kopecks}"

    def message(self, path: str, host: str, number: int) -> bytes:
        """Return the request in which the bank tells of it; each comes from another address of the bank."""
        told = {"event": "payment.succeeded", "object": payment(self.reference)}
        body = json.dumps(told).encode()
        head = (
            f"POST {path} HTTP/1.1",
            f"Host: {host}",
            f"X-Forwarded-For: {SENDERS}{number % 60_000 + 1:x}",
            "X-Forwarded-Proto: https",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            "Connection: keep-alive",
        )
        return "\r\n".join((*head, "", "")).encode() + body


def payment(reference: str) -> dict[str, Any]:
    """Return a paid payment as the API of ЮKassa shows it."""
    attempt_id, kopecks = reference.split("_")
    return {
        "id": reference,
        "status": "succeeded",
        "paid": True,
        "amount": {"value": f"{int(kopecks) // 100}.{int(kopecks) % 100:02}", "currency": "RUB"},
        "created_at": STAMP,
        "captured_at": STAMP,
        "metadata": {"attempt_id": attempt_id},
    }


@contextmanager
def bank() -> Iterator[int]:
    """Run the bank in a process of its own and give its port."""
    context = get_context("spawn")
    ours, its = context.Pipe()
    process = context.Process(target=_serve, args=(its,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Any) -> None:
    async def run() -> None:
        server = await asyncio.start_server(_answer, LOOPBACK, 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            body = json.dumps(payment(head.split(b" ", 2)[1].rpartition(b"/")[2].decode())).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()
