"""`kvita createsuperuser`: Django's command, and an entry in the audit log for whoever was made an administrator."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.db import transaction

from kvita.core.audit import Actor, record_audit
from kvita.core.audit.pages import difference, stored_values
from kvita.identity.models import User
from kvita.web.clock import current_time

CONSOLE = Actor(kind="command", label="kvita createsuperuser")


class Command(createsuperuser.Command):
    """Takes the place of Django's command of the same purpose, which tells nobody."""

    help = "Make an administrator of the installation: login and password are asked for"

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make the user and tell the log; both, or neither."""
        known = set(User.objects.filter(is_superuser=True).values_list("pk", flat=True))
        super().handle(*args, **options)
        for user in User.objects.filter(is_superuser=True).exclude(pk__in=known):
            record_audit(
                now=current_time(),
                actor=CONSOLE,
                action="identity.create_superuser",
                target=user,
                changes=difference({}, stored_values(user)),
            )
