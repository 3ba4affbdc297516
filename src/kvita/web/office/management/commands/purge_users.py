"""`kvita purge_users`: delete the cabinets whose time to change one's mind is over."""

from typing import Any

from django.core.management.base import BaseCommand

from kvita.identity.models import User
from kvita.identity.services import delete_due_users
from kvita.payments.services import forget_payer
from kvita.service_requests.services import forget_asker
from kvita.web.clock import current_time


class Command(BaseCommand):
    """Meant for a timer, once a day: personal data goes; payments, readings and statements stay without it."""

    help = "Delete the users whose hold after asking for deletion is over (run it every day)"

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = delete_due_users(now=current_time(), forget=[_forget])
        self.stdout.write(f"Deleted: {deleted}.")


def _forget(user: User) -> None:
    forget_payer(user=user)
    forget_asker(user=user)
