"""`kvita reseal-keys`: after KVITA_ENCRYPTION_KEYS got a new first key, seal the keys of banks under it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kvita.core.sealing import SealError
from kvita.payments.services import reseal_connections
from kvita.web.providers import secret_box


class Command(BaseCommand):
    """All or nothing: when one key cannot be opened, none is changed."""

    help = "Seal the keys of banks under the newest encryption key of the installation"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = reseal_connections(box=secret_box())
        except SealError as error:
            raise CommandError(f"{error}; put the former key back into KVITA_ENCRYPTION_KEYS") from error
        self.stdout.write(f"Sealed anew: {count}.")
