"""`kvita demo`: the product with invented data, on this machine only."""

import argparse
import datetime as dt
import os
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from kvita.demo.older import OlderDatabaseError, set_aside_older
from kvita.demo.plans import PLANS
from kvita.demo.serving import address_table, collect_static, is_free, serve
from kvita.demo.world import build_world, world_exists
from kvita.housing.models import Portal
from kvita.web.clock import current_time, set_demo_time
from kvita.web.dev.clock import ClockError, parse_time
from kvita.web.dev.signins import sign_ins


def _moment(text: str) -> dt.datetime:
    """Read a time with its offset. Raises `ArgumentTypeError`."""
    try:
        return parse_time(text)
    except ClockError as error:
        raise argparse.ArgumentTypeError(error.message) from error


class Command(BaseCommand):
    """Prepares what is missing, tells the addresses, serves."""

    help = "Show the product with invented data on this machine (PORT or --port, default 8000)"
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=None, help="default: PORT of the environment, else 8000")
        parser.add_argument("--reset", action="store_true", help="throw the demo's database away and build it anew")
        parser.add_argument(
            "--now",
            type=_moment,
            default=None,
            help="build the data for this moment (2026-11-17T10:00+03:00) and stop the clock there",
        )
        parser.add_argument("--no-serve", action="store_true", help="prepare everything and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("this is not the demo: start with KVITA_DEMO=1")
        started = time.perf_counter()
        port = options["port"] or self._port_of_environment()
        if not options["no_serve"] and not is_free(port):
            raise CommandError(f"port {port} is taken; choose another: make demo PORT={port + 1}")
        self._set_aside_older()
        call_command("migrate", interactive=False, verbosity=0)
        if options["reset"]:
            self._empty()
        if collect_static(settings.STATIC_ROOT):
            self.stdout.write("Static files collected.")
        if not world_exists():
            set_demo_time(options["now"])
            size = build_world(now=current_time())
            self.stdout.write(
                f"Demo data: {size.accounts} accounts, {size.statements} statements, {size.lines} lines, "
                f"{size.readings} readings, {size.payments} payments."
            )
        self.stdout.write(f"Ready in {time.perf_counter() - started:.1f} s.")
        self.stdout.write(address_table(Portal.objects.order_by("pk"), sign_ins(), port))
        if not options["no_serve"]:
            self.stdout.flush()
            serve(port)

    def _set_aside_older(self) -> None:
        try:
            aside = set_aside_older(connection)
        except OlderDatabaseError as error:
            raise CommandError("this database was made by an older version: give the demo an empty one") from error
        if aside is not None:
            self.stdout.write(f"The database here is of an older version: it is kept as {aside}, a new one is made.")

    def _port_of_environment(self) -> int:
        raw = os.environ.get("PORT") or "8000"
        if not raw.isascii() or not raw.isdigit() or not 0 < int(raw) < 65536:
            raise CommandError(f"PORT: '{raw}' is not a port; give a number such as 8000")
        return int(raw)

    def _empty(self) -> None:
        foreign = Portal.objects.exclude(slug__in=[plan.slug for plan in PLANS]).values_list("slug", flat=True)
        if foreign:
            raise CommandError(f"--reset empties the database, but it has portals of yours: {', '.join(foreign)}")
        call_command("flush", interactive=False, verbosity=0)
        set_demo_time(None)
