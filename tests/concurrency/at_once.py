"""Doing the same thing from several threads at the same moment, each with a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def all_at_once(count: int, work: Callable[[int], T]) -> list[T]:
    """Run `work(number)` in so many threads that start together; return the results, or raise the first error.

    As many as the connection pool has connections are at the database at a time, the others press from behind.
    """
    gate = threading.Barrier(count)
    connection.close()  # lends the connection of the test to the threads

    def run(number: int) -> T:
        try:
            gate.wait(timeout=30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
