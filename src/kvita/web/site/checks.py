"""What `kvita check --deploy` says about an installation that is about to meet residents."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register(deploy=True)
def check_installation(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Name settings that are fit for a trial only."""
    found: list[CheckMessage] = []
    if any(host.strip() == "*" for host in settings.ALLOWED_HOSTS):
        found.append(
            Error(
                "KVITA_ALLOWED_HOSTS answers every host name (*).",
                hint="Name the hosts of your portals: a foreign name could get into caches and pages.",
                id="kvita.E001",
            )
        )
    if settings.DEMO:
        found.append(
            Error(
                "KVITA_DEMO is on: /dev/ shows every letter and sets the clock, payments go to a sandbox bank.",
                hint="Unset KVITA_DEMO.",
                id="kvita.E002",
            )
        )
    if not settings.HTTPS:
        found.append(
            Error("KVITA_HTTPS is off: passwords travel in the open.", hint="Unset KVITA_HTTPS.", id="kvita.E003")
        )
    return found
