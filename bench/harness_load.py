"""Clients on the loopback for servers that are measured: so many connections, each asks again when it is answered."""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.harness_site import Visitor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LOOPBACK = "127.0.0.1"
MOST = 50_000


@dataclass(slots=True)
class Load:
    """What the clients saw: milliseconds of each answer, and how long all of it took."""

    milliseconds: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.milliseconds) / self.seconds


@dataclass(slots=True)
class _Client:
    """One connection, opened again when the server closes it, as a browser does."""

    port: int
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> None:
        """Send a request and read the whole answer, on the open connection when there is one."""
        if self.streams is not None:
            try:
                await self._exchange(request)
                return
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()  # closed by the server while it was idle; ask once more
        await self._exchange(request)

    async def _exchange(self, request: bytes) -> None:
        if self.streams is None:
            self.streams = await asyncio.open_connection(LOOPBACK, self.port, limit=1 << 20)
        reader, writer = self.streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200"):
            raise RuntimeError(f"the server answered {head[:200]!r} to {request[:100]!r}")
        length = next(line for line in head.split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.partition(b":")[2]))
        if b"\r\nconnection: close" in head:
            self.close()

    def close(self) -> None:
        """Close the connection, if any."""
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None


def request_bytes(visitor: Visitor, page: str) -> bytes:
    """Return the request of a signed-in resident for one page."""
    head = (
        f"GET {visitor.paths[page]} HTTP/1.1",
        f"Host: {visitor.host}",
        f"Cookie: sessionid={visitor.cookie}",
        "Accept-Encoding: br, gzip",
        "Connection: keep-alive",
    )
    return "\r\n".join((*head, "", "")).encode()


async def load(port: int, requests: Sequence[bytes], *, clients: int, seconds: float, most: int = MOST) -> Load:
    """Ask by turns from several connections for a time, at most so many times.

    An answer that has not come by then does not count.

    Raises:
        RuntimeError: an answer was not 200.
    """
    result = Load()
    turns = itertools.islice(itertools.cycle(requests), most)
    begin = time.perf_counter()
    try:
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(_keep_asking(_Client(port), turns, result))
    except TimeoutError:
        pass
    result.seconds = time.perf_counter() - begin
    return result


async def _keep_asking(client: _Client, turns: Iterator[bytes], result: Load) -> None:
    try:
        for request in turns:
            begin = time.perf_counter()
            await client.ask(request)
            result.milliseconds.append((time.perf_counter() - begin) * 1000)
    finally:
        client.close()


STALLED_HEAD = b"GET /login/ HTTP/1.1\r\nHost: localhost\r\nAccept: "
STALLED_BODY = (
    b"POST /login/ HTTP/1.1\r\nHost: %b\r\nCookie: csrftoken=01234567890123456789012345678901\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname="
)


@asynccontextmanager
async def stalled_clients(port: int, count: int, begun: bytes) -> "AsyncIterator[None]":
    """Hold connections that have begun a request and send nothing since, as a phone in a lift does."""
    writers = []
    for _ in range(count):
        _, writer = await asyncio.open_connection(LOOPBACK, port)
        writer.write(begun)
        writers.append(writer)
    await asyncio.sleep(0.2)  # until the server has taken all of them
    try:
        yield
    finally:
        for writer in writers:
            writer.close()
