"""The figures of the measurements are computed rightly, and the clients count what a server really answered."""

import asyncio
import contextlib
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from bench.harness import percentile, ratios, with_spread
from bench.harness_load import Load, load, stalled_clients

REQUESTS = 11
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n%b\r\nhello"


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([3, 1, 2], 50, 2), ([1, 2, 3, 4], 50, 2), (range(1, 101), 99, 99), (range(1, 11), 95, 10), ([7], 1, 7)],
)
def test_a_percentile_is_the_nearest_rank(values: list[int], percent: int, expected: int) -> None:
    assert percentile(values, percent) == expected


def test_a_percentile_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_a_ratio_belongs_to_its_round() -> None:
    assert ratios([10, 30], [5, 10]) == [2, 3]


def test_the_spread_is_that_of_the_quartiles() -> None:
    assert with_spread([1, 2, 3, 4, 100]) == "3.0 (2.0–4.0)"
    assert with_spread([2.5], 2) == "2.50"


class Server(ThreadingTCPServer):
    """Answers every whole request with `answer`; keeps what came, whole or not."""

    daemon_threads = False

    def __init__(self, answer: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.whole: list[bytes] = []
        self.parts: list[bytes] = []


class Handler(StreamRequestHandler):
    """One connection."""

    server: Server

    def handle(self) -> None:
        """Answer until the client goes or the answer says that the connection ends."""
        request = b""
        with contextlib.suppress(ConnectionError):
            while line := self.rfile.readline():
                request += line
                if line != b"\r\n":
                    continue
                self.server.whole.append(request)
                request = b""
                self.wfile.write(self.server.answer)
                if b"close" in self.server.answer:
                    return
        if request:
            self.server.parts.append(request)


def visit(answer: bytes, *, paths: str = "/", stalled: int = 0) -> tuple[Server, Load]:
    """Load a server of this test by two clients."""

    async def run(port: int) -> Load:
        requests = [f"GET {path} HTTP/1.1\r\n\r\n".encode() for path in paths.split()]
        async with stalled_clients(port, stalled, b"GET / HTTP/1.1"):
            return await load(port, requests, clients=2, seconds=60, most=REQUESTS)

    with Server(answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            found = asyncio.run(run(server.server_address[1]))
        finally:
            server.shutdown()
            thread.join()
    return server, found


@pytest.mark.parametrize("head", [b"", b"Connection: close\r\n"], ids=["kept", "closed"])
def test_every_answer_is_counted_once_whether_the_connection_is_kept_or_not(head: bytes) -> None:
    server, found = visit(ANSWER % head, paths="/a /b")
    assert len(server.whole) == len(found.milliseconds) == REQUESTS
    assert {request.split()[1] for request in server.whole} == {b"/a", b"/b"}
    assert found.per_second == pytest.approx(REQUESTS / found.seconds)


def test_an_answer_that_is_not_200_stops_the_measurement() -> None:
    with pytest.raises(ExceptionGroup) as failed:
        visit(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    assert failed.group_contains(RuntimeError, match="302")


def test_a_stalled_client_never_finishes_its_request() -> None:
    server, found = visit(ANSWER % b"Connection: close\r\n", stalled=3)
    assert len(found.milliseconds) == REQUESTS
    assert len(server.parts) == 3
