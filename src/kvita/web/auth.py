"""Sign-in of residents by the names a portal offers, and of staff. Every try is counted before the password is read."""

from collections.abc import Collection
from typing import Any, Final, cast

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from kvita.accounts.selectors import residents_sharing, user_ids_by_account_number
from kvita.core.errors import DomainError
from kvita.core.phones import parse_phone
from kvita.housing.enums import SignInName
from kvita.housing.models import Portal
from kvita.identity.models import STAFF_REALM, User
from kvita.identity.selectors import find_staff, users_by_ids, users_by_phone
from kvita.web.entry.devices import device_of
from kvita.web.entry.limits import Judged, hit_sign_in, note_failure
from kvita.web.requests import PortalRequest

# Each costs a fifth of a second of the server's time: a number that a whole family signs in by is no lever.
MOST_CANDIDATES: Final = 5
OFFICE_HELP: Final = (
    "Сейчас войти можно с устройства, где вы уже входили, по письму («Забыли пароль?») или по ссылке, которую "
    "напечатает администратор."
)


class PortalBackend(ModelBackend):
    """A resident of the portal's realm, named by any of the names that the portal's settings allow (D1)."""

    def authenticate(  # type: ignore[override]  # a portal and a free-form name instead of a user name
        self, request: HttpRequest | None, *, portal: Portal | None = None, name: str = "", password: str = "", **_: Any
    ) -> User | None:
        """Return the user whose name and password match; spend the same time when there is none.

        Raises `DomainError` "locked" after too many tries.
        """
        if portal is None:
            return None
        device = device_of(request) if request is not None else None
        candidates = people_called(portal, name, known=device.people if device else ())
        judged = Judged(candidates)
        if request is not None:
            judged = hit_sign_in(cast("PortalRequest", request), candidates, _unknown(portal.realm, name))
        if not candidates:
            User().set_password(password)
        matches = [user for user in judged.open if user.check_password(password)]
        # Two people of one flat with the same password cannot be told apart by the account number.
        found = matches[0] if len(matches) == 1 and self.user_can_authenticate(matches[0]) else None
        return _noted(request, judged, found, _unknown(portal.realm, name))


class StaffBackend(ModelBackend):
    """A member of staff, by login or e-mail."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """Return the staff user, or None after the time that a check takes. Raises `DomainError` "locked"."""
        if not username or password is None:
            return None
        user = find_staff(username)
        judged = Judged([user] if user else [])
        if request is not None:
            key = _unknown(STAFF_REALM, username)
            judged = hit_sign_in(cast("PortalRequest", request), judged.open, key, OFFICE_HELP)
        if user is None:
            User().set_password(password)
        right = user is not None and user.check_password(password) and self.user_can_authenticate(user)
        return _noted(request, judged, user if right else None, _unknown(STAFF_REALM, username))


def people_called(portal: Portal, name: str, *, known: Collection[int] = ()) -> list[User]:
    """Return whom this name may mean at the portal: by all the names that its settings offer.

    Who is `known` to the browser is not pushed out by strangers who registered with the same e-mail or login.
    """
    name = name.strip()
    offered, realm = set(portal.settings.sign_in_names), portal.realm
    if "@" in name:
        return residents_sharing(realm=realm, email=name, known=known) if SignInName.EMAIL in offered else []
    found = residents_sharing(realm=realm, login=name, known=known) if SignInName.LOGIN in offered and name else []
    if SignInName.ACCOUNT_NUMBER in offered:
        found += users_by_ids(user_ids_by_account_number(name, portal_id=portal.pk), realm=realm)
    if SignInName.PHONE in offered and (phone := _phone(name)):
        found += users_by_phone(phone, realm=realm)
    return list({user.pk: user for user in found}.values())[:MOST_CANDIDATES]


def _phone(name: str) -> str | None:
    try:
        return parse_phone(name, mobile=False)
    except DomainError:
        return None


def _unknown(realm: str, name: str) -> str:
    """Return under which key a try is counted when nobody is called so."""
    return f"name:{realm}:{name.strip().lower()[:100]}"


def _noted(request: HttpRequest | None, judged: Judged, found: User | None, unknown: str) -> User | None:
    """Return who was found; a failure is remembered. Raises "locked" when it may be the password of who is locked."""
    if found is None and request is not None:
        note_failure(cast("PortalRequest", request), judged.open, unknown)
        if judged.refusal is not None:
            raise judged.refusal
    return found
