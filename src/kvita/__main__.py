"""The console command `kvita`: Kvita's own commands and, under the same name, Django's.

`kvita --help` lists Kvita's own commands first, each with the first line of its help.
"""

import os
import secrets
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Final

# Commands that only read the program itself: they take, and need, no secret of an installation.
WITHOUT_SECRET: Final = frozenset({"makemigrations", "makemessages", "compilemessages"})

# Commands of Django in whose place stand ours: they know logins, and they tell the audit log.
OURS = {"changepassword": "change_password", "createsuperuser": "create_superuser"}


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command of the command line `argv` (default: that of the process).

    Exits with code 78 and one line on stderr when the settings are wrong (see `kvita.config.env`).
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvita.config.settings")
    if arguments in (["--version"], ["version"]):
        print(version("kvita"))
    elif arguments in ([], ["--help"], ["-h"], ["help"]):
        print(overview())
    else:
        if arguments[0] in WITHOUT_SECRET:
            os.environ["KVITA_SECRET_KEY"] = secrets.token_urlsafe(60)
        if arguments[0] == "demo":  # settings are read before any command: who asks for the demo wants its settings
            os.environ.setdefault("KVITA_DEMO", "1")
        from django.core.management import execute_from_command_line

        command = arguments[0] if arguments[0].startswith("-") else arguments[0].replace("-", "_")
        command = OURS.get(command, command)
        execute_from_command_line(["kvita", command, *arguments[1:]])


def overview() -> str:
    """Return the text of `kvita --help`."""
    import django
    from django.core.management import get_commands, load_command_class

    os.environ.setdefault("KVITA_SECRET_KEY", secrets.token_urlsafe(60))
    django.setup()
    commands = get_commands()
    own = sorted(name for name, app in commands.items() if app.startswith("kvita."))
    width = max(map(len, own), default=0)
    lines = ["Usage: kvita COMMAND [OPTIONS]        kvita COMMAND --help tells more", "", "Kvita:"]
    for name in own:
        first_line = load_command_class(commands[name], name).help.strip().split("\n", 1)[0]
        lines.append(f"  {name.replace('_', '-'):<{width}}  {first_line}".rstrip())
    lines += ["", "Django:", *_wrapped(sorted(set(commands) - set(own)))]
    return "\n".join(lines)


def _wrapped(names: Sequence[str], *, columns: int = 100) -> list[str]:
    """Lay out names in lines of at most `columns` characters."""
    lines = [" "]
    for name in names:
        if len(lines[-1]) + len(name) + 1 > columns:
            lines.append(" ")
        lines[-1] += f" {name}"
    return lines


if __name__ == "__main__":
    main()
