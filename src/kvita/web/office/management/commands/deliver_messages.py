"""`kvita deliver-messages`: send what waits in the outbox."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kvita.accounts.jobs import tell_of_floods
from kvita.notifications.jobs import deliver_due_messages
from kvita.web.clock import current_time
from kvita.web.delivery import make_send, sms_sender


class Command(BaseCommand):
    """Meant for a timer, once a minute; two at once send nothing twice."""

    help = "Send the letters and SMS that wait in the outbox (run it every minute)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=500, help="send so many at most (default 500)")

    def handle(self, *args: Any, **options: Any) -> None:
        send = make_send(sms_sender())
        now = current_time()
        tell_of_floods(now=now)
        sent, waiting = deliver_due_messages(now=now, send=send, limit=max(0, options["limit"]))
        self.stdout.write(f"Sent {sent}, to be tried again {waiting}.")
