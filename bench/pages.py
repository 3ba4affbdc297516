"""Pages on a small and on a large database: server time in process, queries, ratios.

Rounds go by turns through the pages and through both databases, so that a busy machine slows all alike; the ratio is
that of each round, told as median and quartiles. Run: `python -m bench pages` (`--accounts 1000000` for another size).
"""

import statistics
from collections import defaultdict
from contextlib import ExitStack

from bench.harness import percentile, print_table, ratios, with_spread
from bench.harness_data import SMALL, large_size, product, workplace
from bench.harness_site import EMPTY, Site, site

PAGES = ("home", "charges", "charges, table", "history", "meters", "payments")
VISITORS = 100
ROUNDS = 24
REQUESTS = 12
QUERY_GOAL = 8
GROWTH_GOAL = 1.2


def main() -> None:
    """Measure and print the tables."""
    large = large_size()
    with ExitStack() as stack:
        place = stack.enter_context(workplace())
        sites = {
            accounts: stack.enter_context(site(stack.enter_context(product(place, accounts=accounts))))
            for accounts in (SMALL, large)
        }
        for asked in sites.values():
            asked.sign_in(VISITORS)
        queries = {page: max(asked.queries(page, VISITORS) for asked in sites.values()) for page in (EMPTY, *PAGES)}
        times = _measure(sites)
    _report(times, queries, large)


def _measure(sites: dict[int, Site]) -> dict[tuple[str, int], list[list[float]]]:
    """Return the milliseconds of each request, a list a round, by page and size."""
    times = defaultdict(list)
    for _ in range(ROUNDS):
        for page in (EMPTY, *PAGES):
            for accounts, asked in sites.items():
                times[page, accounts].append(asked.milliseconds(page, REQUESTS))
    return dict(times)


def _report(times: dict[tuple[str, int], list[list[float]]], queries: dict[str, int], large: int) -> None:
    medians = {key: [statistics.median(each) for each in rounds] for key, rounds in times.items()}
    p95 = {key: percentile((time for each in rounds for time in each), 95) for key, rounds in times.items()}
    rows = [
        (
            page,
            queries[page],
            f"{statistics.median(medians[page, SMALL]):.1f} / {p95[page, SMALL]:.1f}",
            f"{statistics.median(medians[page, large]):.1f} / {p95[page, large]:.1f}",
            with_spread(ratios(medians[page, large], medians[page, SMALL]), 2),
            with_spread(ratios(medians[page, large], medians[EMPTY, large]), 1),
        )
        for page in (EMPTY, *PAGES)
    ]
    head = ("page", "queries", f"ms at {SMALL:,}: median / p95", f"ms at {large:,}: median / p95")
    print_table((*head, "large : small", "page : empty view"), rows)
    print(f"Goals: at most {QUERY_GOAL} queries a page, large : small at most {GROWTH_GOAL}. The empty view reads the")
    print(f"session, the user and the portal. {ROUNDS} rounds of {REQUESTS} requests a page, {VISITORS} residents.")


if __name__ == "__main__":
    main()
