"""How many codes and letters with links go out within a day: to one recipient, from one visitor, and SMS of a portal.

What a stranger may order does not use up what the owner needs: joining and recovery have shares of their own of what
one recipient gets, each visitor has a part of a share, and a browser in which the person has signed in before has a
reserve that nobody else can spend. Staff are asked for at another door than residents, and counted there.
"""

import datetime as dt
from typing import Final

from kvita.core.errors import DomainError
from kvita.identity.enums import CodePurpose, ThrottleScope
from kvita.identity.models import STAFF_REALM
from kvita.identity.policies import SMS_COUNTER, SMS_OF_PORTAL, visitor_at
from kvita.identity.services.throttling import Limit, count_up, locked
from kvita.notifications.enums import Channel

DAY: Final = dt.timedelta(days=1)
SMS_OF_VISITOR: Final = 20
OF_JOINING: Final = 12
OF_RECOVERY: Final = 8
CODES_OF_RECIPIENT: Final = OF_JOINING + OF_RECOVERY  # over all purposes and portals: nobody is flooded
JOINING_OF_VISITOR: Final = 6  # to one recipient
RECOVERY_OF_VISITOR: Final = 4
OF_KNOWN_BROWSER: Final = 5
SPENT: Final = "На сегодня сообщений больше нет. Попробуйте завтра или позвоните нам."


def spend(
    *,
    realm: str,
    purpose: CodePurpose,
    channel: Channel,
    address: str,
    ip: str | None,
    known: bool,
    now: dt.datetime,
) -> None:
    """Count one message to this address. Raises `DomainError` "code_limit" when the day bears no more."""
    caps = _of_recipient(realm, purpose, address, ip, known=known)
    if channel == Channel.SMS:
        caps[f"{SMS_COUNTER}{realm}"] = Limit(SMS_OF_PORTAL, DAY)
        if ip is not None:
            caps[f"sms-of:{visitor_at(ip)}"] = Limit(SMS_OF_VISITOR, DAY)
    if until := count_up(scope=ThrottleScope.CODE_SENT, limits=caps, now=now):
        raise DomainError("code_limit", SPENT, **locked(until=until, now=now).params)


def share_of(*, realm: str, purpose: CodePurpose) -> str:
    """Return which share of a recipient's day a code comes out of."""
    if purpose != CodePurpose.RESET_PASSWORD:
        return "joining"
    return "staff" if realm == STAFF_REALM else "recovery"


def _of_recipient(realm: str, purpose: CodePurpose, address: str, ip: str | None, *, known: bool) -> dict[str, Limit]:
    share = share_of(realm=realm, purpose=purpose)
    if known:
        return {f"recipient:known-{share}:{address}": Limit(OF_KNOWN_BROWSER, DAY)}
    is_joining = share == "joining"
    caps = {f"recipient:{share}:{address}": Limit(OF_JOINING if is_joining else OF_RECOVERY, DAY)}
    if ip is not None:
        own = Limit(JOINING_OF_VISITOR if is_joining else RECOVERY_OF_VISITOR, DAY)
        caps[f"by-visitor:{share}:{visitor_at(ip)}:{address}"] = own
    return caps
