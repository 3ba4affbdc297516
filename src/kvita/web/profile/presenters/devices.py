"""Where the cabinet is open: devices as people call them, told from what browsers say of themselves."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kvita.identity.models import User
from kvita.identity.selectors import live_sessions

# The first word that is found decides: a browser names those that it is akin to as well.
BROWSERS: Final = (
    ("YaBrowser", "Яндекс Браузер"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """A session: on which device, since when, last seen when and from which network address."""

    id: int
    name: str
    address: str
    since: dt.datetime
    seen: dt.datetime
    is_current: bool


def devices_of(user: User, *, now: dt.datetime) -> list[Device]:
    """Return the devices on which the cabinet is open, this one first, then those seen last; two queries."""
    sessions = list(user.usersession_set.all())  # type: ignore[attr-defined]  # the other end of a key of allauth's
    live = live_sessions([session.session_key for session in sessions], now=now)
    rows = [
        Device(
            id=session.pk,
            name=device_name(session.user_agent),
            address=session.ip,
            since=session.created_at,
            seen=session.last_seen_at,
            is_current=session.is_current(),
        )
        for session in sessions
        if session.session_key in live
    ]
    return sorted(rows, key=lambda row: (row.is_current, row.seen), reverse=True)


def device_name(user_agent: str) -> str:
    """Return `Android, Chrome`; what is not known is «Неизвестное устройство»."""
    known = [_first(SYSTEMS, user_agent), _first(BROWSERS, user_agent)]
    return ", ".join(filter(None, known)) or "Неизвестное устройство"


def _first(words: Iterable[tuple[str, str]], text: str) -> str:
    return next((name for word, name in words if word in text), "")
