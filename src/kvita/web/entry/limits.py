"""How often one may try: by the network address, by the person, and by both. The counters are identity's."""

import hashlib
from collections.abc import Iterable
from typing import Final

from kvita.core.errors import DomainError
from kvita.identity.enums import ThrottleScope
from kvita.identity.models import User
from kvita.identity.selectors import tries_of
from kvita.identity.services import HOUR, MINUTE, Limit, forgive, hit
from kvita.web.requests import PortalRequest, visitor_of

QUARTER: Final = 15 * MINUTE
# Two at one address (a neighbour who guesses) are stopped soon; a whole house behind one address is not.
BY_PAIR: Final = Limit(10, QUARTER)
BY_PERSON: Final = Limit(40, HOUR)
BY_ADDRESS: Final = Limit(150, HOUR)
SECOND_STEP: Final = Limit(10, QUARTER)
RECOVERY: Final = Limit(20, HOUR)
# Pictures and sounds: a whole house behind one address fills in its forms, a program that collects them does not.
CAPTCHA: Final = Limit(400, HOUR)
OTHERWISE: Final = "Чтобы войти сейчас, нажмите «Забыли пароль?» и придумайте новый пароль."


def sign_in_limits(request: PortalRequest, people: Iterable[str]) -> dict[str, Limit]:
    """Return what a try to sign in counts for: `people` are "user:17" or, when nobody is called so, "name:…"."""
    visitor = visitor_of(request)
    limits = {f"ip:{visitor}": BY_ADDRESS}
    for person in people:
        limits |= {person: BY_PERSON, f"{person}@{visitor}": BY_PAIR}
    return limits


def hit_sign_in(request: PortalRequest, people: Iterable[str], otherwise: str = OTHERWISE) -> None:
    """Count a try to sign in before the password is looked at. Raises `DomainError` "locked"."""
    limits = sign_in_limits(request, people)
    hit(scope=ThrottleScope.SIGN_IN, limits=limits, now=request.now, otherwise=otherwise)


def forgive_sign_in(request: PortalRequest, user: User) -> None:
    """Take the try back after a success: this person's counters whole, that of the address by one."""
    visitor, person = visitor_of(request), f"user:{user.pk}"
    forgive(
        scope=ThrottleScope.SIGN_IN, keys=[f"ip:{visitor}"], wholly=[person, f"{person}@{visitor}"], now=request.now
    )


def failed_sign_ins(request: PortalRequest) -> int:
    """Return how often signing in failed lately from this address."""
    return tries_of([f"ip:{visitor_of(request)}"], scope=ThrottleScope.SIGN_IN, now=request.now)


def hit_second_step(request: PortalRequest, user: User) -> None:
    """Count a try of a code or a password by somebody whose password was right. Raises `DomainError` "locked"."""
    hit(
        scope=ThrottleScope.MFA,
        limits={f"user:{user.pk}": SECOND_STEP},
        now=request.now,
        otherwise="Если код не подходит, возьмите запасной или позвоните нам.",
    )


def forgive_second_step(request: PortalRequest, user: User) -> None:
    """Forget the tries after a success."""
    forgive(scope=ThrottleScope.MFA, keys=[], wholly=[f"user:{user.pk}"], now=request.now)


def hit_recovery(request: PortalRequest) -> None:
    """Count a request for a new password from this address. Raises `DomainError` "locked"."""
    limits = {f"recovery:{visitor_of(request)}": RECOVERY}
    hit(scope=ThrottleScope.CODE_SENT, limits=limits, now=request.now, otherwise="Или позвоните нам.")


def hit_captcha(request: PortalRequest) -> None:
    """Count a picture with digits, or its sound, for this address. Raises `DomainError` "locked"."""
    hit(scope=ThrottleScope.CAPTCHA, limits={f"ip:{visitor_of(request)}": CAPTCHA}, now=request.now)


def spend_code(request: PortalRequest, user: User, code: str) -> None:
    """Use a code of the app up: who looked over the shoulder cannot type it again. Raises `DomainError`."""
    key = hashlib.sha256(code.strip().encode()).hexdigest()[:16]
    try:
        hit(scope=ThrottleScope.MFA, limits={f"code:{user.pk}:{key}": Limit(1, 3 * MINUTE)}, now=request.now)
    except DomainError:
        raise DomainError("code_spent", "Этот код уже использован. Подождите новый в приложении.") from None
