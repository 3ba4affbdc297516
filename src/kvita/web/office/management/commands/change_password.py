"""`kvita changepassword LOGIN`: set the password of a member of staff from the server's console."""

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.identity.policies import check_password
from kvita.identity.selectors import find_staff
from kvita.identity.services import change_password
from kvita.web.clock import current_time
from kvita.web.entry.forms import STAFF_PASSWORDS

CONSOLE = Actor(kind="command", label="kvita changepassword")


class Command(BaseCommand):
    """Takes the place of Django's command of the same purpose, which knows no logins."""

    help = "Set the password of a member of staff (login or e-mail); it is asked twice, or read from a pipe"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="login or e-mail of a member of staff, superusers included")

    def handle(self, *args: Any, login: str, **options: Any) -> None:
        user = find_staff(login)
        if user is None:
            raise CommandError(f"no member of staff has the login or e-mail '{login}'")
        password = self._ask(user.login or user.email or login)
        try:
            check_password(password, STAFF_PASSWORDS, known=(user.email, user.login, user.phone))
        except DomainError as error:
            raise CommandError(error.message) from error
        change_password(user=user, password=password, actor=CONSOLE, now=current_time())
        self.stdout.write(f"The password of {user} is changed; other sessions have ended.")

    def _ask(self, name: str) -> str:
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        password = getpass.getpass(f"New password of {name}: ")
        if password != getpass.getpass("The same once more: "):
            raise CommandError("the two passwords differ, nothing was changed")
        return password
