"""What a sign-in costs beside the hash of the password: the whole request to the bare argon2 verification.

Rounds go by turns through the bare verification and sign-ins that succeed and fail, so that a busy machine slows all
alike. Counters of tries, the session, the question of the second step and the list of sessions are in the request.
Run: `python -m bench sign_in`.
"""

import itertools
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import Any, Final

from bench.harness import print_table, ratios, with_spread
from bench.harness_data import SMALL, product, workplace
from bench.harness_site import start_product

ROUNDS: Final = 30
GOAL: Final = 1.2
PASSWORD: Final = "ромашка-и-море-2017"  # noqa: S105 - of an invented person in a throw-away database
FAILED_TRIES: Final = 20_000
"""Rows in the table of counters: an attack is under way."""

_places = itertools.count()


def main() -> None:
    """Measure and print the table."""
    with (
        workplace() as place,
        product(place, accounts=SMALL) as made,
        ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=start_product, initargs=(made.environment,)
        ) as workers,
    ):
        times, queries = workers.submit(_measure).result()
    bare = times["bare verification"]
    rows = [
        (
            what,
            queries.get(what, "–"),
            with_spread([one * 1000 for one in each]),
            with_spread(ratios(each, bare), 2),
            with_spread([(one - base) * 1000 for one, base in zip(each, bare, strict=True)]),
        )
        for what, each in times.items()
    ]
    print_table(("what", "queries", "ms", "to the bare verification", "ms beside it"), rows)
    print(f"Goal: at most {GOAL}. {ROUNDS} rounds; {FAILED_TRIES:,} counters of failed tries in the table.")


def _measure() -> tuple[dict[str, list[float]], dict[str, int]]:
    """Return the seconds of each act, a figure a round, and the queries of the requests."""
    from django.contrib.auth.hashers import check_password  # noqa: PLC0415 - Django is set up first

    from bench.harness_visitors import make_person  # noqa: PLC0415 - the same

    host, name, hashed = make_person(PASSWORD, failed_tries=FAILED_TRIES)
    acts: dict[str, Callable[[], int]] = {
        "bare verification": lambda: int(check_password(PASSWORD, hashed)),
        "sign-in": lambda: _post(host, name, PASSWORD, 302),
        "sign-in, wrong password": lambda: _post(host, name, f"{PASSWORD}!", 422),
        "sign-in, unknown name": lambda: _post(host, f"x{name}", PASSWORD, 422),
    }
    times: dict[str, list[float]] = {what: [] for what in acts}
    queries: dict[str, int] = {}
    for number in range(ROUNDS + 1):
        for what, act in acts.items():
            begin = time.perf_counter()
            queries[what] = act()
            if number:  # the first round warms up
                times[what].append(time.perf_counter() - begin)
    del queries["bare verification"]
    return times, queries


@cache
def _browser() -> Any:
    """Return the one browser: each new one would set all middleware up again, which a server does once."""
    from django.test import Client  # noqa: PLC0415 - Django is set up first

    return Client()


def _post(host: str, name: str, password: str, expected: int) -> int:
    """Sign in from a place of its own, so that no lock comes between; return the number of queries."""
    from django.db import connection  # noqa: PLC0415 - Django is set up first

    seen: list[str] = []

    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        seen.append(sql)
        return execute(sql, *rest)

    client, number = _browser(), next(_places)
    client.cookies.clear()
    address = f"198.18.{number // 250}.{number % 250 + 1}"
    with connection.execute_wrapper(note):
        answer = client.post("/login/", {"name": name, "password": password}, SERVER_NAME=host, REMOTE_ADDR=address)
    if answer.status_code != expected:
        raise RuntimeError(f"the sign-in answered {answer.status_code}")
    return len(seen)


if __name__ == "__main__":
    main()
