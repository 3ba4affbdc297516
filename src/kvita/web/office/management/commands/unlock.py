"""`kvita unlock`: let somebody in again who was locked out, from the server's console."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.housing.selectors import list_portals
from kvita.identity.models import User
from kvita.identity.selectors import find_staff
from kvita.identity.services import lift_locks, remove_second_step, unlock_address
from kvita.web.auth import people_called
from kvita.web.clock import current_time
from kvita.web.requests import network_of

CONSOLE = Actor(kind="command", label="kvita unlock")
REASON = "с консоли сервера"


class Command(BaseCommand):
    """A name is a login, e-mail, phone or account number; an address is that of the network the tries came from."""

    help = "Lift the locks of a person or of a network address; take a lost second step away"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="login, e-mail, phone or account number; or a network address (203.0.113.7)")
        parser.add_argument("--portal", help="short name of the portal where a resident is meant (default: staff)")
        parser.add_argument("--second-step", action="store_true", help="also delete the app, spare codes and keys")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        network = network_of(name)
        if network is not None:
            count = unlock_address(network=network, actor=CONSOLE, now=current_time())
            self.stdout.write(f"{network}: {count} counters are back at nought.")
            return
        people = self._people(name, options["portal"])
        if not people:
            where = options["portal"] or "the staff (give --portal for a resident)"
            raise CommandError(f"nobody is called '{name}' among {where}")
        for user in people:
            self._unlock(user, second_step=options["second_step"])

    def _people(self, name: str, slug: str | None) -> list[User]:
        if slug is None:
            found = find_staff(name)
            return [found] if found else []
        portal = next((one for one in list_portals() if one.slug == slug), None)
        if portal is None:
            raise CommandError(f"no portal is called '{slug}'")
        return people_called(portal, name)

    def _unlock(self, user: User, *, second_step: bool) -> None:
        now = current_time()
        try:
            lift_locks(user=user, reason=REASON, organization_id=None, actor=CONSOLE, now=now)
            self.stdout.write(f"{user}: unlocked.")
        except DomainError as error:
            self.stdout.write(f"{user}: {error.message}")
        if second_step:
            try:
                remove_second_step(user=user, reason=REASON, actor=CONSOLE, now=now)
                self.stdout.write(f"{user}: the second step is taken away.")
            except DomainError as error:
                self.stdout.write(f"{user}: {error.message}")
