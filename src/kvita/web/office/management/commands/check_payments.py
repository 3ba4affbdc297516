"""`kvita check-payments`: ask banks about payments that hang, send refunds."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kvita.payments.jobs import check_pending_attempts, check_pending_refunds
from kvita.web.clock import current_time
from kvita.web.providers import all_payment_providers


class Command(BaseCommand):
    """Meant for a timer, once a minute: each attempt has its own time of the next question."""

    help = "Ask the bank about payments and refunds that wait for its answer (run it every minute)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=200, help="ask about so many at most (default 200)")

    def handle(self, *args: Any, **options: Any) -> None:
        now, providers, limit = current_time(), all_payment_providers(), max(0, options["limit"])
        asked, settled = check_pending_attempts(now=now, providers=providers, limit=limit)
        self.stdout.write(f"Asked about {asked}, final now: {settled}.")
        sent, done = check_pending_refunds(now=now, providers=providers, limit=limit)
        if sent:
            self.stdout.write(f"Refunds: {sent}, final now: {done}.")
