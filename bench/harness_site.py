"""The product in a process of its own, asked without sockets: what a page costs the server.

One process holds one database for its whole life, so two sizes are two processes, asked by turns.
"""

import io
import itertools
import os
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

from bench.harness_data import Product

EMPTY = "empty view"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in resident: the portal's host, the session's cookie, the addresses of the own pages by name."""

    host: str
    cookie: str
    paths: dict[str, str]


@dataclass(slots=True)
class Site:
    """Asks the product in its process. Every answer must be 200, else `RuntimeError`."""

    workers: ProcessPoolExecutor
    visitors: list[Visitor] = field(default_factory=list)

    def sign_in(self, count: int) -> list[Visitor]:
        """Make `count` visitors of accounts spread evenly over the database; later calls ask as these."""
        self.visitors = self.workers.submit(_visitors, count).result()
        return self.visitors

    def milliseconds(self, page: str, requests: int) -> list[float]:
        """Return the time of each of so many requests, by visitors in turn."""
        return self.workers.submit(_milliseconds, self._asked(page, requests)).result()

    def queries(self, page: str, requests: int) -> int:
        """Return the greatest number of queries that one request of this page took."""
        return self.workers.submit(_queries, self._asked(page, requests)).result()

    def _asked(self, page: str, requests: int) -> list[tuple[str, str, str]]:
        asked = ((visitor.host, visitor.cookie, visitor.paths[page]) for visitor in itertools.cycle(self.visitors))
        return list(itertools.islice(asked, requests))


@contextmanager
def site(product: Product) -> Iterator[Site]:
    """Start the process and end it."""
    with ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=start_product, initargs=(product.environment,)
    ) as workers:
        yield Site(workers)


# ------------------------------------------------------------------------------- in the process of the product
# Imports of Django stand inside the functions: they need the settings, which need the environment of `start_product`.


def start_product(environment: dict[str, str]) -> None:
    """Set the product up in this process; done once, before anything of Django is imported."""
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="kvita.config.settings")
    from django.conf import settings  # noqa: PLC0415 - Django is set up first

    settings.ROOT_URLCONF = "bench.harness_urls"
    _application()


_applications: list[Callable[..., Any]] = []


def _application() -> Callable[..., Any]:
    if not _applications:
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - Django is set up first

        _applications.append(get_wsgi_application())
    return _applications[0]


def _visitors(count: int) -> list[Visitor]:
    from bench.harness_visitors import make_visitors  # noqa: PLC0415 - Django is set up first

    return make_visitors(count)


def _milliseconds(asked: Iterable[tuple[str, str, str]]) -> list[float]:
    times = []
    for host, cookie, path in asked:
        begin = time.perf_counter()
        _ask(host, cookie, path)
        times.append((time.perf_counter() - begin) * 1000)
    return times


def _queries(asked: Iterable[tuple[str, str, str]]) -> int:
    from django.db import connection  # noqa: PLC0415 - Django is set up first

    counts = []
    for request in asked:
        _ask(*request)  # the first page of a session writes the session too
        seen: list[str] = []

        def note(execute: Callable[..., Any], sql: str, *rest: Any, seen: list[str] = seen) -> Any:
            seen.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            _ask(*request)
        counts.append(len(seen))
    return max(counts)


def _ask(host: str, cookie: str, path: str) -> None:
    """Ask as a WSGI server would, from the environment to the last byte and the end of the request."""
    answer: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "HTTP_COOKIE": f"sessionid={cookie}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    response = _application()(environ, lambda status, headers: answer.append(status))
    try:
        b"".join(response)
    finally:
        response.close()
    if answer != ["200 OK"]:
        raise RuntimeError(f"{host}{path} answered {answer}")
