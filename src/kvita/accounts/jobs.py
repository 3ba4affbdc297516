"""What is done regularly: traces of strangers go when nobody needs them any longer (152-ФЗ, art. 5 part 7)."""

import datetime as dt
from typing import Final

from kvita.accounts.enums import ApplicationState
from kvita.accounts.models import AccessApplication, LinkAttempt

KEEP_ATTEMPTS: Final = dt.timedelta(days=180)
KEEP_APPLICATIONS: Final = dt.timedelta(days=90)


def purge_traces(*, now: dt.datetime) -> tuple[int, int]:
    """Delete old attempts, and applications that led to no cabinet; return how many of each.

    Open applications stay until they are decided; those of residents stay as long as the resident does.
    """
    attempts, _ = LinkAttempt.objects.filter(at__lt=now - KEEP_ATTEMPTS).delete()
    idle = AccessApplication.objects.filter(user=None, state_since__lt=now - KEEP_APPLICATIONS)
    applications, _ = idle.filter(state__in=(ApplicationState.APPROVED, ApplicationState.REJECTED)).delete()
    return attempts, applications
