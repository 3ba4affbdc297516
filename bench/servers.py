"""Servers on the charges page: requests a second, latency, and what is left of it beside stalled clients.

Each round starts every server in turn, with two workers, on the same database. Run: `python -m bench servers`.
"""

import asyncio
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bench.harness import percentile, print_table, ratios, with_spread
from bench.harness_data import SMALL, product, workplace
from bench.harness_load import Load, load, request_bytes, stalled_clients
from bench.harness_servers import BASE, SERVERS, Server, running
from bench.harness_site import site

PAGE = "charges"
VISITORS = 50
CLIENTS = 8
STALLED = 16
ROUNDS = 3
SECONDS = 4.0


@dataclass(slots=True)
class Round:
    """A server in one round: at ease, with its processor time a request, and beside requests that never end."""

    free: Load
    beside_stalled: Load
    cpu_milliseconds: float


def main() -> None:
    """Measure and print the table."""
    with workplace() as place, product(place, accounts=SMALL) as made:
        with site(made) as asked:
            requests = [request_bytes(visitor, PAGE) for visitor in asked.sign_in(VISITORS)]
        rounds: dict[str, list[Round]] = defaultdict(list)
        for _ in range(ROUNDS):
            for name in SERVERS:
                with running(name, made) as server:
                    rounds[name].append(asyncio.run(_measure(server, requests)))
    _report(rounds)


async def _measure(server: Server, requests: Sequence[bytes]) -> Round:
    await load(server.port, requests, clients=CLIENTS, seconds=SECONDS)  # the second worker, templates, connections
    cpu = server.cpu_seconds()
    free = await load(server.port, requests, clients=CLIENTS, seconds=SECONDS)
    cpu = server.cpu_seconds() - cpu
    async with stalled_clients(server.port, STALLED):
        beside_stalled = await load(server.port, requests, clients=CLIENTS, seconds=SECONDS / 2)
    return Round(free, beside_stalled, cpu * 1000 / len(free.milliseconds))


def _report(rounds: dict[str, list[Round]]) -> None:
    free = {name: [each.free.per_second for each in found] for name, found in rounds.items()}
    rows = []
    for name, found in rounds.items():
        times = [spent for each in found for spent in each.free.milliseconds]
        stalled = statistics.median(each.beside_stalled.per_second for each in found)
        rows.append(
            (
                name,
                with_spread(free[name], 0),
                with_spread(ratios(free[name], free[BASE]), 2),
                with_spread([each.cpu_milliseconds for each in found], 1),
                f"{percentile(times, 50):.0f} / {percentile(times, 99):.0f}",
                f"{stalled:.0f}",
            )
        )
    head = (
        "server",
        "requests/s",
        f"to {BASE}",
        "CPU ms a request",
        "ms p50 / p99",
        f"requests/s beside {STALLED} stalled clients",
    )
    print_table(head, rows)
    print(
        f"The {PAGE} page, two workers, {CLIENTS} clients on the loopback, {ROUNDS} rounds by turns of {SECONDS:.0f} s."
    )


if __name__ == "__main__":
    main()
