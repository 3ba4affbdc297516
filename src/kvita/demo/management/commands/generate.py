"""`kvita generate`: an organisation of any size for benchmarks."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kvita.calc.period import Month
from kvita.core.errors import DomainError
from kvita.demo.bulk.generating import Order, generate
from kvita.demo.world import SEED
from kvita.web.clock import current_time

MOST_ACCOUNTS = 20_000_000
MOST_MONTHS = 240


class Command(BaseCommand):
    """Makes rows fast: COPY on PostgreSQL, executemany on SQLite; memory does not grow with the number of accounts."""

    help = "Fill the database with an organisation of any size, for measurements"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", type=int, required=True, metavar="N", help="billing accounts")
        parser.add_argument("--months", type=int, required=True, metavar="M", help="months of statements for each")
        parser.add_argument("--organization", default="generated", metavar="SLUG", help="default: generated")
        parser.add_argument("--seed", type=int, default=SEED, metavar="S")
        parser.add_argument("--until", type=_month, default=None, metavar="YYYY-MM", help="default: last month")
        parser.add_argument("--meters", action="store_true", help="with meters and their readings")

    def handle(self, *args: Any, **options: Any) -> None:
        now = current_time()
        if not 0 < options["accounts"] <= MOST_ACCOUNTS or not 0 < options["months"] <= MOST_MONTHS:
            raise CommandError(f"--accounts: 1 to {MOST_ACCOUNTS}, --months: 1 to {MOST_MONTHS}")
        order = Order(
            slug=options["organization"],
            accounts=options["accounts"],
            months=options["months"],
            until=options["until"] or Month.of(now.date()).previous,
            seed=options["seed"],
            with_meters=options["meters"],
        )
        started = time.perf_counter()
        try:
            written = generate(order, now=now, progress=self._progress(order.accounts))
        except DomainError as error:
            raise CommandError(error.message) from error
        self._report(order, written, time.perf_counter() - started)

    def _progress(self, accounts: int) -> Any:
        told = 0

        def tell(done: int) -> None:
            nonlocal told
            if done * 20 // accounts > told:
                told = done * 20 // accounts
                self.stderr.write(f"{done:,} of {accounts:,} accounts")

        return tell

    def _report(self, order: Order, written: dict[str, int], seconds: float) -> None:
        rows = sum(written.values())
        for name, count in written.items():
            self.stdout.write(f"{name:<12} {count:>14,}")
        self.stdout.write(f"{'rows':<12} {rows:>14,}  in {seconds:.1f} s, {rows / seconds:,.0f} a second")
        self.stdout.write(f"organisation {order.slug}, {order.months} months up to {order.until}, seed {order.seed}")


def _month(text: str) -> Month:
    return Month.parse(text)
