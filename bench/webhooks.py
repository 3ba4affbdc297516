"""Messages of a bank: how many a second two workers take, each payment asked about at the bank and credited.

By turns: the least that the server can answer (`/healthz`), first messages of payments (the bank is asked over a real
connection, the money is credited, the letter put into the outbox), and the same messages once more. At the end the
money credited is compared with the bank's. Run: `python -m bench webhooks`.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from multiprocessing import get_context
from typing import TypeVar

from bench.harness import percentile, print_table, ratios, with_spread
from bench.harness_bank import Awaited, bank
from bench.harness_data import SMALL, Product, product, workplace
from bench.harness_load import LOOPBACK, Load, load
from bench.harness_servers import Server, running
from bench.harness_site import start_product

Answer = TypeVar("Answer")
SERVER = "gunicorn gthread 2×4"  # what the product is served with (ADR 10)
CLIENTS = 8
ROUNDS = 8
A_ROUND = 150
LONG = 60.0
HEALTH = "/healthz"


def main() -> None:
    """Measure and print the table."""
    with ExitStack() as stack:
        made = stack.enter_context(product(stack.enter_context(workplace()), accounts=SMALL))
        made = replace(made, environment=made.environment | {"KVITA_BEHIND_PROXY": "1"})
        port = stack.enter_context(bank())
        host, path, awaited = _in_the_product(made, _open_shop, (ROUNDS + 1) * A_ROUND, f"http://{LOOPBACK}:{port}/v3")
        server = stack.enter_context(running(SERVER, made))
        found = _measure(server, host, path, awaited)
        count, kopecks = _in_the_product(made, _credited)
    _report(found)
    expected = sum(one.kopecks for one in awaited)
    print(f"Credited {count:,} payments, {kopecks:,} kopecks; the bank took {len(awaited):,}, {expected:,} kopecks.")
    if (count, kopecks) != (len(awaited), expected):
        raise SystemExit("The books differ.")


def _measure(server: Server, host: str, path: str, awaited: list[Awaited]) -> dict[str, list[tuple[Load, float]]]:
    """Return each load and its processor time a request (ms), a pair a round, by what was asked."""
    health = [f"GET {HEALTH} HTTP/1.1\r\nHost: {host}\r\nConnection: keep-alive\r\n\r\n".encode()] * A_ROUND
    messages = [one.message(path, host, number) for number, one in enumerate(awaited)]
    found: dict[str, list[tuple[Load, float]]] = {HEALTH: [], "first message": [], "the same again": []}
    for number in range(ROUNDS + 1):
        batch = messages[number * A_ROUND : (number + 1) * A_ROUND]
        for what, requests in ((HEALTH, health), ("first message", batch), ("the same again", batch)):
            cpu = server.cpu_seconds()
            seen = asyncio.run(load(server.port, requests, clients=CLIENTS, seconds=LONG, most=A_ROUND))
            if number:  # the first round warms up
                found[what].append((seen, (server.cpu_seconds() - cpu) * 1000 / A_ROUND))
    return found


def _report(found: dict[str, list[tuple[Load, float]]]) -> None:
    cpu = {what: [one for _, one in rounds] for what, rounds in found.items()}
    rows = [
        (
            what,
            with_spread([seen.per_second for seen, _ in rounds], 0),
            with_spread(cpu[what], 1),
            with_spread(ratios(cpu[what], cpu[HEALTH]), 1),
            " / ".join(
                f"{percentile((one for seen, _ in rounds for one in seen.milliseconds), percent):.0f}"
                for percent in (50, 99)
            ),
        )
        for what, rounds in found.items()
    ]
    print_table(("request", "a second", "CPU ms of the server", f"to {HEALTH}", "ms p50 / p99"), rows)
    print(f"{SERVER}, {CLIENTS} connections, {ROUNDS} rounds of {A_ROUND}. The bank answers at once, on this machine.")


def _in_the_product(made: Product, job: Callable[..., Answer], *arguments: object) -> Answer:
    with ProcessPoolExecutor(
        1, mp_context=get_context("spawn"), initializer=start_product, initargs=(made.environment,)
    ) as workers:
        return workers.submit(job, *arguments).result()


def _open_shop(count: int, api_url: str) -> tuple[str, str, list[Awaited]]:
    from bench.harness_shop import open_shop  # noqa: PLC0415 - Django is set up first

    return open_shop(count, api_url)


def _credited() -> tuple[int, int]:
    from bench.harness_shop import credited  # noqa: PLC0415 - Django is set up first

    return credited()


if __name__ == "__main__":
    main()
