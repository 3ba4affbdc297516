"""How often one may try: by the network address, by the person, by both, and by the browser. Counters are identity's.

A lock slows the one who guesses. Several people may answer to one name (of one account, or with one e-mail before it is
confirmed): each is judged by counters of their own, and a success takes back nothing that was spent on another.
Whoever proves more than a guess gets in all the same: a browser in which the person
has signed in before is counted by itself, who has an app for codes is let on to its code, a key and the link of a
letter ask no counter of names at all.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kvita.core.audit import Actor
from kvita.core.errors import DomainError
from kvita.identity.enums import ThrottleScope
from kvita.identity.models import User
from kvita.identity.selectors import counters_of, who_have_app
from kvita.identity.services import HOUR, MINUTE, Limit, forgive, hit, record_failed_sign_in, worn
from kvita.web.entry.devices import device_knowing, device_of
from kvita.web.requests import PortalRequest, address_of, visitor_of

QUARTER: Final = 15 * MINUTE
# Two at one address (a neighbour who guesses) are stopped soon; a whole house behind one address is not.
BY_PAIR: Final = Limit(10, QUARTER)
BY_PERSON: Final = Limit(40, HOUR)
BY_ADDRESS: Final = Limit(150, HOUR)
BY_DEVICE: Final = Limit(10, QUARTER)
# Of somebody who has an app, once strangers have used up the tries of the name: the code still stands behind it.
WITH_APP: Final = Limit(200, HOUR)
SECOND_STEP: Final = Limit(10, QUARTER)
SECOND_STEP_OF_PERSON: Final = Limit(60, HOUR)
RECOVERY: Final = Limit(20, HOUR)
# Pictures and sounds: a whole house behind one address fills in its forms, a program that collects them does not.
CAPTCHA: Final = Limit(400, HOUR)
# Failures are only counted, for the picture: what locks are the tries.
UNLIMITED: Final = Limit(1_000_000, HOUR)
# Failures of one person from one address, and of one browser, wear the limit down for a day.
WORN: Final = Limit(1_000_000, 24 * HOUR)
# So many failures of a whole address weigh as one of a browser that is known: neighbours are no reason for a picture.
NEIGHBOURS: Final = 10
OTHERWISE: Final = (
    "Сейчас войти можно с устройства, где вы уже входили, или по письму: нажмите «Забыли пароль?» и придумайте новый "
    "пароль."
)


def _worn(request: PortalRequest, limits: dict[str, Limit]) -> dict[str, Limit]:
    """Return these limits as the failures of a day have left them; a window that has begun ends as it began."""
    keys = [*limits, *(f"worn:{key}" for key in limits)]
    running = counters_of(keys, scope=ThrottleScope.SIGN_IN, now=request.now)
    left = {}
    for key, limit in limits.items():
        begun, failed = running.get(key), running.get(f"worn:{key}")
        if begun is not None and begun.count:
            left[key] = Limit(begun.limit, limit.window)
        else:
            left[key] = worn(limit=limit, failures=failed.count if failed else 0)
    return left


@dataclass(frozen=True, slots=True)
class Judged:
    """Whose password may be looked at now, and what to say when it is none of theirs."""

    open: list[User]
    refusal: DomainError | None = None


def hit_sign_in(request: PortalRequest, users: Sequence[User], unknown: str, otherwise: str = OTHERWISE) -> Judged:
    """Count a try to sign in as one of `users` before a password is looked at; `unknown` is the key of no user.

    Who is locked out is left out, the others are tried. While a registration waits under the name, the name itself is
    counted too: so the sentence after a wrong password does not tell whether somebody complete has it.

    Raises `DomainError` "locked" when nobody is left.
    """
    door = _Door(request, otherwise)
    opened = [user for user in users if door.lets_try(user)]
    shared = any(user.confirmation_due for user in users)
    name_refused = door.refuses_name(unknown) if shared or not users else None
    if not opened and (refusal := name_refused or door.refusal):
        raise refusal
    return Judged(opened, name_refused if shared else door.refusal)


class _Door:
    """One try at a name: the counters of each who is meant, and the address once for all who are not at home here."""

    def __init__(self, request: PortalRequest, otherwise: str) -> None:
        self.request, self.otherwise = request, otherwise
        self.visitor = visitor_of(request)
        self.address_counted = False
        self.refusal: DomainError | None = None

    def lets_try(self, user: User) -> bool:
        """Count the try at this person; tell whether their password may be looked at."""
        if device := device_knowing(self.request, user):
            refused = self._refused(_worn(self.request, {device.key_for(user): BY_DEVICE}))
        else:
            refused = self._refused_stranger(f"user:{user.pk}")
            if refused and who_have_app([user.pk]):
                refused = self._refused({f"app:{user.pk}": WITH_APP})
        self.refusal = self.refusal or refused
        return refused is None

    def refuses_name(self, name: str) -> DomainError | None:
        """Count the try at the name, whoever is called so."""
        return self._refused_stranger(name)

    def _refused_stranger(self, person: str) -> DomainError | None:
        limits = {person: BY_PERSON, **_worn(self.request, {f"{person}@{self.visitor}": BY_PAIR})}
        refused = self._refused(limits | ({} if self.address_counted else {f"ip:{self.visitor}": BY_ADDRESS}))
        self.address_counted = self.address_counted or refused is None
        return refused

    def _refused(self, limits: dict[str, Limit]) -> DomainError | None:
        try:
            hit(scope=ThrottleScope.SIGN_IN, limits=limits, now=self.request.now, otherwise=self.otherwise)
        except DomainError as error:
            return error
        return None


def note_failure(request: PortalRequest, users: Sequence[User], unknown: str) -> None:
    """Remember that a password was wrong: for the picture and the wait, and in the audit log of each one meant."""
    device, visitor = device_of(request), visitor_of(request)
    at_home = [device.key_for(user) for user in users if device.knows(user)] if device else []
    strangers = [f"user:{user.pk}" for user in users if not (device and device.knows(user))]
    strangers += [unknown] if not users or any(user.confirmation_due for user in users) else []
    tired = [*at_home, *(f"{person}@{visitor}" for person in strangers)]
    seen = [*at_home, *([device.key_for_others] if device and strangers else [])]
    counted = dict.fromkeys([f"failed:ip:{visitor}", *(f"failed:{key}" for key in seen)], UNLIMITED)
    counted |= dict.fromkeys([f"worn:{key}" for key in tired], WORN)
    hit(scope=ThrottleScope.SIGN_IN, limits=counted, now=request.now)
    guest = Actor(kind="guest", label="без входа", address=address_of(request))
    meant: list[User | None] = [*users] or [None]
    for user in meant:
        record_failed_sign_in(user=user, actor=guest, now=request.now)


def forgive_sign_in(request: PortalRequest, user: User) -> None:
    """Take the try back after a success: this person's counters whole, that of the address by one."""
    visitor, person, device = visitor_of(request), f"user:{user.pk}", device_knowing(request, user)
    own = [person, f"{person}@{visitor}", f"worn:{person}@{visitor}", f"app:{user.pk}"]
    if device is not None:
        key = device.key_for(user)
        own += [key, f"failed:{key}", f"worn:{key}"]
        forgive(scope=ThrottleScope.SIGN_IN, keys=[], wholly=own, now=request.now)
        return
    forgive(scope=ThrottleScope.SIGN_IN, keys=[f"ip:{visitor}"], wholly=own, now=request.now)


def failed_sign_ins(request: PortalRequest) -> int:
    """Return how often signing in failed lately in this browser or, where nobody has signed in yet, from this address.

    Tries that are still being judged are no failures: a house that signs in at the same moment meets no picture.
    """
    device, address = device_of(request), f"failed:ip:{visitor_of(request)}"
    own = [f"failed:{key}" for key in device.keys] if device else []
    found = counters_of([address, *own], scope=ThrottleScope.SIGN_IN, now=request.now)
    of_address = found[address].count if address in found else 0
    if device is None:
        return of_address
    return max([of_address // NEIGHBOURS, *(found[key].count for key in own if key in found)])


def hit_second_step(request: PortalRequest, user: User) -> None:
    """Count a try of a code or a password by somebody whose password was right. Raises `DomainError` "locked"."""
    person, device = f"user:{user.pk}", device_knowing(request, user)
    limits = {f"{person}@{visitor_of(request)}": SECOND_STEP, person: SECOND_STEP_OF_PERSON}
    hit(
        scope=ThrottleScope.MFA,
        limits={device.key_for(user): SECOND_STEP} if device else limits,
        now=request.now,
        otherwise="Если код не подходит, возьмите запасной или позвоните нам.",
    )


def forgive_second_step(request: PortalRequest, user: User) -> None:
    """Forget the tries after a success."""
    person, device = f"user:{user.pk}", device_knowing(request, user)
    own = [person, f"{person}@{visitor_of(request)}", *([device.key_for(user)] if device else [])]
    forgive(scope=ThrottleScope.MFA, keys=[], wholly=own, now=request.now)


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
