"""Servers on the charges page: requests a second, latency, and what is left of it beside stalled clients.

All run at once, with two workers each, on the same database, and are asked by turns. On a machine that does other work
too, the processor time says more than requests a second. Run: `python -m bench servers`.
"""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from bench.harness import percentile, print_table, ratios, with_spread
from bench.harness_data import SMALL, product, workplace
from bench.harness_load import STALLED_BODY, STALLED_HEAD, Load, load, request_bytes, stalled_clients
from bench.harness_servers import BASE, SERVERS, Server, running
from bench.harness_site import site

PAGE = "charges"
VISITORS = 50
CLIENTS = 8
STALLED = 64
ROUNDS = 12
SECONDS = 1.0
WARM_SECONDS = 2.0


@dataclass(slots=True)
class Found:
    """What one server did: a load and its processor time a request (ms) each round; loads beside stalled requests."""

    loads: list[Load] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    beside_stalled: list[Load] = field(default_factory=list)

    @property
    def per_second(self) -> list[float]:
        """Answers a second of each round."""
        return [each.per_second for each in self.loads]

    @property
    def milliseconds(self) -> list[float]:
        """Times of all answers."""
        return [spent for each in self.loads for spent in each.milliseconds]


def main() -> None:
    """Measure and print the table."""
    with ExitStack() as stack:
        made = stack.enter_context(product(stack.enter_context(workplace()), accounts=SMALL))
        with site(made) as asked:
            visitors = asked.sign_in(VISITORS)
        requests, host = [request_bytes(visitor, PAGE) for visitor in visitors], visitors[0].host
        servers = {name: stack.enter_context(running(name, made)) for name in SERVERS}
        found = {name: Found() for name in SERVERS}
        for server in servers.values():  # the second worker, templates, connections
            asyncio.run(load(server.port, requests, clients=CLIENTS, seconds=WARM_SECONDS))
        for _ in range(ROUNDS):
            for name, server in servers.items():
                cpu = server.cpu_seconds()
                seen = asyncio.run(load(server.port, requests, clients=CLIENTS, seconds=SECONDS))
                found[name].loads.append(seen)
                found[name].cpu.append((server.cpu_seconds() - cpu) * 1000 / max(1, len(seen.milliseconds)))
        for name, server in servers.items():
            found[name].beside_stalled = [
                asyncio.run(_beside_stalled(server, requests, begun))
                for begun in (STALLED_HEAD, STALLED_BODY % host.encode())
            ]
    _report(found)


async def _beside_stalled(server: Server, requests: Sequence[bytes], begun: bytes) -> Load:
    async with stalled_clients(server.port, STALLED, begun):
        return await load(server.port, requests, clients=CLIENTS, seconds=WARM_SECONDS)


def _report(found: dict[str, Found]) -> None:
    rows = [
        (
            name,
            with_spread(each.per_second, 0),
            with_spread(each.cpu, 1),
            with_spread(ratios(each.cpu, found[BASE].cpu), 2),
            f"{percentile(each.milliseconds, 50):.0f} / {percentile(each.milliseconds, 99):.0f}",
            " / ".join(f"{beside.per_second:.0f}" for beside in each.beside_stalled),
        )
        for name, each in found.items()
    ]
    head = (
        "server",
        "requests/s",
        "CPU ms a request",
        f"to {BASE}",
        "ms p50 / p99",
        f"requests/s beside {STALLED} stalled heads / bodies",
    )
    print_table(head, rows)
    print(f"The {PAGE} page, two workers each, {CLIENTS} clients on the loopback, {ROUNDS} rounds by turns of", end=" ")
    print(f"{SECONDS:.0f} s; the servers that are not asked wait. The clients take processor time too.")


if __name__ == "__main__":
    main()
