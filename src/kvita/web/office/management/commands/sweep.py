"""`kvita sweep`: forget what is no longer needed."""

import datetime as dt
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from kvita.accounts.jobs import purge_traces
from kvita.accounts.selectors import unconfirmed_with_accounts
from kvita.identity.jobs import sweep
from kvita.notifications.services import purge_outbox
from kvita.service_requests.jobs import purge_questions
from kvita.web.clock import current_time
from kvita.web.office.management.lost_files import sweep_files


class Command(BaseCommand):
    """Meant for a timer, once a night."""

    help = "Delete registrations never confirmed, old codes, counters, sessions and lost files (run it every night)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=30, help="registrations unconfirmed for so long (default 30)")

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep(
            now=current_time(),
            unconfirmed_for=dt.timedelta(days=max(1, options["days"])),
            keep=unconfirmed_with_accounts(),
        )
        attempts, applications = purge_traces(now=current_time())
        messages, questions = purge_outbox(now=current_time()), purge_questions(now=current_time())
        call_command("clearsessions")
        files = sweep_files(Path(settings.MEDIA_ROOT), now=time.time())
        self.stdout.write(
            f"Registrations {swept.registrations}, codes {swept.codes}, counters {swept.counters}, "
            f"attempts {attempts}, applications {applications}, messages {messages}, "
            f"questions {questions}, files that no row knows {files.deleted}."
        )
