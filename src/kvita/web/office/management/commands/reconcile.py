"""`kvita reconcile`: compare the payments of a day with the lists of the banks, and all money with its sources."""

import argparse
import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kvita.core.wording import say_rubles
from kvita.remittances.jobs import reconcile_organizations
from kvita.remittances.selectors import check_ledger
from kvita.web.clock import current_time
from kvita.web.providers import payment_providers


class Command(BaseCommand):
    """Meant for a timer, once a night. Exit code 1 when something differs, so that the timer can call somebody."""

    help = "Compare yesterday's payments with the banks' lists and all money with its sources (run it every night)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", type=_day, metavar="2017-08-31", help="which day (default: yesterday)")

    def handle(self, *args: Any, **options: Any) -> None:
        good = True
        for organization, rows in reconcile_organizations(
            now=current_time(), day=options["day"], providers_of=payment_providers
        ):
            ledger = check_ledger([organization.pk])
            good = good and ledger.agrees and all(row.state == "AGREES" for row in rows)
            for row in rows:
                self.stdout.write(f"{organization}, {row.provider}, {row.day:%d.%m.%Y}: {row.get_state_display()}")
            verdict = "сходится" if ledger.agrees else f"не сходится на {say_rubles(ledger.gap)}"
            self.stdout.write(f"{organization}: на счетах {say_rubles(ledger.paid)}, {verdict}")
        if not good:
            raise SystemExit(1)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2017-08-31") from None
