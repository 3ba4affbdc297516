"""Browsers that have been signed in before: a lock made by somebody else's guesses does not hold them.

The cookie holds no right to anything: whoever has it still needs the password, and guesses with it are counted under
its own key. It only tells a person at home from a stranger who guesses at the same name. It speaks for those who have
signed in in it and for nobody else who answers to the same name: of one account, or with the same e-mail.
"""

import secrets
from dataclasses import dataclass
from typing import Final

from django.core import signing
from django.http import HttpRequest, HttpResponse

from kvita.identity.models import User

COOKIE: Final = "kvita_device"
SALT: Final = "kvita.web.entry.device"
AGE: Final = 180 * 24 * 60 * 60  # seconds
MOST_PEOPLE: Final = 6  # of one family or one desk


@dataclass(frozen=True, slots=True)
class Device:
    """A browser by the random name that it was given, and who has signed in in it, the last one first."""

    name: str
    people: tuple[int, ...]

    def key_for(self, user: User) -> str:
        """Under which tries at this person are counted in it."""
        return f"device:{self.name}:{user.pk}"

    @property
    def key_for_others(self) -> str:
        """Under which tries at people are noted who have never signed in in it."""
        return f"device:{self.name}:others"

    @property
    def keys(self) -> list[str]:
        """All keys under which tries are noted in it."""
        return [*(f"device:{self.name}:{one}" for one in self.people), self.key_for_others]

    def knows(self, user: User) -> bool:
        """Tell whether this person has signed in in it."""
        return user.pk in self.people


def device_of(request: HttpRequest) -> Device | None:
    """Return the browser of this request when somebody has signed in in it before; None for a cookie not of ours."""
    try:
        raw = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
        return Device(str(raw["d"]), tuple(int(one) for one in raw["u"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def device_knowing(request: HttpRequest, user: User) -> Device | None:
    """Return the browser when this very person has signed in in it before."""
    device = device_of(request)
    return device if device is not None and device.knows(user) else None


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the browser be known for this person from now on."""
    device = device_of(request) or Device(secrets.token_urlsafe(12), ())
    people = [user.pk, *(one for one in device.people if one != user.pk)][:MOST_PEOPLE]
    value = signing.dumps({"d": device.name, "u": people}, salt=SALT)
    response.set_cookie(COOKIE, value, max_age=AGE, httponly=True, samesite="Lax", secure=request.is_secure())
