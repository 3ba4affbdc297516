"""What is done regularly.

Traces of strangers go when nobody needs them any longer (152-ФЗ, art. 5 part 7); staff are told of floods of codes.
"""

import datetime as dt
from typing import Final

from kvita.accounts.enums import Alarm, ApplicationState
from kvita.accounts.models import AccessApplication, LinkAttempt
from kvita.accounts.services.alarms import raise_alarm
from kvita.housing.models import Portal
from kvita.identity.selectors import realms_of_many_letters, realms_without_sms

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


def tell_of_floods(*, now: dt.datetime) -> int:
    """Tell the staff of each portal whose codes go out in a flood, once a day; return how many portals were told.

    A job and not the sending itself: who asks for one code too many is refused, and nothing of a refusal is stored.
    """
    floods = {Alarm.SMS_SPENT: realms_without_sms(now=now), Alarm.MANY_LETTERS: realms_of_many_letters(now=now)}
    told = 0
    for alarm, realms in floods.items():
        for portal in Portal.objects.filter(slug__in=realms).order_by("pk") if realms else ():
            told += raise_alarm(portal=portal, alarm=alarm, now=now)
    return told
